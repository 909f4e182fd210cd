"""Answers as an earlier version stored them."""
