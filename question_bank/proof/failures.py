"""What a proof found, each mistake once: where it was met first and how often, and of an error the author's own line.

The mechanism below a family – the recorder, the kinds, the templates – raises far from what is to be mended. What is
told is the innermost line of a topic, of an engine function or of an oracle.
"""

import re
import traceback
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_FILE = re.compile(r"[\w-]\.(py|md|toml)\b")
_MECHANISM = {"functions.py", "__init__.py"}  # in the engine's folder: what its functions are made of


def _is_authored(file: Path) -> bool:
    """Whether the author of a family writes such a file: of a topic, an engine function, an oracle."""
    if file.parent == ROOT / "engine":
        return file.name not in _MECHANISM
    topics = map(Path, import_module("question_bank.topics").__path__)
    return file.parent.parent in topics or file.parent == ROOT / "tests" / "oracles"


def shown_file(file: str | Path) -> str:
    """A file as it is named in messages: from the project's folder on."""
    path = Path(file)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def raised(error: BaseException, topic: str = "") -> str:
    """An error in words: its kind, what it says, and the author's line behind it."""
    single = error.args[0] if isinstance(error, KeyError) and len(error.args) == 1 else None
    said = single if isinstance(single, str) and " " in single else str(error)
    if topic:
        said = said.replace("<topic>", topic.replace("-", "_"))
    told = f"{type(error).__name__}: {said}"
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_authored(Path(frame.filename))]
    if not lines or (place := lines[-1]).lineno is None:
        return told
    return f"{told} ({shown_file(place.filename)}, line {place.lineno}: {place.line or ''})"


class Failures:
    """Mistakes by what they say, numbers apart; what names no file is told with that of the family."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[str, list[tuple[str, str]]] = {}

    def add(self, place: str, said: str) -> None:
        """A mistake at a place: the level, form and seed."""
        whole = said if _FILE.search(said) else f"{said} ({self._file})"
        self._found.setdefault(_NUMBER.sub("#", whole), []).append((place, whole))

    def told(self) -> Iterator[str]:
        """Each once: where it was met first, and at how many places."""
        for met in self._found.values():
            place, said = met[0]
            others = len({other for other, _ in met}) - 1
            yield f"{place}: {said}" + (f" – and so at {others} more" if others else "")
