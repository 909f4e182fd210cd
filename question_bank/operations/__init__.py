"""Engine functions as operations on one's own numbers: one table, which the lab and the API read."""

from question_bank.operations.table import operations

__all__ = ["operations"]
