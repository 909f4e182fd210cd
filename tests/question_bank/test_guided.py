"""Guided mode: the honest get through whatever they round to, one slip spoils one step, and zeros harvest nothing."""

import math
from collections.abc import Callable, Mapping
from itertools import chain
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.derivation import Name, decimals
from engine.derivation.carried import follow, slipped
from engine.derivation.slips import Slip
from engine.derivation.systematic import rewritings
from engine.derivation.term import evaluate
from question_bank.bank import Bank, load_bank
from question_bank.forms.typed import Typed
from question_bank.model import rounding
from question_bank.model.catalogue import rewriting_texts
from question_bank.model.computed import asked_cells
from question_bank.model.instance import Instance
from question_bank.way.guided import Action, Guide, Move, record
from tests.question_bank.budget import among, examples

FAMILIES = tuple(load_bank().families)
SEEDS = range(examples(2, 1))  # in each of up to seven pairs of level and form


def to(places: int) -> Callable[[float], str]:
    """Someone who writes so many decimals."""
    return lambda value: f"{decimals.round_half_up(value, places):.{places}f}"


def cut(value: float) -> str:
    """Someone who cuts off after the third decimal."""
    return f"{math.trunc(round(value, 9) * 1000) / 1000:.3f}"


def digits(count: int) -> Callable[[float], str]:
    """Someone who writes so many significant digits."""
    return lambda value: f"{value:.{count - 1}e}"


WRITERS = {"4 decimals": (to(4), digits(4)), "3 decimals": (to(3), digits(3)), "cut off": (cut, digits(3))}


def guides(bank: Bank, family: str, seeds: range = SEEDS) -> list[tuple[Instance, Guide]]:
    """The guided instances of a family, over its levels, forms and a few seeds."""
    drawn = [bank.issue(family, level, form, seed) for level, form in bank.families[family].asks for seed in seeds]
    found = [(instance, bank.guide(instance)) for instance in drawn]
    return [(instance, guide) for instance, guide in found if guide is not None]


def walked(guide: Guide, write: Callable[[float], str]) -> tuple[list[Move], dict[Name, np.ndarray]]:
    """Go the whole way, writing each value as it follows from those already written."""
    own: dict[Name, np.ndarray] = {}
    moves: list[Move] = []
    for number, group in enumerate(guide.groups[:-1]):
        texts: list[str] = []
        for step in group.asked:
            value = np.asarray(follow(guide.trace, own)[step.name], dtype=float)
            typed = [write(entry) for entry in value.ravel().tolist()]
            own[step.name] = np.array([float(text) for text in typed]).reshape(value.shape)
            texts += typed
        moves.append(guide.judged(moves, Move(number, "tried", tuple(texts))))
    return moves, own


def one(guide: Guide, moves: list[Move], texts: list[str], action: Action = "tried") -> Move:
    """Make the next move in the group where the learner stands."""
    moves.append(guide.judged(moves, Move(guide.stages(moves)[-1].number, action, tuple(texts))))
    return moves[-1]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("family", among(FAMILIES))
def test_whoever_reckons_honestly_gets_through(bank: Bank, family: str, writer: str) -> None:
    for instance, guide in guides(bank, family):
        kind = guide.numeric.rounding
        moves, own = walked(guide, WRITERS[writer][kind.kind == "significant"])
        assert [verdict for move in moves for verdict in move.verdicts if verdict != "right"] == []
        stages = guide.stages(moves)
        assert len(stages) == guide.last + 1 == instance.stages
        assert all(stage.done for stage in stages[:-1])
        made = record(moves)
        assert made is not None
        assert made.own == 1
        if instance.choices:
            continue
        answer = asked_cells(follow(guide.trace, own), guide.numeric.asked).ravel().tolist()
        given = Typed(tuple(f"{rounding.rounded(cell, kind):.9g}" for cell in answer))
        graded = bank.grade(instance, given).correct
        assert graded or writer != "4 decimals"
        assert guide.answered(moves, given, graded) == "right"


