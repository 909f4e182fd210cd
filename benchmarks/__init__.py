"""Measurements: not tests, since machines differ. Each is a command that prints a table."""
