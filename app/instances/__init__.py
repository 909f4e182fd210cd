"""A question by its own address: looked at there, and started as a quiz of one."""
