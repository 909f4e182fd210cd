"""Pictures of an instance: the question bank says what to show, here is worked out where it lies, templates draw."""
