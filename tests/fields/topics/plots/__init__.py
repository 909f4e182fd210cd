"""Families with plots: before the answer, as choices, and after it."""