@pytest.mark.parametrize("family", among(FAMILIES))
def test_zeros_harvest_nothing(bank: Bank, family: str) -> None:
    for _, guide in guides(bank, family):
        moves: list[Move] = []
        stopped = 0
        for number, group in enumerate(guide.groups[:-1]):
            size = sum(int(np.size(step.value)) for step in group.asked)
            move = one(guide, moves, ["0"] * size)
            truly = [bool(np.all(np.abs(np.asarray(step.value, dtype=float)) < 2e-3)) for step in group.asked]
            assert [verdict == "right" for verdict in move.verdicts] == truly
            assert not {"follows", "slip"} & set(move.verdicts)
            if guide.stages(moves)[-1].number == number:
                stopped += 1
                one(guide, moves, [], "kept")
        nothing = all(np.all(np.asarray(step.value) == 0) for group in guide.groups[:-1] for step in group.asked)
        assert stopped or nothing
        assert guide.slips(moves) == ()


def slipped_way(guide: Guide, slip: Slip) -> tuple[list[Move], dict[Name, np.ndarray]]:
    """A way with a slip at the first step it can happen at, whose value is kept; what follows is worked out of it.

    It ends before a value that nobody could type.
    """
    own: dict[Name, np.ndarray] = {}
    moves: list[Move] = []
    for number, group in enumerate(guide.groups[:-1]):
        texts: list[str] = []
        for step in group.asked:
            values = follow(guide.trace, own)
            made = None if own else slipped(step, slip, values)
            value = np.asarray(values[step.name] if made is None else made[0], dtype=float)
            own |= {} if made is None else {step.name: value}
            texts += [repr(entry) for entry in value.ravel().tolist()]
        if any(not text.lstrip("-")[:1].isdigit() or abs(float(text)) > 1e14 for text in texts):
            break
        moves.append(guide.judged(moves, Move(number, "tried", tuple(texts))))
        if not set(moves[-1].verdicts) <= {"right", "follows"}:
            moves.append(guide.judged(moves, Move(number, "kept")))
    return moves, own


@pytest.mark.parametrize("family", among(FAMILIES))
def test_a_slip_on_the_way_is_recognised_and_what_follows_from_it_is_credited(bank: Bank, family: str) -> None:
    for _, guide in guides(bank, family, range(1)):
        for slip in guide.numeric.slips:
            moves, own = slipped_way(guide, slip)
            verdicts = [verdict for move in moves if move.action == "tried" for verdict in move.verdicts]
            changed = [verdict for verdict in verdicts if verdict != "right"]
            if changed and any(np.any(value) for value in own.values()):
                assert changed[0] == "slip", (family, slip.id, verdicts)
                assert set(changed[1:]) <= {"follows"}, (family, slip.id, verdicts)
                assert len(guide.slips(moves)) == 1


def bptt(bank: Bank) -> Guide:
    guide = bank.guide(bank.issue("bptt.delta", 2, "number", 3))
    assert guide is not None
    return guide


def right(guide: Guide, number: int) -> list[str]:
    """What is right in a group, to four decimals."""
    steps = guide.groups[number].asked
    return [to(4)(entry) for step in steps for entry in np.ravel(np.asarray(step.value)).tolist()]


def test_the_first_wrong_step_is_explained_with_the_learners_numbers(bank: Bank) -> None:
    guide = bptt(bank)
    moves: list[Move] = []
    texts = right(guide, 0)
    one(guide, moves, ["0.123", *texts[1:]])
    stage = guide.stages(moves)[-1]
    assert [block.judged.verdict for block in stage.blocks if block.judged] == ["wrong", "right", "right"]
    assert (stage.number, stage.done, stage.fields) == (0, False, 2)  # what is right is not asked for again
    assert stage.explained is not None
    assert stage.explained.symbol == "f'(u^{(2)})"
    assert stage.explained.name is None
    assert stage.explained.numbers.startswith("f'(u^{(2)}) = 1 - ")
    assert r"\begin{pmatrix}" in stage.explained.numbers


