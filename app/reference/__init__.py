"""The reference: formulas of all topics, and the glossary."""
