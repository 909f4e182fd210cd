"""Questions of every (level, form) of every family, each with its page before and after a wrong answer."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.quiz import repository
from app.quiz.repository import QuizHead
from question_bank.bank import Bank
from question_bank.model.instance import Form, Instance
from tests.app.recorded.record import slipped
from tests.app.site import Site

SEED = 700_000
FEWEST = 500
_ADDRESS = re.compile(r'(/static/[^"?]*?)(?:\.[0-9a-f]{8,})?(\.\w+)(?:\?[^"]*)?"')
_MARK = re.compile(r'(name="(?:instance|submission)" value="\d+)-[0-9a-f]{8}"')
_RELEASE = re.compile(r"edrill \d+\.\d+\.\d+")  # in the report of a mistake
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


@dataclass(frozen=True)
class Ask:
    """One question to draw."""

    family: str
    level: int
    form: Form
    seed: int


def asks(bank: Bank, topic: str) -> Iterator[Ask]:
    """The questions of a topic: every (level, form) once, and again until the bank has about 500."""
    pairs = [
        (card.id, level, form)
        for card in sorted(bank.families.values(), key=lambda card: card.id)
        for level, form in card.asks
    ]
    for place in range(max(FEWEST, len(pairs))):
        family, level, form = pairs[place % len(pairs)]
        if bank.families[family].topic == topic:
            yield Ask(family, level, form, SEED + place)


def _digest(page: str) -> str:
    """The main part of a page without versions and what names the content beside a number."""
    found = _MAIN.search(page)
    if found is None:
        raise ValueError("a page without a main part")
    named = _RELEASE.sub("edrill", _ADDRESS.sub(r'\1\2"', found[0]))
    return hashlib.sha256(_MARK.sub(r'\1"', named).encode()).hexdigest()[:16]


def shown(site: Site, topic: str) -> dict[str, dict[str, str]]:
    """Of each question of a topic its fingerprint and the digests of its pages, Japanese and English in turn."""
    bank = site.services.bank
    asked = list(asks(bank, topic))
    drawn: list[tuple[str, Instance]] = [(topic, bank.issue(a.family, a.level, a.form, a.seed)) for a in asked]
    with site.services.database.write() as session:
        head = QuizHead(1, (topic,), tuple(sorted({a.level for a in asked})), "topic")
        quiz = repository.add_quiz(session, head, drawn, site.clock())
    found = {}
    for place, (ask, (_, instance)) in enumerate(zip(asked, drawn, strict=True)):
        language = ("ja", "en")[place % 2]
        address = f"/practice/{quiz}/items/{place + 1}"
        before = site.get(address, language)
        sent = site.answer(quiz, place + 1, slipped(site, instance))
        after = site.get(sent.headers["location"], language)
        name = f"{ask.family} {ask.level} {ask.form} {ask.seed}"
        found[name] = {
            "fingerprint": instance.fingerprint,
            "question": _digest(before.text),
            "feedback": _digest(after.text),
        }
    return found
