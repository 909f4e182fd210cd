"""Where the bank's data lie: a topic's own in its folder, what topics share beside the code that reads it."""

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class Known(dict[str, T]):
    """Entries by name; asking for one that is not there says which file lacks it and what is there."""

    def __init__(self, entries: Mapping[str, T] | Iterable[tuple[str, T]], kind: str, file: str) -> None:
        super().__init__(entries)
        self.kind = kind
        self.file = file

    def __missing__(self, name: str) -> T:
        near = get_close_matches(name, self, n=5, cutoff=0.4) or sorted(self)[:5]
        raise KeyError(f"no {self.kind} {name!r}: add it to {self.file}; there are {', '.join(near)} …")


def _roots() -> tuple[Path, ...]:
    """The folders that topics lie in: those of their package, so that one may be added to it."""
    return tuple(map(Path, import_module("question_bank.topics").__path__))


def topic_ids() -> tuple[str, ...]:
    """The topics that have a folder, by name."""
    folders = (entry for root in _roots() for entry in root.iterdir() if (entry / "topic.toml").is_file())
    return tuple(sorted(folder.name.replace("_", "-") for folder in folders))


def topic_folder(topic: str) -> Path:
    """The folder of a topic."""
    name = topic.replace("-", "_")
    first, *others = _roots()
    return next((root / name for root in others if (root / name).is_dir()), first / name)


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
