"""What a device keeps of the site for the time without a network."""
