"""What is told after an answer, read from the run."""
