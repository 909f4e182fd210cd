"""Where the bank's data lie: a topic's own in its folder, what topics share beside the code that reads it."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import invalidate_caches
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_BACKSLASH = ": a backslash of LaTeX is written twice in TOML, \\\\tanh, \\\\frac"
_remembered: list[Any] = []


def remembered(read: Callable[[], T]) -> Callable[[], T]:
    """What is gathered from all topics is read once, until there are others."""
    cached = cache(read)
    _remembered.append(cached)
    return cached


def forget() -> None:
    """Read again what is gathered from all topics: there are others."""
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
    found = find_spec("question_bank.topics")
    roots = map(Path, (found and found.submodule_search_locations) or ())
    return {entry.name: entry for root in roots for entry in root.iterdir() if (entry / "topic.toml").is_file()}


def topic_ids() -> tuple[str, ...]:
    """The topics that have a folder, by name."""
    return tuple(sorted(name.replace("_", "-") for name in _topics()))


def topic_folder(topic: str) -> Path:
    """The folder of a topic. Raises ``KeyError`` for one that has none."""
    return _topics()[topic.replace("-", "_")]


def topic_data(topic: str, file: str) -> dict[str, Any]:
    """A TOML file of a topic; raises ``FileNotFoundError`` where the topic has none."""
    return _loaded((topic_folder(topic) / file).read_bytes(), f"question_bank/topics/{topic_folder(topic).name}/{file}")


def shared_data(package: str, file: str) -> dict[str, Any]:
    """A TOML file that lies in a package of the bank."""
    source = files(f"question_bank.{package}") / file
    return _loaded(source.read_bytes(), f"question_bank/{package.replace('.', '/')}/{file}")


def _loaded(source: bytes, file: str) -> dict[str, Any]:
    """What a TOML file holds; raises ``ValueError`` with its name where it is none or its LaTeX was read wrong."""
    try:
        found = tomllib.loads(source.decode("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: {error}{_BACKSLASH if chr(92) in str(error) else ''}") from error
    for name, text in _texts(found):
        if control := _CONTROL.search(text):
            raise ValueError(
                f"{file}, {name}: holds the sign {control[0]!r} before {text[control.end() :][:12]!r}{_BACKSLASH}"
            )
    return found


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in data, with the keys that lead to it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value, start=1):
            yield from _texts(inner, f"{name}.{key}" if name else str(key))


def gathered(file: str, entry: type[T]) -> dict[str, T]:
    """The entries that topics share and those of each topic alone.

    Raises ``ValueError`` for one that stands twice, and for one that is not of its form, with its file and what is
    missing.
    """
    shared = shared_data("model", file) if (files("question_bank.model") / file).is_file() else {}
    found = _validated(shared, entry, f"question_bank/model/{file}")
    for topic in topic_ids():
        if not (topic_folder(topic) / file).is_file():
            continue
        own = _validated(topic_data(topic, file), entry, f"question_bank/topics/{topic_folder(topic).name}/{file}")
        if twice := sorted(found.keys() & own.keys()):
            raise ValueError(f"{topic}/{file} has {', '.join(twice)}, which another topic or the shared file has too")
        found |= own
    return found


def _validated(data: dict[str, Any], entry: type[T], file: str) -> dict[str, T]:
    adapter, found, wrong = TypeAdapter(entry), {}, []
    for name, value in data.items():
        try:
            found[name] = adapter.validate_python(value)
        except ValidationError as error:
            wrong += [f"[{name}] {'.'.join(map(str, at))}: {said}" for at, said in map(_said, error.errors())]
    if wrong:
        raise ValueError(f"{file}: {'; '.join(wrong)}; an entry has {_fields(entry)}")
    return found


def _said(error: Any) -> tuple[tuple[Any, ...], str]:
    return error["loc"], error["msg"].lower()


def _fields(entry: Any) -> str:
    """What an entry of data consists of, as its author writes it."""
    inner = getattr(entry, "model_fields", None)
    if inner is None:
        return "an entry of its own for each name, with ja and en"
    texts = ((name, getattr(field.annotation, "model_fields", ())) for name, field in inner.items())
    return ", ".join(
        f"{name} = {{ {', '.join(f'{part} = …' for part in parts)} }}" if parts else name for name, parts in texts
    )
