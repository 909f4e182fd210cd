"""What a family, an instance, a text and a picture are."""
