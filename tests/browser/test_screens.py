"""What a learner sees without scrolling, on a phone and on a desktop; ``python -m benchmarks.screens`` asks sixty."""

from benchmarks.quiz_of_ten import DESKTOP, PHONE, by_keyboard, by_thumb, stored, taken
from benchmarks.screens import look, question_goals
from question_bank.bank import Bank
from tests.browser.conftest import Visit

# Every form, the longest stems, tables, code and pictures.
ASKS = (
    ("bptt.truncated", "matrix"),
    ("gradients.norm", "number"),
    ("rnn.hidden-state", "vector"),
    ("rnn.unrolled", "number"),
    ("bleu.from-counts", "number"),
    ("lstm.statements", "select"),
    ("bptt.backward-code", "code"),
    ("lstm.step-order", "order"),
    ("rnn.networks-match", "match"),
    ("gru.unit-diagram", "choice"),
)


def test_a_question_is_read_and_answered_on_one_screen(visit: Visit) -> None:
    screens = look(visit.open, visit.database, ASKS, kinds=("question",))
    assert [goal for goal in question_goals(screens) if not goal[-1]] == []


def test_a_quiz_of_ten_is_done_by_thumb_alone_and_by_keyboard_alone(visit: Visit, bank: Bank) -> None:
    """By keyboard without a scroll; by thumb with fewer than one and a half a question (``benchmarks.quiz_of_ten``)."""
    keys = taken(visit.open(**DESKTOP), *stored(visit.database, bank), by_keyboard)
    assert [row for row in keys if row.scrolls] == []
    taps = taken(visit.open(**PHONE), *stored(visit.database, bank), by_thumb)
    assert sum(row.scrolls for row in taps) < 15
