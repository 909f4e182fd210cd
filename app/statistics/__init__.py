"""Scores over time, by topic, and the slips behind the wrong answers."""
