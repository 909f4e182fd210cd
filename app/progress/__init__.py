"""How far a learner has come, read from the totals, for home, topics and statistics."""
