"""The NumPy engine: every formula of the study note, written once.

Functions are ordinary NumPy on float64 arrays. They name each result that a person would write down through one
seam, ``step(name, index, value)``; ``engine.derivation`` reads the key, the derivation and the slips from that run.
"""

VERSION = "1"
