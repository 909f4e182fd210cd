"""Hosted mode: which browser goes on as which learner."""
