"""HRED and VHRED: context over utterances, a learned prior."""
