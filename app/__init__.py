"""The web app: pages over the question bank, progress in a database."""
