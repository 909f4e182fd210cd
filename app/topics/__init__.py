"""The page of a topic: it teaches, then lists what can be practised."""
