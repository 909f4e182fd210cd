"""The app, through its addresses."""
