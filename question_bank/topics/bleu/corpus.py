"""Modified precision over a corpus: counts are pooled, then divided."""

import numpy as np

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.instance import Rounding
from question_bank.model.sentences import NOUNS, PLACES, VERBS, candidate, reference
from question_bank.topics.bleu import slips

LEAST = 0.012  # between two answers, so that none is taken for the other

# Of words; pairs are seldom repeated.
CLIPPING = (
    Slip("count-not-clipped", "m", counted=slips.unclipped),
    Slip("count-clipped-to-one", "m", counted=slips.once_each),
)


def draw(d: Draw, level: int) -> Parameters:
    """Two sentences of unlike length, one reference each; single words or pairs."""
    references = [reference(d, "first"), reference(d, "second")[:5]]
    n = d.integer("n", 1, 2)

    def drawn(k: int) -> Parameters:
        first, second = (candidate(d, words, 2, 2 * k + j) for j, words in enumerate(references))
        place = d.integer("repeated", 0, 3, k)
        first[place:place] = ["the", "the"]
        return {"candidates": [first, second[: d.integer("cut", 3, 4, k)]], "references": references, "n": n}

    return fitting(drawn, _counts)


def _counts(p: Parameters) -> bool:
    """Whether each reference counts beyond the words that all have, and the counts are pooled, and of words clipped."""
    n, candidates = p["n"], p["candidates"]
    references = [[words] for words in p["references"]]

    def precision(which: tuple[int, ...], given: list[list[list[str]]]) -> float:
        return float(bleu.modified_precision([candidates[k] for k in which], [given[k] for k in which], n))

    pooled = precision((0, 1), references)
    single = [precision((k,), references) for k in (0, 1)]
    hidden = [["?" if word in NOUNS + VERBS + PLACES else word for word in words] for words in p["references"]]
    without = [precision((0, 1), [[hidden[0]], references[1]]), precision((0, 1), [references[0], [hidden[1]]])]
    others = (sum(single) / 2, *single, *without)
    return all(abs(other - pooled) > LEAST for other in others) and (n > 1 or _is_clipped(p))


def _is_clipped(p: Parameters) -> bool:
    """Whether a word of the longer sentence stands there too often, and one that is right more than once."""
    found, known = (bleu.ngrams(sentences[0], 1) for sentences in (p["candidates"], p["references"]))
    return any(count > known[word] > 0 for word, count in found.items()) and any(
        min(count, known[word]) > 1 for word, count in found.items()
    )


def problem(p: Parameters) -> Numeric:
    """p_n of both sentences together."""
    n = p["n"]
    references = [[words] for words in p["references"]]
    single = [float(bleu.modified_precision([c], [r], n)) for c, r in zip(p["candidates"], references, strict=True)]
    longest = max(range(2), key=lambda k: len(p["candidates"][k]))
    return Numeric(
        run=Run(
            bleu.modified_precision, bleu.NOTATION, {"candidates": p["candidates"], "references": references, "n": n}
        ),
        asked=Asked("p", n),
        rounding=Rounding(digits=3),
        probability=True,
        conventions=("bleu-tokens", "bleu-corpus"),
        essential=("mean-of-sentences", "one-sentence-only"),
        slips=(
            Slip("mean-of-sentences", "p", counted=lambda _: np.asarray(sum(single) / 2)),
            Slip("one-sentence-only", "p", counted=lambda _: np.asarray(single[longest])),
            *((Slip("possible-is-length", "l", counted=slips.number_of_words),) if n > 1 else ()),
            *(CLIPPING if n == 1 else ()),
            Slip("reference-length-for-possible", "l", counted=slips.of_first_reference),
        ),
        words={
            "n": n,
            "pairs": [(" ".join(c), " ".join(r)) for c, r in zip(p["candidates"], p["references"], strict=True)],
        },
    )


FAMILY = Family(
    id="bleu.corpus", version=5, points=("E12",), asks=((1, "number"), (1, "choice")), draw=draw, problem=problem
)
