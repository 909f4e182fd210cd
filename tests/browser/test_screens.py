"""What a learner sees without scrolling, on a phone and on a desktop; ``python -m benchmarks.screens`` asks sixty."""

from benchmarks.screens import look, question_goals
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
