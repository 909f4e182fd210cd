"""Write down what each family draws at one seed; run as ``make record`` after one was added or its version raised."""

import json
from pathlib import Path

from question_bank.bank import Bank, load_bank

TOPICS = Path(__file__).parents[2] / "question_bank" / "topics"


def recorded(topic: str) -> Path:
    """Where the fingerprints of a topic lie."""
    return TOPICS / topic.replace("-", "_") / "fingerprints.json"


def fingerprints(bank: Bank, topic: str) -> dict[str, str]:
    """Of the first level and form at seed 1 of each of a topic's families, with its version."""
    found = {}
    for card in bank.families.values():
        if card.topic == topic:
            level, form = card.asks[0]
            found[f"{card.id} v{card.version}"] = bank.issue(card.id, level, form, 1).fingerprint
    return found


def record() -> None:
    """Write the fingerprints of today."""
    bank = load_bank()
    for topic in bank.topics.topics:
        recorded(topic.id).write_text(json.dumps(fingerprints(bank, topic.id), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
