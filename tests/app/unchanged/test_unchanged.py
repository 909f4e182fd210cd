"""Rebuilding the bank's inside changes no stored seed and nothing that a learner sees."""

import json

import pytest

from question_bank.bank import load_bank
from tests.app.site import Site
from tests.app.unchanged.pages import FEWEST, shown
from tests.app.unchanged.record import TARGET

RECORDED = json.loads(TARGET.read_text(encoding="utf-8"))
TOPICS = [topic.id for topic in load_bank().topics.topics]


def test_every_topic_is_recorded() -> None:
    assert set(TOPICS) == set(RECORDED)
    assert sum(map(len, RECORDED.values())) >= FEWEST


@pytest.mark.parametrize("topic", TOPICS)
def test_seeds_give_the_questions_and_pages_of_before(site: Site, topic: str) -> None:
    found = shown(site, topic)
    assert list(found) == list(RECORDED[topic])
    changed = {name: page for name, page in found.items() if page != RECORDED[topic][name]}
    assert not changed
