"""Worked examples of every kind of question that is derived step by step."""
