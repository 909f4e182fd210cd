"""Coming back: today's questions, and lists to practise from."""