def test_a_recognised_slip_is_explained_by_both_formulas(bank: Bank) -> None:
    guide = bptt(bank)
    slip = next(slip for slip in guide.numeric.slips if slip.id == "derivative-dropped")
    made = slipped(guide.trace.step("delta", 2), slip, guide.trace.values)
    assert made is not None
    moves: list[Move] = []
    move = one(guide, moves, [*right(guide, 0)[:3], *(to(4)(entry) for entry in made[0].tolist())])
    assert move.verdicts == ("right", "right", "slip")
    explained = guide.stages(moves)[-1].explained
    assert explained is not None
    assert explained.name is not None
    assert explained.wrong != explained.right
    assert explained.numbers == ""
    assert guide.slips(moves) == ("derivative-dropped",)


@pytest.mark.parametrize(
    ("family", "wrong", "never"),
    [
        ("perplexity.sequence", lambda p: (np.prod(p["p"]),), "幾何平均になって"),
        ("word2vec.cosine", lambda p: (np.dot(p["a"], p["a"]), np.dot(p["b"], p["b"])), "割って"),
        ("word2vec.cosine", lambda p: (math.sqrt(np.dot(p["a"], p["a"])), np.dot(p["b"], p["b"])), "割って"),
    ],
)
def test_a_step_is_not_told_what_a_later_one_does(
    bank: Bank, family: str, wrong: Callable[[Mapping[str, Any]], tuple[float, ...]], never: str
) -> None:
    instance = bank.issue(family, 1, "number", 3)
    guide = bank.guide(instance)
    assert guide is not None
    texts = tuple(f"{value:.12g}" for value in wrong(instance.parameters))
    explained = guide.stages([guide.judged((), Move(0, "tried", texts))])[0].explained
    assert explained is not None
    assert explained.sentence is not None
    assert never not in explained.sentence.ja


def test_only_what_was_tried_first_is_ones_own(bank: Bank) -> None:
    guide = bptt(bank)
    texts = right(guide, 0)
    moves: list[Move] = []
    one(guide, moves, ["0.123", *texts[1:]])
    first = moves[0].verdicts
    assert first[0] == "wrong"
    waiting = guide.stages(moves)[-1].fields
    one(guide, moves, texts if waiting == len(texts) else [*texts[:2], *texts[3:]])
    assert set(moves[-1].verdicts) == {"right"}
    assert guide.stages(moves)[-1].number == 1
    made = record(moves)
    assert made is not None
    assert made.verdicts == first
    assert not made.helped


def test_a_shown_step_is_not_ones_own_and_goes_on_as_it_is_printed(bank: Bank) -> None:
    guide = bptt(bank)
    moves: list[Move] = []
    move = one(guide, moves, [], "shown")
    assert set(move.verdicts) == {"shown"}
    shown = guide.stages(moves)[0]
    assert shown.done
    for block, step in zip(shown.blocks, guide.groups[0].steps, strict=True):
        assert block.judged is not None
        assert block.judged.shown == decimals.array(step.value)
    assert set(one(guide, moves, right(guide, 1)).verdicts) == {"right"}
    made = record(moves)
    assert made is not None
    assert made.helped
    assert made.own == pytest.approx(2 / 5)


def test_what_follows_from_an_unexplained_value_agrees_without_credit(bank: Bank) -> None:
    guide = bank.guide(bank.issue("rnn.unrolled", 1, "number", 4))
    assert guide is not None
    moves: list[Move] = []
    move = one(guide, moves, ["7.25", "7.25"])
    assert move.verdicts[0] == "wrong"
    assert move.verdicts[1] in {"agrees", "wrong"}
    one(guide, moves, [], "kept")
    own: dict[Name, np.ndarray] = {("u", 1): np.array([7.25]), ("z", 1): np.array([7.25])}
    values = follow(guide.trace, own)
    texts = [repr(float(values["u", 2][0])), repr(float(values["z", 2][0]))]
    move = one(guide, moves, texts)
    assert set(move.verdicts) <= {"agrees", "right"}
    made = record(moves)
    assert made is not None
    assert made.own <= 0.5


def test_what_was_made_for_another_way_does_not_fit(bank: Bank) -> None:
    guide = bptt(bank)
    moves, _ = walked(guide, to(4))
    assert guide.fits(moves)
    assert not guide.fits([Move(9, "tried", (), ("right",))])
    assert not guide.fits([Move(0, "tried", (), ("right",))])


