"""Attention: scores, weights, masks, gradients."""
