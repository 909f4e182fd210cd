"""Counted steps in plain Python, from their inputs: n-grams, lengths, the beam, pairs of words."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.bleu import Lengths, Match
from engine.derivation import Step
from engine.derivation.formula import UnwritableError
from engine.derivation.numpy_code import Counted, listed, literal
from engine.seq2seq import UNKNOWN, Lookup, Sampling, Search, Tokens
from engine.word2vec import Pairs

Sentence = Sequence[str]

_NGRAMS = """\
def ngrams(tokens, n):
    return Counter(zip(*(tokens[k:] for k in range(n))))"""
_MATCHED = """\
def matched(candidate, references, n):
    counts = [ngrams(reference, n) for reference in references]
    return sum(
        min(count, max(other[gram] for other in counts))
        for gram, count in ngrams(candidate, n).items()
    )"""
_NEAREST = """\
def nearest(c, lengths):
    return min(lengths, key=lambda length: (abs(length - c), length))"""
_BEAM = """\
def beam_search(after, length, width):
    kept = [((), 1.0)]
    for _ in range(length):
        grown = [
            ((*prefix, token), probability * share)
            for prefix, probability in kept
            for token, share in after[prefix].items()
        ]
        kept = sorted(grown, key=lambda pair: (-pair[1], pair[0]))[:width]
    return kept[0][1]"""

_LOOK_UP = f"""\
def look_up(token, vocabulary):
    return vocabulary.index(token if token in vocabulary else "{UNKNOWN}")"""
_DRAWN = """\
def drawn_place(shares, number):
    above = (place for place in range(1, len(shares) + 1) if number < sum(shares[:place]))
    return next(above, len(shares))"""


def counted(step: Step, inputs: Mapping[str, Any]) -> Counted:
    """A counted step in plain Python; raises ``UnwritableError`` for evidence that has none."""
    match step.evidence:
        case Fraction():  # a precision of n-grams that there are none of
            return Counted((), {}, repr(float(step.evidence)))
        case Match():
            return _of_ngrams(step, *_sentences(inputs))
        case Lengths():
            return _of_lengths(step, step.evidence, *_sentences(inputs))
        case Search():
            after = dict(inputs["model"].after)
            only_last = all(len(prefix) <= 1 for prefix in after)
            search = _BEAM.replace("after[prefix]", "after[prefix[-1:]]") if only_last else _BEAM
            return Counted(
                (search,), {"after": literal(after)}, f"beam_search(after, {step.index}, {step.evidence.width})"
            )
        case Pairs():
            given = {name: literal(inputs[name]) for name in ("length", "window")}
            return Counted((), given, "sum(min(i - 1, window) + min(length - i, window) for i in range(1, length + 1))")
        case Tokens(tokens):
            return Counted((), {"tokens": literal(list(tokens))}, "len(tokens)")
        case Lookup(tokens, time, vocabulary):
            given = {"tokens": literal(list(tokens)), "vocabulary": literal(list(vocabulary))}
            return Counted((_LOOK_UP,), given, f"look_up(tokens[{time - 1}], vocabulary)")
        case Sampling(probabilities, number):
            given = {"shares": literal([share for _, share in probabilities]), "number": literal(number)}
            return Counted((_DRAWN,), given, "drawn_place(shares, number)")
    raise UnwritableError(f"no Python for what {step.name} was counted from")


def _sentences(inputs: Mapping[str, Any]) -> tuple[list[Sentence], list[Sequence[Sentence]]]:
    """The candidates, and the references of each."""
    if "candidate" in inputs:
        return [inputs["candidate"]], [inputs["references"]]
    return inputs["candidates"], inputs["references"]


def _texts(candidates: list[Sentence], references: list[Sequence[Sentence]]) -> dict[str, str]:
    def inner(sentences: Sequence[Sentence]) -> str:
        texts = list(map(_tokens, sentences))
        return f"[{texts[0]}]" if len(texts) == 1 else listed(texts).replace("\n", "\n    ")

    return {"candidates": listed(map(_tokens, candidates)), "references": listed(map(inner, references))}


def _of_ngrams(step: Step, candidates: list[Sentence], references: list[Sequence[Sentence]]) -> Counted:
    n, given = step.index, _texts(candidates, references)
    if step.symbol == "l":
        given = {"candidates": given["candidates"]}
        return Counted((_NGRAMS,), given, f"sum(ngrams(candidate, {n}).total() for candidate in candidates)")
    pairs = "for candidate, each in zip(candidates, references)"
    return Counted((_NGRAMS, _MATCHED), given, f"sum(matched(candidate, each, {n}) {pairs})")


def _of_lengths(
    step: Step, lengths: Lengths, candidates: list[Sentence], references: list[Sequence[Sentence]]
) -> Counted:
    """From the sentences; where these are no sentences but stand for their lengths, from the lengths."""
    if all(len(set(candidate)) > 1 for candidate in candidates):
        given = _texts(candidates, references)
        if step.symbol == "c":
            return Counted((), {"candidates": given["candidates"]}, "sum(len(candidate) for candidate in candidates)")
        pairs = "for candidate, each in zip(candidates, references)"
        return Counted((_NEAREST,), given, f"sum(nearest(len(candidate), map(len, each)) {pairs})")
    given = {"candidate_lengths": literal(list(lengths.candidates))}
    if step.symbol == "c":
        return Counted((), given, "sum(candidate_lengths)")
    given["reference_lengths"] = literal([list(each) for each in lengths.references])
    pairs = "for length, each in zip(candidate_lengths, reference_lengths)"
    return Counted((_NEAREST,), given, f"sum(nearest(length, each) {pairs})")


def _tokens(tokens: Sentence) -> str:
    return f"{json.dumps(' '.join(tokens), ensure_ascii=False)}.split()"
