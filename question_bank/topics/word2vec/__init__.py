"""word2vec: hidden layer, losses, noise, similarity, pairs, lookup."""
