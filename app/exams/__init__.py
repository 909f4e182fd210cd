"""Mock exams: put together, sat against the server's clock, closed all at once, and told."""
