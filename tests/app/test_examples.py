"""Worked examples: every kind that is derived has them, nothing is stored, and what follows has other numbers."""

import re
from random import Random

import pytest

from app.quiz.drawing import SEEDS
from app.web.titles import titled
from question_bank.model.bilingual import LANGUAGES
from tests.app.site import Site, right
from tests.question_bank.budget import looked_at

TABLES = ("quiz", "instance", "submission", "family_total")


def stored(site: Site) -> list[int]:
    return [site.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def test_every_kind_that_is_derived_has_its_example(site: Site) -> None:
    bank = site.services.bank
    seen = 0
    for topic in bank.topics.topics:
        listed = site.get(f"/topics/{topic.id}").text
        for family, card in bank.families.items():
            if card.topic == topic.id:
                assert (f'href="/examples/{family}"' in listed) == bank.is_worked(family)
        for family in filter(bank.is_worked, looked_at(topic.id)):
            for level in bank.families[family].levels:
                address = f"/examples/{family}?level={level}&seed=5"
                for language, said in zip(LANGUAGES, ("自分で解く", "Solve one yourself"), strict=True):
                    page = site.get(address, language)
                    assert page.status_code == 200
                    assert said in page.text
                    assert str(titled(bank.title(family).in_language(language), language)) in page.text
                    assert 'id="step-1"' in page.text
                seen += 1
    assert seen
    assert stored(site) == [0, 0, 0, 0]


def test_without_a_seed_one_is_drawn(site: Site) -> None:
    led = [site.get("/examples/bptt.delta").headers["location"] for _ in range(2)]
    assert led[0] != led[1]
    for address in led:
        assert re.fullmatch(r"/examples/bptt\.delta\?level=1&seed=\d+", address)
        assert site.get(address).status_code == 200
    assert "level=3" in site.get("/examples/bptt.delta?level=3").headers["location"]


def test_an_address_shows_the_same_numbers_again(site: Site) -> None:
    one, other = (site.get(f"/examples/bptt.delta?level=1&seed={seed}").text for seed in (3, 4))
    assert one == site.get("/examples/bptt.delta?level=1&seed=3").text
    assert one != other


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/examples/nothing.such", 404),
        ("/examples/bptt.statements", 404),
        (f"/examples/bptt.update?seed={SEEDS - 1}", 200),
    ],
)
def test_what_there_is_no_example_of_is_said(site: Site, address: str, status: int) -> None:
    assert site.get(address).status_code == status


@pytest.mark.parametrize("query", ["level=3&seed=1", "level=9", "level=x&seed=1", "seed=-1", f"seed={SEEDS}"])
def test_what_an_example_cannot_be_asked_for_is_told_beside_another(site: Site, query: str) -> None:
    page = site.get(f"/examples/bptt.update?{query}")
    assert page.status_code == 200
    wrong = query if query.startswith("seed") else query.partition("&")[0]
    assert f"指定された「{wrong}」は選べない値です" in page.text


class Repeating(Random):
    """Draws the same seed first, then others."""

    first: int | None = 7

    def randrange(self, *_: object, **__: object) -> int:
        """The seed of the example, once."""
        drawn, self.first = self.first, None
        return self.getrandbits(50) if drawn is None else drawn


def test_ones_own_question_has_other_numbers_than_the_example(site: Site) -> None:
    family = "gru.parameter-count"
    page = site.get(f"/examples/{family}?level=1&seed=7").text
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None
    instance, _ = site.services.bank.example(family, 1, 7)
    assert shown[1] == instance.fingerprint
    object.__setattr__(site.services, "random", Repeating(5))
    site.post("/practice/family", {"family": family})
    assert site.content(1, 1).fingerprint == instance.fingerprint  # the draw that the example forbids
    object.__setattr__(site.services, "random", Repeating(5))
    site.change("DELETE FROM instance")
    site.post("/practice/family", {"family": family, "shown": shown[1]})
    assert instance.fingerprint not in {site.content(2, number).fingerprint for number in (1, 2)}


def test_it_is_told_whether_a_kind_was_last_done_guided_or_alone(site: Site) -> None:
    family = "bptt.update"
    pages = (f"/examples/{family}?level=1&seed=1", "/topics/bptt")
    assert not any("前回: " in site.get(page).text for page in pages)
    quiz = site.quiz(family)
    site.answer(quiz, 1)
    for page in pages:
        assert site.get(page).text.count("前回: 自力") == 1
    site.post(f"/practice/{quiz}/items/2/guided", {"action": "shown"})
    site.answer(quiz, 2, right(site.content(quiz, 2)))
    for page in pages:
        assert site.get(page).text.count("前回: 一歩ずつ") == 1
        assert "前回: 自力" not in site.get(page).text


def test_the_example_of_a_formula_shows_the_right_one(site: Site) -> None:
    instance, review = site.services.bank.example("bptt.formula", 1, 3)
    assert instance.choices
    page = site.get("/examples/bptt.formula?level=1&seed=3").text
    assert 'class="solution"' in page
    assert 'class="solution"' not in site.get("/examples/bptt.delta?level=1&seed=3").text
    assert review.lines
