"""Short sentences and vocabularies for the questions on encoders."""

from engine.seq2seq import END, UNKNOWN
from question_bank.model.draw import Draw
from question_bank.model.family import Parameters

WORDS = (
    ("we", "you", "they", "children"),
    ("like", "want", "buy", "sell"),
    ("hot", "cold", "green", "sweet"),
    ("tea", "milk", "juice", "soup"),
)
SPECIAL = ((UNKNOWN, END), (END, UNKNOWN))


def drawn(d: Draw, kinds: tuple[int, ...], *, unknown: bool, others: int) -> Parameters:
    """A sentence of one word of each of ``kinds``, and a vocabulary with ``others`` words that it does not use.

    One of its words is missing from the vocabulary where ``unknown``. The special tokens stand first or last.
    """
    sentence = [d.pick("word", WORDS[kind], kind) for kind in kinds]
    missing = d.integer("missing", 0, len(sentence) - 1) if unknown else None
    unused = [word for kind in kinds for word in WORDS[kind] if word not in sentence]
    known = [word for place, word in enumerate(sentence) if place != missing]
    words = d.shuffled("vocabulary", [*known, *d.shuffled("others", unused)[:others]])
    special = list(d.pick("special", SPECIAL))
    vocabulary = [*special, *words] if d.integer("first", 0, 1) else [*words, *special]
    return {"text": " ".join(sentence), "vocabulary": vocabulary, "unknown": None if missing is None else missing + 1}
