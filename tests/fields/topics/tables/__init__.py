"""Families that give data in tables."""
