"""Every answer ever given, and the page that shows one again."""
