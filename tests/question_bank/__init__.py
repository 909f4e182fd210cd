"""The question bank: what it draws, reads, grades and tells."""