def test_groups_keep_times_and_directions_apart(bank: Bank) -> None:
    def names(family: str, level: int) -> list[str]:
        guide = bank.guide(bank.issue(family, level, "number", 7))
        assert guide is not None
        return [" ".join(f"{s.symbol}{s.index or ''}" for s in group.asked) for group in guide.groups]

    assert names("bptt.recurrent-weight-gradient", 3) == [
        "u1 z1",
        "u2 z2",
        "v1 v2",
        "f_prime2 delta_out2 delta2",
        "f_prime1 delta_out1 delta1",
        "dW",
    ]
    assert names("bleu.sentence", 3) == ["m1 l1 p1", "m2 l2 p2", "c r BP", "mean_log", "BLEU"]
    assert names("attention.dot-context", 3) == ["e1 e2 e3", "a1 a2 a3", "context"]


def test_groups_that_are_counted_ask_for_whole_numbers(bank: Bank) -> None:
    def whole(family: str, level: int, form: str = "number") -> list[bool]:
        guide = bank.guide(bank.issue(family, level, form, 7))  # type: ignore[arg-type]
        assert guide is not None
        return [guide.whole(group) for group in range(len(guide.groups))]

    assert whole("rnn.parameter-count", 1) == [True, True]
    counting = bank.guide(bank.issue("rnn.parameter-count", 1, "number", 7))
    assert counting is not None
    assert counting.signless(0)
    assert whole("bleu.sentence", 3) == [False] * 5
    assert not any(whole("bptt.recurrent-weight-gradient", 3))


def test_one_step_is_no_way(bank: Bank) -> None:
    for family in ("gradients.norm", "word2vec.cbow-hidden", "bptt.formula", "lstm.cell-code", "lstm.statements"):
        level, form = bank.families[family].asks[0]
        assert bank.guide(bank.issue(family, level, form, 1)) is None


def test_a_rewrite_that_nobody_named_is_recognised_and_credited(bank: Bank) -> None:
    recognised = 0
    for family in ("bptt.delta", "attention.dot-context", "lstm.hidden-state", "rnn.output"):
        level = max(level for level, form in bank.families[family].asks if form == "number")
        for seed in range(4):
            guide = bank.guide(bank.issue(family, level, "number", seed))
            assert guide is not None
            step = guide.groups[0].asked[0]
            for rewriting in rewritings([step], guide.trace.given):
                with np.errstate(all="ignore"):
                    value = np.asarray(evaluate(rewriting.trees[step.name], guide.trace.given), dtype=float)
                if value.shape != np.shape(step.value) or not np.all(np.isfinite(value)):
                    continue
                rest = right(guide, 0)[value.size :]
                moves: list[Move] = []
                move = one(guide, moves, [*(f"{cell:.6f}" for cell in value.ravel().tolist()), *rest])
                if move.verdicts[0] == "slip" and not guide.slips(moves):
                    recognised += 1
                    explained = guide.stages(moves)[-1].explained
                    assert explained is not None
                    assert explained.wrong != explained.right
                    assert explained.name in {text.name for text in rewriting_texts().values()}
    assert recognised > 20


def test_few_values_at_random_are_taken_for_a_slip(bank: Bank) -> None:
    random = Random(4)
    tried = taken = 0
    for family in FAMILIES:
        for _, guide in guides(bank, family, range(1)):
            steps = guide.groups[0].asked
            values = [np.ravel(np.asarray(step.value, dtype=float)).tolist() for step in steps]
            for _ in range(6):
                whole = all(cell.is_integer() for step in values for cell in step)
                texts = [
                    f"{cell + random.uniform(-1, 1) * max(1, abs(cell)):.{0 if whole else 2}f}"
                    for cell in chain(*values)
                ]
                verdict = guide.judged([], Move(0, "tried", tuple(texts))).verdicts[0]
                tried += verdict in {"slip", "wrong"}
                taken += verdict == "slip"
    assert tried > 400
    assert taken < 0.08 * tried
