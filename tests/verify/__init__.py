"""``python -m tests.verify``: the bank's proof with the independent oracles and the pages' own converter."""
