"""Questions and their pages as they stood before the house was rebuilt."""
