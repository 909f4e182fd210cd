"""The order in which kinds are met: nothing before what it builds on, what the exam asks before what it does not."""

import pytest

from question_bank.bank import load_bank
from question_bank.model.teaching import FAMILIAR, teaching_order
from question_bank.model.topics import Topic, TopicTree

BANK = load_bank()


def test_every_family_comes_once_after_what_it_builds_on() -> None:
    order = BANK.teaching
    assert sorted(order) == sorted(BANK.families)
    place = {family: k for k, family in enumerate(order)}
    named = 0
    for topic in BANK.topics.topics:
        for family, grounds in topic.after.items():
            for ground in grounds:
                named += 1
                assert place[f"{topic.id}.{ground}"] < place[f"{topic.id}.{family}"]
    assert named > 40
    assert place["lstm.hidden-state"] < place["lstm.cell-backward"]
    assert place["rnn.hidden-state"] < place["bptt.delta"] < place["bptt.truncated"]


def test_a_topic_begins_when_half_of_what_it_builds_on_is_in() -> None:
    order = BANK.teaching
    of = {topic.id: [f for f in order if BANK.families[f].topic == topic.id] for topic in BANK.topics.topics}
    for topic in BANK.topics.topics:
        begins = order.index(of[topic.id][0])
        for ground in topic.builds_on:
            met = sum(order.index(family) < begins for family in of[ground])
            assert met >= FAMILIAR * len(of[ground])


def test_what_the_exam_does_not_ask_comes_last() -> None:
    course = {topic.id for topic in BANK.topics.topics if topic.scope == "course"}
    scopes = [BANK.families[family].topic in course for family in BANK.teaching]
    assert scopes == sorted(scopes)


def topic(name: str, **more: object) -> Topic:
    said = {"ja": name, "en": name}
    whole = {"id": name, "place": 1, "area": "deep-learning", "title": said, "summary": said, "syllabus": said}
    return Topic.model_validate({**whole, "scope": "syllabus", **more})


def tree(*topics: Topic) -> TopicTree:
    return TopicTree(syllabus_version="", topics=topics)


def test_topics_take_turns_and_wait_for_their_ground() -> None:
    topics = tree(topic("a"), topic("b", builds_on=("a",)), topic("c"))
    families = {"a": ["a.1", "a.2", "a.3"], "b": ["b.1"], "c": ["c.1"]}
    assert teaching_order(topics, families) == ("a.1", "c.1", "a.2", "a.3", "b.1")


def test_a_topic_of_the_exam_does_not_wait_for_one_that_is_not() -> None:
    topics = tree(topic("a", scope="course"), topic("b", builds_on=("a",)))
    assert teaching_order(topics, {"a": ["a.1"], "b": ["b.1"]}) == ("b.1", "a.1")


@pytest.mark.parametrize(
    ("after", "said"), [({"x": ("1",)}, "a.x"), ({"1": ("y",)}, "a.y"), ({"1": ("2",), "2": ("1",)}, "circle")]
)
def test_what_cannot_be_put_in_order_is_said(after: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(ValueError, match=rf"a/topic\.toml.*{said}"):
        teaching_order(tree(topic("a", after=after)), {"a": ["a.1", "a.2"]})
