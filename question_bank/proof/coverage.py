"""What the bank covers: ``python -m question_bank.proof.coverage`` prints ``docs/coverage.md``.

Testable points are counted by section: RNN (R), BPTT (B), gradients (G), LSTM (L), GRU (U), bidirectional (D), word2vec
(W), seq2seq (S), HRED (H), autoencoders (V), attention (A), evaluation (E).
"""

import sys
from collections.abc import Iterator

from question_bank.bank import Bank, load_bank

POINTS = {"R": 22, "B": 30, "G": 8, "L": 28, "U": 10, "D": 7, "W": 18, "S": 18, "H": 6, "V": 14, "A": 23, "E": 18}


def _lines(bank: Bank) -> Iterator[str]:
    covered = {point for family in bank.families for point in bank.family(family).points}
    yield "# What the bank covers"
    yield ""
    yield "Made by `python -m question_bank.proof.coverage`. A point is one thing the exam or a course may ask for."
    yield ""
    yield f"{len(bank.families)} families, {len(covered)} of {sum(POINTS.values())} points."
    yield ""
    yield "| section of the note | family | level and form | points |"
    yield "|---|---|---|---|"
    for topic in bank.topics.topics:
        for card in (card for card in bank.families.values() if card.topic == topic.id):
            asks = " ".join(f"{level}{form}" for level, form in card.asks)
            yield f"| {topic.note_section} | {card.id} | {asks} | {' '.join(bank.family(card.id).points)} |"
    yield ""
    yield "| section | covered | not yet |"
    yield "|---|---:|---|"
    for section, count in POINTS.items():
        every = [f"{section}{number:02d}" for number in range(1, count + 1)]
        missing = [point for point in every if point not in covered]
        yield f"| {section} | {count - len(missing)} of {count} | {' '.join(missing)} |"


def table(bank: Bank) -> str:
    """The whole document."""
    return "\n".join(_lines(bank)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(load_bank()))
