"""From a sentence to the ids of its tokens."""

from collections.abc import Callable

import numpy as np

from engine import seq2seq
from engine.derivation import Array, Run
from engine.derivation.slips import Slip
from engine.seq2seq import END, Lookup
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.seq2seq.sentences import drawn


def draw(d: Draw, level: int) -> Parameters:
    """Four words, one of them unknown."""
    return drawn(d, (0, 1, 2, 3), unknown=True, others=2)


def _known(lookup: Lookup) -> bool:
    return lookup.token in lookup.vocabulary


def _first_seen(lookup: Lookup) -> int:
    return list(dict.fromkeys(lookup.tokens)).index(lookup.token)


def _slip(name: str, place: Callable[[Lookup], int]) -> Slip:
    def counted(lookup: Lookup) -> Array:
        return np.asarray(float(place(lookup)))

    return Slip(name, "k", counted=counted)


def problem(p: Parameters) -> Numeric:
    """The ids, one below the other."""
    vocabulary = tuple(p["vocabulary"])
    return Numeric(
        run=Run(seq2seq.ids, seq2seq.NOTATION, {"text": p["text"], "vocabulary": vocabulary}, {"end": END}),
        asked=Asked("ids"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("word-ids",),
        essential=("ids-from-one", "unknown-as-new-word", "end-for-unknown"),
        slips=(
            _slip("ids-from-one", lambda lookup: lookup.place + 1),
            _slip("unknown-as-new-word", lambda lookup: lookup.place if _known(lookup) else len(vocabulary)),
            _slip("end-for-unknown", lambda lookup: lookup.place if _known(lookup) else vocabulary.index(END)),
            _slip("ids-by-appearance", _first_seen),
            _slip("sentence-turned", lambda lookup: lookup.places[-lookup.time]),
        ),
        words={"text": p["text"], "vocabulary": vocabulary},
    )


FAMILY = Family(
    id="seq2seq.ids", version=2, points=("S03",), asks=((1, "vector"), (1, "choice")), draw=draw, problem=problem
)
