"""パープレキシティ: how surprised a language model is by a text."""
