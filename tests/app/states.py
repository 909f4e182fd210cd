"""A learner who is in the middle of everything: each state that a question, a quiz or an exam can be in is there."""

import json
import re
from dataclasses import dataclass

from question_bank.model.instance import Instance
from tests.app.site import Site, wrong
from tests.app.test_exams import begin
from tests.app.test_exams import send as tick
from tests.app.test_guided import FAMILY as GUIDED
from tests.app.test_guided import guide_of, move, texts
from tests.app.test_withdrawing import withdraw

SECRET = "この人だけのメモ"
NOTED = "rnn.output"


@dataclass(frozen=True)
class Opened:
    """An open question, and the numbers of its key, of either sign, which stand side by side on no page of it."""

    address: str
    key: tuple[float, ...]

    def is_told(self, text: str) -> bool:
        """Whether a text has these numbers side by side, as they are asked for or with the digits of a derivation."""
        return any(self._stands(part) for part in (text, re.sub(r"<[^>]*>", " ", text)))

    def _stands(self, text: str) -> bool:
        numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]
        told = [tuple(round(number, digits) for number in self.key) for digits in (3, 4)]
        return not {*told}.isdisjoint(zip(*(numbers[k:] for k in range(len(self.key))), strict=False))


def in_the_middle(site: Site, note: str = "x") -> None:
    """Answered right, wrong, not at all, withdrawn; guided half way, a hint asked for; exams that are over and open."""
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1)
    site.get(f"/practice/{quiz}/items/2")
    site.answer(quiz, 2, wrong(site.content(quiz, 2)))
    newest = site.rows("SELECT max(id) FROM submission")[0][0]
    withdraw(site, quiz, 2, newest)
    site.post("/notes/questions/1", {"text": note})
    site.post(f"/notes/kinds/{NOTED}", {"text": note})
    guided = site.quiz(GUIDED)
    move(site, guided, 0, cell=texts(guide_of(site, guided), 0))
    site.post(f"/practice/{guided}/items/2/hint", {"number": "1"})
    site.answer(guided, 3, {"unknown": "1"})
    over = begin(site)
    tick(site, over, 1)
    site.post(f"/exams/{over}/finish")
    exam = begin(site)
    tick(site, exam, 2, wrong(site.content(exam, 2)))
    last = site.rows("SELECT max(id) FROM instance")[0][0]
    site.post(f"/flags/{last}", {"flagged": "1"})
    for family in ("lstm.hidden-state", "gru.candidate", "lstm.cell-backward", "dialogue.context-state"):
        site.quiz(family)


def open_questions(site: Site, learner_id: int) -> list[Opened]:
    """Those whose key is several numbers with digits enough to be known by, and is among the given of none."""
    found, shown = list[Opened](), ""
    for quiz, number, content in site.rows(
        "SELECT i.quiz_id, i.ordinal, i.content FROM instance i JOIN quiz q ON q.id = i.quiz_id "
        "LEFT JOIN submission s ON s.instance_id = i.id WHERE s.id IS NULL AND i.replaced_at IS NULL "
        f"AND q.purpose <> 'exam' AND i.learner_id = {learner_id}"
    ):
        instance = Instance.model_validate(json.loads(content))
        one = Opened(f"/practice/{quiz}/items/{number}", tuple(abs(cell) for cell in instance.key.cells))
        shown += site.get(one.address).text + site.get(f"{one.address}/guided").text
        known = {round(cell, 3) for cell in one.key if abs(round(cell, 2) - cell) > 1e-4}
        if not instance.choices and len(one.key) > 1 and len(known) == len(one.key):
            found.append(one)
    return [one for one in found if not one.is_told(shown)]
