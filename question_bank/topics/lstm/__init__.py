"""LSTM: cell, gates, peephole, the way back."""
