"""Modified n-gram precision with several references."""

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bleu import slips
from question_bank.topics.bleu.sentences import candidate, reference, shared_phrase, variant


def draw(d: Draw, level: int) -> Parameters:
    """A candidate against two references, for single words or pairs."""
    first = reference(d, "first")
    second = variant(d, first, "second")
    made, n = candidate(d, first, 1), d.integer("n", 1, 2)
    for k in range(2):  # so that clipping matters, and with it how the counts of two references are taken together
        shared_phrase(d, made, n, k)
    return {"candidate": made, "references": d.shuffled("order", [first, second]), "n": n}


def problem(p: Parameters) -> Numeric:
    """p_n of one sentence."""
    n = p["n"]
    inputs = {"candidates": [p["candidate"]], "references": [p["references"]]}
    return Numeric(
        run=Run(bleu.modified_precision, bleu.NOTATION, {**inputs, "n": n}),
        asked=Asked("p", n),
        rounding=Rounding(digits=3),
        probability=True,
        conventions=("bleu-tokens",),
        essential=("count-not-clipped", "references-summed", *(("possible-is-length",) if n > 1 else ())),
        slips=(
            Slip("count-not-clipped", "m", counted=slips.unclipped),
            Slip("count-clipped-to-one", "m", counted=slips.once_each),
            Slip("references-summed", "m", counted=slips.over_sum_of_references),
            Slip("first-reference-only", "m", counted=slips.first_reference),
            Slip("possible-is-length", "l", counted=slips.number_of_words),
            Slip("reference-length-for-possible", "l", counted=slips.of_first_reference),
        ),
        words={"n": n, "candidate": " ".join(p["candidate"]), "references": [" ".join(r) for r in p["references"]]},
    )


FAMILY = Family(
    id="bleu.modified-precision",
    version=2,
    points=("E02", "E03", "E10"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
