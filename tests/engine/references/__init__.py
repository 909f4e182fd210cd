"""Recorded reference values; ``record.py`` makes them."""
