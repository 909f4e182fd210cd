"""Autoencoders and VAE: sampling, divergence, bound."""
