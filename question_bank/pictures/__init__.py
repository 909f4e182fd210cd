"""What there is to see of an instance, as data: read from the engine's recorded run, laid out and drawn elsewhere."""

from question_bank.pictures.instance import Pictures, pictures

__all__ = ["Pictures", "pictures"]
