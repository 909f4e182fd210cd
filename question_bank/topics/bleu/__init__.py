"""精度指標: BLEU with its modified precision and brevity penalty."""
