"""Reading what is typed, pasted or arranged."""
