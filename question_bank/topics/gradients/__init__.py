"""Vanishing, exploding and clipped gradients."""
