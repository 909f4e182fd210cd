"""A folder for each topic, with everything that is its own."""
