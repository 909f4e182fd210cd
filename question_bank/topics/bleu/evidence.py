"""What BLEU counts, as tables and in plain Python: n-grams and lengths."""

import json
from collections.abc import Sequence
from typing import Any

from engine.bleu import Lengths, Match
from engine.derivation import Step
from engine.derivation.digits import Digits
from engine.derivation.numpy_code import Counted, listed, literal
from question_bank.feedback.evidence import Inputs, Told, table, tables
from question_bank.model.bilingual import Bilingual

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


def _match(match: Match, digits: Digits) -> Bilingual:
    rows: list[list[object]] = []
    texts = zip(match.candidates, match.references, match.clipped(), strict=True)
    for number, (candidate, references, clipped) in enumerate(texts, start=1):
        for gram, count in candidate.items():
            limit = max(reference[gram] for reference in references)
            rows.append([number, f"`{' '.join(gram)}`", count, limit, clipped[gram]])
    sums = [match.possible, "", match.matched]
    ja, en = ["n-gram", "候補訳", "参照訳（最大）", "数える回数"], ["n-gram", "candidate", "reference (max)", "counted"]
    if len(match.candidates) > 1:  # the same n-gram of two sentences stands twice: say in which
        rows_ja, rows_en = [*rows, ["", "合計", *sums]], [*rows, ["", "sum", *sums]]
        return Bilingual(ja=table(["文", *ja], rows_ja), en=table(["sentence", *en], rows_en))
    rows = [row[1:] for row in rows]
    return Bilingual(ja=table(ja, [*rows, ["合計", *sums]]), en=table(en, [*rows, ["sum", *sums]]))


def _lengths(lengths: Lengths, digits: Digits) -> Bilingual:
    rows = [
        [c, ", ".join(map(str, references)), nearest]
        for c, references, nearest in zip(lengths.candidates, lengths.references, lengths.nearest(), strict=True)
    ]
    return tables(
        ["候補訳の長さ", "参照訳の長さ", "最も近い長さ"],
        ["length of the candidate", "lengths of the references", "the nearest"],
        rows,
    )


def _sentences(inputs: Inputs) -> tuple[list[Sentence], list[Sequence[Sentence]]]:
    """The candidates, and the references of each."""
    if "candidate" in inputs:
        return [inputs["candidate"]], [inputs["references"]]
    return inputs["candidates"], inputs["references"]


def _texts(candidates: list[Sentence], references: list[Sequence[Sentence]]) -> dict[str, str]:
    def inner(sentences: Sequence[Sentence]) -> str:
        texts = list(map(_tokens, sentences))
        return f"[{texts[0]}]" if len(texts) == 1 else listed(texts)

    return {"candidates": listed(map(_tokens, candidates)), "references": listed(map(inner, references))}


def _of_ngrams(step: Step, inputs: Inputs) -> Counted:
    n, given = step.index, _texts(*_sentences(inputs))
    if step.symbol == "l":
        given = {"candidates": given["candidates"]}
        return Counted((_NGRAMS,), given, f"sum(ngrams(candidate, {n}).total() for candidate in candidates)")
    pairs = "for candidate, each in zip(candidates, references)"
    return Counted((_NGRAMS, _MATCHED), given, f"sum(matched(candidate, each, {n}) {pairs})")


def _of_lengths(step: Step, inputs: Inputs) -> Counted:
    """From the sentences; where these are no sentences but stand for their lengths, from the lengths."""
    candidates, references = _sentences(inputs)
    lengths: Any = step.evidence
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


EVIDENCE = {Match: Told(_match, _of_ngrams), Lengths: Told(_lengths, _of_lengths)}
