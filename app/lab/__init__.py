"""The lab: one's own numbers in any operation of the engine, with result, derivation and check."""
