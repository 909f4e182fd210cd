"""BPTT: gradients of the simple recurrent network, and its update."""
