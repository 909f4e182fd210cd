"""BLEU equals sacrebleu on already tokenised text, and the values of hand-made corner cases."""

import math
from typing import Any

import numpy as np
import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import bleu, language_model
from engine.derivation import Run

WORDS = st.sampled_from(["a", "b", "c", "d", "e"])
SHARE = st.floats(0, 1)
SENTENCE = st.lists(WORDS, min_size=1, max_size=12)
EXAMPLES = settings(max_examples=150, deadline=None)


@st.composite
def corpora(draw: Any) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Candidates and, for each, the same number of references."""
    size, references = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return (
        [draw(SENTENCE) for _ in range(size)],
        [[draw(SENTENCE) for _ in range(references)] for _ in range(size)],
    )


def sacre(
    candidates: list[list[str]],
    references: list[list[list[str]]],
    N: int,
    method: str = "none",
    amount: float | None = None,
    effective_order: bool = False,
) -> float:
    """The score of sacrebleu, 0 to 1."""
    metric = sacrebleu.BLEU(
        tokenize="none",
        force=True,
        max_ngram_order=N,
        smooth_method=method,
        smooth_value=amount,
        effective_order=effective_order,
    )
    streams = [[" ".join(of[k]) for of in references] for k in range(len(references[0]))]
    return float(metric.corpus_score([" ".join(c) for c in candidates], streams).score) / 100


@EXAMPLES
@given(corpus=corpora(), N=st.integers(1, 4))
def test_corpus(corpus: tuple[list[list[str]], list[list[list[str]]]], N: int) -> None:
    assert float(bleu.corpus_bleu(*corpus, N=N)) == pytest.approx(sacre(*corpus, N), abs=1e-9)


@EXAMPLES
@given(p=st.tuples(SHARE, SHARE), lengths=st.tuples(st.integers(1, 50), st.integers(1, 50)))
def test_the_score_by_hand_is_the_score(p: tuple[float, float], lengths: tuple[int, int]) -> None:
    given = {1: np.asarray(p[0]), 2: np.asarray(p[1])}
    c, r = (np.asarray(float(length)) for length in lengths)
    assert float(bleu.score_as_root(given, c, r)) == pytest.approx(float(bleu.score(given, c, r)), abs=1e-9)


@EXAMPLES
@given(candidate=SENTENCE, references=st.lists(SENTENCE, min_size=1, max_size=3), N=st.integers(1, 4))
def test_sentence(candidate: list[str], references: list[list[str]], N: int) -> None:
    found = float(bleu.sentence_bleu(candidate, references, N=N))
    assert found == pytest.approx(sacre([candidate], [references], N), abs=1e-9)


@pytest.mark.parametrize("effective_order", [False, True])
@pytest.mark.parametrize(
    ("method", "amount"),
    [
        ("none", None),
        ("floor", None),
        ("floor", 0.1),
        ("floor", 0.01),
        ("add-k", None),
        ("add-k", 1),
        ("add-k", 2),
        ("exp", None),
    ],
)
@settings(max_examples=40, deadline=None)
@given(corpus=corpora(), N=st.integers(1, 4))
def test_smoothing_and_effective_order(
    corpus: tuple[list[list[str]], list[list[list[str]]]],
    N: int,
    method: Any,
    amount: float | None,
    effective_order: bool,
) -> None:
    given = None if amount is None else np.asarray(float(amount))
    found = bleu.corpus_bleu(*corpus, N=N, smoothing=method, amount=given, effective_order=effective_order)
    assert float(found) == pytest.approx(sacre(*corpus, N, method, amount, effective_order), abs=1e-9)


@EXAMPLES
@given(corpus=corpora())
def test_precisions_are_in_zero_to_one_and_the_penalty_too(
    corpus: tuple[list[list[str]], list[list[list[str]]]],
) -> None:
    for n in (1, 2, 3, 4):
        assert 0 <= float(bleu.modified_precision(*corpus, n)) <= 1
    assert 0 < float(bleu.brevity_penalty(*corpus)) <= 1


def test_a_count_is_clipped_by_its_largest_count_in_one_reference() -> None:
    candidate = "the the the the the the the".split()
    references = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
    assert float(bleu.modified_precision([candidate], [references], 1)) == pytest.approx(2 / 7)


@pytest.mark.parametrize(
    ("candidate", "references", "r"),
    [
        (4, (6,), 6),
        (4, (3, 5), 3),  # as near: the shorter
        (4, (5, 3), 3),
        (4, (9, 5, 2), 5),
        (7, (3, 5), 5),
    ],
)
def test_the_reference_length_is_the_nearest_the_shorter_on_a_tie(
    candidate: int, references: tuple[int, ...], r: int
) -> None:
    corpus: dict[str, Any] = {"candidates": [["w"] * candidate], "references": [[["w"] * k for k in references]]}
    values = Run(bleu.brevity_penalty, bleu.NOTATION, corpus).plain()
    assert float(values["r", None]) == r
    assert float(values["BP", None]) == pytest.approx(1 if candidate >= r else math.exp(1 - r / candidate))


def test_one_zero_precision_makes_the_score_zero() -> None:
    assert float(bleu.sentence_bleu(["a", "b", "c"], [["a", "c", "b"]], N=2)) == 0


def test_a_corpus_is_not_the_mean_of_its_sentences() -> None:
    candidates = [["a", "b", "c", "d"], ["a", "x"]]
    references = [[["a", "b", "c", "d"]], [["a", "b"]]]
    mean = sum(float(bleu.sentence_bleu(c, r, N=1)) for c, r in zip(candidates, references, strict=True)) / 2
    assert float(bleu.corpus_bleu(candidates, references, N=1)) == pytest.approx(5 / 6)
    assert mean == pytest.approx(3 / 4)


def test_weights_are_those_given() -> None:
    candidate, reference = ["a", "b", "a"], ["a", "b", "c"]  # p_1 = 2/3, p_2 = 1/2
    found = float(bleu.sentence_bleu(candidate, [reference], N=2, weights=(0.75, 0.25)))
    assert found == pytest.approx((2 / 3) ** 0.75 * 0.5**0.25)


@pytest.mark.parametrize(("candidates", "references"), [([["a"]], [[]]), ([[]], [[["a"]]])])
def test_no_reference_and_no_candidate_are_refused(candidates: Any, references: Any) -> None:
    with pytest.raises(ValueError, match="needs a reference"):
        bleu.brevity_penalty(candidates, references)


def test_perplexity_is_the_geometric_mean_of_the_inverse_probabilities() -> None:
    p = {1: np.asarray(0.5), 2: np.asarray(0.25), 3: np.asarray(0.125)}
    assert float(language_model.perplexity(p)) == pytest.approx(4)
    assert float(language_model.perplexity({t: np.asarray(0.1) for t in range(1, 6)})) == pytest.approx(10)


@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=12))
def test_perplexity_as_a_root_is_the_same(probabilities: list[float]) -> None:
    p = {t: np.asarray(value) for t, value in enumerate(probabilities, start=1)}
    root = float(language_model.perplexity_as_root(p, np.asarray(float(len(p)))))
    assert root == pytest.approx(float(language_model.perplexity(p)), rel=1e-9)
