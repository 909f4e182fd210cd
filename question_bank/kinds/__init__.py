"""The kinds of problem."""
