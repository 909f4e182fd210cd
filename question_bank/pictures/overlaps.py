"""What BLEU counts: every n-gram of a candidate in its place, and whether it counts; lengths beside one another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.bleu import Lengths, Match, Ngram
from engine.derivation import Step

Standing = Literal["counted", "clipped", "missing", "possible"]


@dataclass(frozen=True)
class Gram:
    """One occurrence of an n-gram: it counts, it is beyond the largest count of a reference, or it is in none."""

    words: str
    standing: Standing


@dataclass(frozen=True)
class Word:
    """A word of a reference, and whether a counted n-gram covers it."""

    text: str
    covered: bool


@dataclass(frozen=True)
class Sentence:
    """One candidate at one order, beside its references."""

    grams: tuple[Gram, ...]
    references: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True)
class Order:
    """All sentences at one order n, with the counts; ``matched`` None where only the possible ones are counted."""

    n: int
    sentences: tuple[Sentence, ...]
    matched: int | None
    possible: int


@dataclass(frozen=True)
class Length:
    """A sentence with its length; the nearest reference is the one that r is taken from."""

    words: tuple[str, ...]
    candidate: bool
    nearest: bool


@dataclass(frozen=True)
class Overlaps:
    """What there is to see of a BLEU run."""

    orders: tuple[Order, ...]
    lengths: tuple[tuple[Length, ...], ...]  # for each sentence the candidate and its references


def _texts(inputs: Mapping[str, Any]) -> tuple[list[Sequence[str]], list[Sequence[Sequence[str]]]]:
    """Candidates and the references of each."""
    if "candidate" in inputs:
        return [inputs["candidate"]], [inputs["references"]]
    return list(inputs.get("candidates", ())), list(inputs.get("references", ()))


def _grams(words: Sequence[str], n: int) -> list[Ngram]:
    return [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]


def _standings(
    grams: Sequence[Ngram], clipped: Mapping[Ngram, int], references: Sequence[Counter[Ngram]]
) -> list[Gram]:
    seen: Counter[Ngram] = Counter()
    made = []
    for gram in grams:
        seen[gram] += 1
        found = any(reference[gram] for reference in references)
        counted = seen[gram] <= clipped[gram]
        made.append(Gram(" ".join(gram), "counted" if counted else "clipped" if found else "missing"))
    return made


def _covered(words: Sequence[str], n: int, clipped: Mapping[Ngram, int]) -> tuple[Word, ...]:
    hit = [False] * len(words)
    for k, gram in enumerate(_grams(words, n)):
        if clipped.get(gram):
            hit[k : k + n] = [True] * n
    return tuple(Word(word, covered) for word, covered in zip(words, hit, strict=True))


def _order(n: int, match: Match, inputs: Mapping[str, Any], counted: bool) -> Order:
    candidates, references = _texts(inputs)
    sentences = []
    for k, clipped in enumerate(match.clipped()):
        grams = _grams(candidates[k], n)
        if counted:
            shown = tuple(_standings(grams, clipped, match.references[k]))
            covered = tuple(_covered(words, n, clipped) for words in references[k])
        else:
            shown, covered = tuple(Gram(" ".join(gram), "possible") for gram in grams), ()
        sentences.append(Sentence(shown, covered))
    return Order(n, tuple(sentences), match.matched if counted else None, match.possible)


def _lengths(lengths: Lengths, inputs: Mapping[str, Any]) -> tuple[tuple[Length, ...], ...]:
    candidates, references = _texts(inputs)
    sentences = []
    for candidate, others, nearest in zip(candidates, references, lengths.nearest(), strict=True):
        first = next(k for k, words in enumerate(others) if len(words) == nearest)
        rows = [Length(tuple(words), False, k == first) for k, words in enumerate(others)]
        sentences.append((Length(tuple(candidate), True, False), *rows))
    return tuple(sentences)


def overlaps(steps: Sequence[Step], inputs: Mapping[str, Any]) -> Overlaps | None:
    """The n-grams and lengths that the steps on the way to an answer were counted from; None without any."""
    matches: dict[int, tuple[Match, bool]] = {}
    lengths: tuple[tuple[Length, ...], ...] = ()
    for step in steps:
        if isinstance(step.evidence, Match) and isinstance(step.index, int):
            matches[step.index] = step.evidence, step.symbol == "m" or matches.get(step.index, (None, False))[1]
        elif isinstance(step.evidence, Lengths) and _texts(inputs)[0]:
            lengths = _lengths(step.evidence, inputs)
    orders = tuple(_order(n, match, inputs, counted) for n, (match, counted) in matches.items())
    return Overlaps(orders, lengths) if orders or lengths else None
