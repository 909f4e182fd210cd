"""Modified precision over a corpus: counts are pooled, then divided."""

import numpy as np

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bleu import slips
from question_bank.topics.bleu.sentences import candidate, reference


def draw(d: Draw, level: int) -> Parameters:
    """Two sentences of unlike length, one reference each; single words or pairs."""
    references = [reference(d, "first"), reference(d, "second")]
    references[1] = references[1][:5]
    candidates = [candidate(d, words, 2) for words in references]
    candidates[1] = candidates[1][: d.integer("cut", 3, 4)]
    place = d.integer("repeated", 0, 3)
    candidates[0][place:place] = ["the", "the"]
    return {"candidates": candidates, "references": references, "n": d.integer("n", 1, 2)}


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
        conventions=("bleu-tokens",),
        essential=("mean-of-sentences", "one-sentence-only"),
        slips=(
            Slip("mean-of-sentences", "p", counted=lambda _: np.asarray(sum(single) / 2)),
            Slip("one-sentence-only", "p", counted=lambda _: np.asarray(single[longest])),
            Slip("count-not-clipped", "m", counted=slips.unclipped),
            *((Slip("possible-is-length", "l", counted=slips.number_of_words),) if n > 1 else ()),
            Slip("count-clipped-to-one", "m", counted=slips.once_each),
            Slip("reference-length-for-possible", "l", counted=slips.of_first_reference),
        ),
        words={
            "n": n,
            "pairs": [(" ".join(c), " ".join(r)) for c, r in zip(p["candidates"], p["references"], strict=True)],
        },
    )


FAMILY = Family(
    id="bleu.corpus", version=3, points=("E12",), asks=((1, "number"), (1, "choice")), draw=draw, problem=problem
)
