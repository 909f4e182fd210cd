"""What there is to see of an instance, as data: read from the engine's recorded run, laid out and drawn elsewhere."""
