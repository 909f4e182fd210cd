"""Seq2Seq: encoding a sentence, decoding, losses, shifting, lookup."""
