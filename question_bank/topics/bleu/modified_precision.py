"""Modified n-gram precision with several references."""

from engine import bleu
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.instance import Rounding
from question_bank.model.sentences import NOUNS, PLACES, candidate, reference, shared_phrase, variant
from question_bank.topics.bleu import slips


def draw(d: Draw, level: int) -> Parameters:
    """A candidate against two references, for single words or pairs; it takes something from each of them alone.

    The references differ in a noun and in how they end; the candidate, made from the first, ends as the second does.
    """
    n = d.integer("n", 1, 2)
    first = reference(d, "first")
    second = [*first[:-1], d.pick("end", [place for place in PLACES if place not in first])]
    second = variant(d, second, "second")
    second[1] = d.pick("noun", [noun for noun in NOUNS if noun != first[1]])

    def drawn(k: int) -> Parameters:
        made = candidate(d, first, 1, k)
        made[-1] = second[len(first) - 1]
        for j in range(2):  # so that clipping matters, and with it how the counts of two references are taken together
            shared_phrase(d, made, n, j, k)
        return {"candidate": made, "references": d.shuffled("order", [first, second]), "n": n}

    return fitting(drawn, _takes_from_each)


def _takes_from_each(p: Parameters) -> bool:
    """Whether neither reference gives the answer alone."""
    references = [[[reference]] for reference in p["references"]] + [[p["references"]]]
    one, other, both = (float(bleu.modified_precision([p["candidate"]], given, p["n"])) for given in references)
    return both not in (one, other)


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
        essential=(
            *("count-not-clipped", "references-summed", "first-reference-only", "last-reference-only"),
            *(("possible-is-length",) if n > 1 else ()),
        ),
        slips=(
            Slip("count-not-clipped", "m", counted=slips.unclipped),
            Slip("count-clipped-to-one", "m", counted=slips.once_each),
            Slip("references-summed", "m", counted=slips.over_sum_of_references),
            Slip("first-reference-only", "m", counted=slips.first_reference),
            Slip("last-reference-only", "m", counted=slips.last_reference),
            *((Slip("possible-is-length", "l", counted=slips.number_of_words),) if n > 1 else ()),
            Slip("reference-length-for-possible", "l", counted=slips.of_first_reference),
        ),
        words={"n": n, "candidate": " ".join(p["candidate"]), "references": [" ".join(r) for r in p["references"]]},
    )


FAMILY = Family(
    id="bleu.modified-precision",
    version=3,
    points=("E02", "E03", "E10"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
