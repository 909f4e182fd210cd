"""What the bank covers: ``python -m question_bank.proof.coverage`` prints ``docs/coverage.md``.

What a point is stands in the ``points.toml`` of its topic.
"""

import sys
from collections.abc import Iterator

from question_bank.bank import Bank, load_bank
from question_bank.model.topics import points


def _lines(bank: Bank) -> Iterator[str]:
    covered = {point for family in bank.families for point in bank.family(family).points}
    every = {topic.id: sorted(points(topic.id)) for topic in bank.topics.topics}
    yield "# What the bank covers"
    yield ""
    yield "Made by `python -m question_bank.proof.coverage`. A point is one thing the exam or a course may ask for;"
    yield "`question_bank/topics/<topic>/points.toml` says what."
    yield ""
    yield f"{len(bank.families)} families, {len(covered)} of {sum(map(len, every.values()))} points."
    yield ""
    yield "| topic | family | level and form | points |"
    yield "|---|---|---|---|"
    for topic in bank.topics.topics:
        for card in (card for card in bank.families.values() if card.topic == topic.id):
            asks = " ".join(f"{level}{form}" for level, form in card.asks)
            yield f"| {topic.title.en} | {card.id} | {asks} | {' '.join(bank.family(card.id).points)} |"
    yield ""
    yield "| topic | covered | not yet |"
    yield "|---|---:|---|"
    for topic in bank.topics.topics:
        listed = every[topic.id]
        missing = [point for point in listed if point not in covered]
        if listed:
            yield f"| {topic.title.en} | {len(listed) - len(missing)} of {len(listed)} | {' '.join(missing)} |"


def table(bank: Bank) -> str:
    """The whole document."""
    return "\n".join(_lines(bank)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(load_bank()))
