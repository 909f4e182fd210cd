"""The pages around the drill: home, topics, health."""
