"""What must hold of the project as a whole: its addresses, its layers, its locks, its names."""
