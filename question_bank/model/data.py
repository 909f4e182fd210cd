"""Where the bank's data lie: a topic's own in its folder, what topics share beside the code that reads it."""

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cache
from importlib import import_module, invalidate_caches
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_remembered: list[Any] = []


def remembered(read: Callable[[], T]) -> Callable[[], T]:
    """What is gathered from all topics is read once, until there are others."""
    cached = cache(read)
    _remembered.append(cached)
    return cached


@contextmanager
def topics_beside(folder: Path) -> Iterator[None]:
    """Meanwhile the topics of another folder are found too, as if they lay beside the bank's own.

    So that a topic is read and proven before it belongs to the bank.
    """
    package = import_module("question_bank.topics")
    package.__path__.append(str(folder))
    _forget()
    try:
        yield
    finally:
        package.__path__.remove(str(folder))
        for topic in folder.iterdir():
            name = f"{package.__name__}.{topic.name}"
            for module in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                del sys.modules[module]
            vars(package).pop(topic.name, None)
        _forget()


def _forget() -> None:
    invalidate_caches()
    for cached in _remembered:
        cached.cache_clear()


class Known(dict[str, T]):
    """Entries by name; asking for one that is not there says which file lacks it and what is there."""

    def __init__(self, entries: Mapping[str, T] | Iterable[tuple[str, T]], kind: str, file: str) -> None:
        super().__init__(entries)
        self.kind = kind
        self.file = file

    def __missing__(self, name: str) -> T:
        near = get_close_matches(name, self, n=5, cutoff=0.4) or sorted(self)[:5]
        raise KeyError(f"no {self.kind} {name!r}: add it to {self.file}; there are {', '.join(near)} …")


@remembered
def _topics() -> Mapping[str, Path]:
    """The folder of every topic, by the folder's name."""
    roots = map(Path, import_module("question_bank.topics").__path__)
    return {entry.name: entry for root in roots for entry in root.iterdir() if (entry / "topic.toml").is_file()}


def topic_ids() -> tuple[str, ...]:
    """The topics that have a folder, by name."""
    return tuple(sorted(name.replace("_", "-") for name in _topics()))


def topic_folder(topic: str) -> Path:
    """The folder of a topic. Raises ``KeyError`` for one that has none."""
    return _topics()[topic.replace("-", "_")]


def topic_data(topic: str, file: str) -> dict[str, Any]:
    """A TOML file of a topic; raises ``FileNotFoundError`` where the topic has none."""
    with (topic_folder(topic) / file).open("rb") as source:
        return tomllib.load(source)


def shared_data(package: str, file: str) -> dict[str, Any]:
    """A TOML file that lies in a package of the bank."""
    with (files(f"question_bank.{package}") / file).open("rb") as source:
        return tomllib.load(source)


def gathered(file: str) -> dict[str, Any]:
    """The entries that topics share and those of each topic alone; raises ``ValueError`` for one that stands twice."""
    found = shared_data("model", file) if (files("question_bank.model") / file).is_file() else {}
    for topic in topic_ids():
        if not (topic_folder(topic) / file).is_file():
            continue
        own = topic_data(topic, file)
        if twice := sorted(found.keys() & own.keys()):
            raise ValueError(f"{topic}/{file} has {', '.join(twice)}, which another topic or the shared file has too")
        found |= own
    return found
