"""The learner: who practises, in which language and theme."""
