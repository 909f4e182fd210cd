"""When a kind of question comes again: what is remembered of it, at which level it comes, and what a day holds."""
