"""A quiz: its questions, answers and what is told of them, for practice, guided mode and the history."""
