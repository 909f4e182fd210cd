"""双方向 RNN: two directions, one output."""
