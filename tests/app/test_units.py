"""The picture of each topic: nodes apart, arrows from border to border and through no node, said in words."""

import re
from itertools import combinations, pairwise
from math import dist

import pytest

from app.pictures.units import Box, Diagram, diagram
from question_bank.bank import Bank
from question_bank.model.topic_pages import topic_page
from question_bank.model.topics import load_topics
from tests.app.site import Site

TOPICS = tuple(topic.id for topic in load_topics().topics)


def drawn(topic: str) -> Diagram:
    return diagram(topic_page(topic).picture.under({}))


def apart(one: Box, other: Box) -> bool:
    return (
        abs(one.middle[0] - other.middle[0]) >= (one.width + other.width) / 2
        or abs(one.middle[1] - other.middle[1]) >= (one.height + other.height) / 2
    )


def inside(box: Box, x: float, y: float) -> bool:
    if box.node.shape == "operation":
        return dist((x, y), box.middle) < box.width / 2 - 1
    return abs(x - box.middle[0]) < box.width / 2 - 1 and abs(y - box.middle[1]) < box.height / 2 - 1


@pytest.mark.parametrize("topic", TOPICS)
def test_nodes_lie_apart_within_the_picture(topic: str) -> None:
    picture = drawn(topic)
    for one, other in combinations(picture.boxes, 2):
        assert apart(one, other), (topic, one.node.id, other.node.id)
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y >= 0
        assert box.y + box.height <= picture.height


@pytest.mark.parametrize("topic", TOPICS)
def test_arrows_run_from_border_to_border_and_through_no_node(topic: str) -> None:
    picture = drawn(topic)
    assert picture.lines
    for arrow in picture.lines:
        own = {arrow.arrow.start: arrow.points[0], arrow.arrow.end: arrow.points[-1]}
        for box in picture.boxes:
            if box.node.id in own:
                x, y = own[box.node.id]
                assert not inside(box, x, y)
                assert abs(x - box.middle[0]) <= box.width / 2 + 1
                assert abs(y - box.middle[1]) <= box.height / 2 + 10  # a function may stand on the upper edge
        for (x1, y1), (x2, y2) in pairwise(arrow.points):
            for k in range(21):
                x, y = x1 + (x2 - x1) * k / 20, y1 + (y2 - y1) * k / 20
                through = [box.node.id for box in picture.boxes if inside(box, x, y)]
                assert not through, (topic, arrow.arrow.start, arrow.arrow.end, through)


@pytest.mark.parametrize("update", ["new", "keep"])
def test_the_shares_of_a_gru_follow_the_convention(update: str) -> None:
    picture = topic_page("gru").picture.under({"update": update})
    (old,) = [arrow.latex for arrow in picture.arrows if (arrow.start, arrow.end) == ("z", "old")]
    assert old == ("1 - z^{t}" if update == "new" else "z^{t}")


def test_a_peephole_is_drawn_where_there_is_one() -> None:
    picture = topic_page("lstm").picture
    assert [arrow.latex for arrow in picture.having({"p_o"}).arrows if arrow.light] == ["p_o"]
    assert not [arrow for arrow in picture.having(()).arrows if arrow.light]


def test_the_page_draws_it_and_says_it_in_words(site: Site) -> None:
    for topic in TOPICS:
        page = site.get(f"/topics/{topic}", "en").text.partition("</figure>")[0]
        assert page.count('class="node ') == len(topic_page(topic).picture.under({}).nodes)
    assert "forget f t → ⊙" in site.get("/topics/lstm", "en").text


@pytest.mark.parametrize("topic", TOPICS)
def test_the_page_shows_the_unit_with_the_values_of_its_example(site: Site, topic: str) -> None:
    """In the picture at the top; beside the example where that is of a part of the unit."""
    shown = topic_page(topic).example
    assert shown is not None
    instance, _ = site.services.bank.example(f"{topic}.{shown.family}", shown.level, shown.seed)
    unit = site.services.bank.pictures(instance).unit
    assert unit is not None
    names = {valued.id for valued in unit.values.values()}
    pictures = site.get(f"/topics/{topic}").text.split('<figure class="picture unit">')[1:]
    drawn = [set(re.findall(r'<g class="node [^"]*" data-name="([^"]+)"', picture)) for picture in pictures]
    assert drawn[-1]
    assert drawn[-1] <= names
    assert len(pictures) == (1 if len(unit.picture.nodes) == len(topic_page(topic).picture.under({}).nodes) else 2)


def test_the_errors_of_a_truncated_run_are_not_drawn_as_if_they_went_on(bank: Bank) -> None:
    assert bank.pictures(bank.example("bptt.delta", 1, 1)[0]).unit is not None
    assert bank.pictures(bank.example("bptt.truncated", 1, 1)[0]).unit is None
