"""Quizzes: drawing questions, showing them, taking answers, telling what went wrong."""
