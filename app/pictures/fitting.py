"""How narrow a picture may be shown: no further than its smallest letters can still be read on the screen."""

from collections.abc import Iterable

from app.pictures.symbols import SCRIPT, Text

READABLE = 11  # pixels: the least size of letters on the screen
WORD = 14  # the size of words in any text


def smallest(text: Text, size: float) -> float:
    """The size of the smallest letters of a text that is set in a size: its scripts' or its words', if it has any."""
    sizes = (WORD if run.word else size * SCRIPT if run.size < 1 else size for run in text.runs)
    return min(sizes, default=size)


def least_width(width: float, texts: Iterable[tuple[Text, float]]) -> float:
    """The least width, in pixels, of a picture that is ``width`` units wide and holds these texts in these sizes."""
    return width * READABLE / min((smallest(text, size) for text, size in texts), default=READABLE)
