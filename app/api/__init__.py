"""The bank and the engine as JSON: operations on one's own numbers, questions and their grades. Nothing is stored."""
