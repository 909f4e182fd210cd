"""Guided mode: the way to an answer, a group of steps at a time."""
