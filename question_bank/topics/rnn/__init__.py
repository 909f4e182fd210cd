"""概要: the simple recurrent network and its forward pass."""
