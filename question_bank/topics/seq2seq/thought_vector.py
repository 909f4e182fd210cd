"""The whole encoder: from a sentence to its thought vector."""

from itertools import product

import numpy as np

from engine import seq2seq
from engine.derivation import Array, Run
from engine.derivation.slips import Slip, formula, function_dropped, term_dropped
from engine.functions import ACTIVATIONS, ActivationName
from engine.seq2seq import END, Lookup
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import asymmetric, fitting
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding
from question_bank.topics.seq2seq.sentences import drawn

LEAST = 0.06  # between the answer and what forgets the point of the question
ACTIVATION: dict[int, ActivationName] = {1: "identity", 2: "relu", 3: "tanh"}


def draw(d: Draw, level: int) -> Parameters:
    """Two words, whole numbers. Level 1: linear. Level 2: the end token too, ReLU. Level 3: tanh, halves."""
    p = drawn(d, (1, 3), unknown=bool(d.integer("unknown", 0, 1)), others=1)
    halves = (-1, -0.5, 0.5, 1)
    weights = halves if level == 3 else (-1, 1, 2)
    columns = d.shuffled("E_mb", list(product(weights, repeat=2)))[: len(p["vocabulary"])]  # no two words alike
    p |= {
        "E_mb": [[float(column[row]) for column in columns] for row in range(2)],
        "b": d.array("b", (2,), halves if level == 3 else (-1, 1)),
        "h0": [0.0, 0.0],
        "end": END if level == 2 else None,
        "f": ACTIVATION[level],
    }

    def weighted(k: int) -> Parameters:
        W, U = (d.pick(f"{name} {k}", asymmetric(weights)) for name in "WU")
        return p | {"W": W, "U": U, "entry": d.integer("entry", 0, 1, k)}

    return fitting(weighted, _shows)


def _shows(p: Parameters) -> bool:
    """Whether the asked entry is not 0, and another where the point is forgotten in a way, or another h0 or b is given.

    Another first or second word changes it too.
    """
    tokens = [*p["text"].split(), *([p["end"]] if p["end"] else [])]
    e = [array(p["E_mb"])[:, int(place)] for place in seq2seq.look_up(tokens, p["vocabulary"]).values()]
    W, U, b, h0 = (array(p[name]) for name in ("W", "U", "b", "h0"))

    def entry(e: list[Array], U: Array = U, b: Array = b, h0: Array = h0, f: ActivationName = p["f"]) -> float:
        return float(seq2seq.encode(dict(enumerate(e, start=1)), W, U, b, h0, f=f)[p["entry"]])

    words = [array(p["E_mb"])[:, place] for place, word in enumerate(p["vocabulary"]) if word != END]
    swapped = ([*e[:k], word, *e[k + 1 :]] for k in (0, 1) for word in words if not np.array_equal(word, e[k]))
    others = [*map(entry, swapped), 0.0, entry(e[::-1]), entry(e, U=0 * U), entry(e, b=-b), entry(e, h0=h0 + 1)]
    if p["f"] != "identity":
        others.append(entry(e, f="identity"))
    if p["end"]:
        others.append(entry(e[:-1]))
    if p["unknown"]:
        others.append(entry([*e[: p["unknown"] - 1], *e[p["unknown"] :]]))
    return all(abs(other - entry(e)) >= LEAST for other in others)


def _next_id(lookup: Lookup) -> Array:
    return np.asarray(float(lookup.place + 1))


def problem(p: Parameters) -> Numeric:
    """H after the last token."""
    words = p["text"].split()
    last = len(words) + (p["end"] is not None)
    arrays = {name: array(p[name]) for name in ("E_mb", "W", "U", "b", "h0")}
    given = {"text": p["text"], "vocabulary": tuple(p["vocabulary"]), **arrays}
    value = ACTIVATIONS[p["f"]].value
    backwards = formula(lambda v, t: value(v("W") @ v("e", last + 1 - t) + v("U") @ v("h", t - 1) + v("b")))
    exchanged = formula(lambda v, t: value(v("U") @ v("e", t) + v("W") @ v("h", t - 1) + v("b")))
    unread = formula(lambda v, t: v("h", t - 1))
    skipped = [Slip("unknown-word-skipped", "h", unread, at=p["unknown"])] if p["unknown"] else []
    unended = [Slip("end-token-left-out", "h", unread, at=last)] if p["end"] else []
    return Numeric(
        run=Run(seq2seq.thought_vector, seq2seq.NOTATION, given, {"end": p["end"], "f": p["f"]}),
        asked=Asked("h", last, (p["entry"],)),
        rounding=Rounding(digits=2) if p["f"] == "tanh" else Rounding(kind="integer", digits=0),
        conventions=("word-ids", "embedding-columns"),
        essential=(
            "sentence-turned",
            "encoder-state-dropped",
            *(slip.id for slip in (*skipped, *unended)),
            *(("encoder-activation-dropped",) if p["f"] != "identity" else ()),
        ),
        slips=(
            Slip("ids-from-one", "k", counted=_next_id),
            *skipped,
            *unended,
            Slip("sentence-turned", "h", backwards),
            Slip("encoder-state-dropped", "h", term_dropped("U")),
            Slip("encoder-weights-exchanged", "h", exchanged),
            Slip("bias-dropped", "h", term_dropped("b")),
            Slip("encoder-activation-dropped", "h", function_dropped(p["f"])),
        ),
        words={"text": p["text"], "vocabulary": p["vocabulary"], "f": p["f"]},
    )


FAMILY = Family(
    id="seq2seq.thought-vector",
    version=3,
    points=("S01", "S03", "S04"),
    asks=(
        *((1, "number"), (1, "vector"), (1, "choice")),
        *((2, "number"), (2, "vector"), (2, "choice")),
        *((3, "number"), (3, "choice")),
    ),
    draw=draw,
    problem=problem,
)
