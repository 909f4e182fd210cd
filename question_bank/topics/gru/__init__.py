"""GRU: reset, update, mixing."""
