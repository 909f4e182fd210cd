"""The whole encoder: from a sentence to its thought vector."""

from itertools import product

import numpy as np

from engine import seq2seq
from engine.derivation import Array, Run
from engine.derivation.slips import Slip, formula, function_dropped, term_dropped
from engine.functions import ACTIVATIONS, ActivationName
from engine.seq2seq import END, Lookup
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array
from question_bank.instance import Rounding
from question_bank.seq2seq.sentences import drawn

ACTIVATION: dict[int, ActivationName] = {1: "identity", 2: "relu", 3: "tanh"}


def draw(d: Draw, level: int) -> Parameters:
    """Two words, whole numbers. Level 1: linear. Level 2: the end token too, ReLU. Level 3: tanh, halves."""
    p = drawn(d, (1, 3), unknown=bool(d.integer("unknown", 0, 1)), others=1)
    halves = (-1, -0.5, 0.5, 1)
    weights = halves if level == 3 else (-1, 1, 2)
    columns = d.shuffled("E_mb", list(product(weights, repeat=2)))[: len(p["vocabulary"])]  # no two words alike
    return p | {
        "E_mb": [[float(column[row]) for column in columns] for row in range(2)],
        "W": d.array("W", (2, 2), weights),
        "U": d.array("U", (2, 2), weights),
        "b": d.array("b", (2,), (-1, 0, 1)),
        "h0": [0.0, 0.0],
        "end": END if level == 2 else None,
        "f": ACTIVATION[level],
        "entry": d.integer("entry", 0, 1),
    }


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
    unread = formula(lambda v, t: v("h", t - 1))
    skipped = [Slip("unknown-word-skipped", "h", unread, at=p["unknown"])] if p["unknown"] else []
    unended = [Slip("end-token-left-out", "h", unread, at=last)] if p["end"] else []
    return Numeric(
        run=Run(seq2seq.thought_vector, seq2seq.NOTATION, given, {"end": p["end"], "f": p["f"]}),
        asked=Asked("h", last, (p["entry"],)),
        rounding=Rounding(digits=2) if p["f"] == "tanh" else Rounding(kind="integer", digits=0),
        conventions=("word-ids", "embedding-columns"),
        slips=(
            Slip("ids-from-one", "k", counted=_next_id),
            *skipped,
            *unended,
            Slip("sentence-turned", "h", backwards),
            Slip("encoder-state-dropped", "h", term_dropped("U")),
            Slip("bias-dropped", "h", term_dropped("b")),
            Slip("encoder-activation-dropped", "h", function_dropped(p["f"])),
        ),
        words={"text": p["text"], "vocabulary": p["vocabulary"], "f": p["f"]},
    )


FAMILY = Family(
    id="seq2seq.thought-vector",
    version=2,
    points=("S01", "S03", "S04"),
    asks=(
        *((1, "number"), (1, "vector"), (1, "choice")),
        *((2, "number"), (2, "vector"), (2, "choice")),
        *((3, "number"), (3, "choice")),
    ),
    draw=draw,
    problem=problem,
)
