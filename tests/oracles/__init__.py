"""Independent answers: plain Python over lists of numbers, without NumPy and without the engine."""
