"""What a counted value was counted from, as a small Markdown table."""

from question_bank.bilingual import Bilingual


def describe(evidence: object) -> Bilingual | None:
    """The table of an evidence; None for evidence that the line itself shows (a ratio of counts)."""
    return None
