"""The engine against other people's arithmetic: PyTorch (recorded), sacrebleu, finite differences, paper."""
