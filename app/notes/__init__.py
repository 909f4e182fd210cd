"""What learners keep: questions they flagged, and notes in plain text."""
