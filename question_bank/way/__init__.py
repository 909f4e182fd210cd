"""What may be told before the answer: hints, and the steps of guided mode."""
