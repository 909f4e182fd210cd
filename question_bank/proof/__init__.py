"""What must hold of every instance, and the proof that it does."""
