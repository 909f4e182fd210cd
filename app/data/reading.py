"""A JSON file read piece by piece: of its one long list, an entry at a time is in memory."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

CHUNK = 256 * 1024  # characters
LONGEST_ENTRY = 32 * 1024 * 1024
_SCAN = json.JSONDecoder(parse_int=str, parse_float=str)  # only where a value ends: how large a number is, is not asked
_SPACE = " \t\r\n"


class BrokenError(ValueError):
    """The text is no JSON, or not a file of this form, from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True)
class Piece:
    """A value as it stands in the file: the name of its member, its place in the long list, where it begins."""

    name: str
    place: int | None
    line: int
    text: str


def pieces(file: TextIO, long: str) -> Iterator[Piece]:
    """The members of the object in a file, each as its text; of the member ``long``, a list, each entry.

    Raises ``BrokenError`` where it comes to what is none.
    """
    source = _Source(file)
    source.take("{")
    more = source.peek() != "}"
    while more:
        name = source.name()
        source.take(":")
        if name == long:
            yield Piece(name, None, source.line(), "")
            yield from _entries(source, name)
        else:
            line, text = source.value()
            yield Piece(name, None, line, text)
        more = source.goes_on("}")
    source.take("}")
    if source.peek():
        raise source.broken()


def _entries(source: "_Source", name: str) -> Iterator[Piece]:
    source.take("[")
    place, more = 0, source.peek() != "]"
    while more:
        line, text = source.value()
        yield Piece(name, place, line, text)
        place += 1
        more = source.goes_on("]")
    source.take("]")


class _Source:
    """A window of the text that moves on with what was read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._line, self._counted = 1, 0  # a line, and the place in the window where that was counted

    def line(self, at: int | None = None) -> int:
        """The line of a place in the window; counted on from where it was asked for last."""
        at = self._at if at is None else at
        if at < self._counted:
            return self._line - self._text.count("\n", at, self._counted)
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def broken(self, at: int | None = None) -> BrokenError:
        """The fault at a place of the window."""
        return BrokenError(self.line(at))

    def _grow(self) -> bool:
        """Read as much again as there is; what went before falls away. False at the end, where nothing moves."""
        if len(self._text) - self._at > LONGEST_ENTRY:
            raise self.broken()
        try:
            read = self._file.read(max(CHUNK, len(self._text) - self._at))
        except UnicodeDecodeError as error:
            raise self.broken(len(self._text)) from error
        if read:
            self._line, self._counted = self.line(), 0
            self._text, self._at = self._text[self._at :] + read, 0
        return bool(read)

    def peek(self) -> str:
        """The next character that is no space; nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                return ""

    def take(self, sign: str) -> None:
        """Go beyond a sign."""
        if self.peek() != sign:
            raise self.broken()
        self._at += 1

    def goes_on(self, closing: str) -> bool:
        """Whether a comma comes, and not the end."""
        if self.peek() == closing:
            return False
        self.take(",")
        return True

    def value(self) -> tuple[int, str]:
        """The line and the text of the next value."""
        self.peek()
        while True:
            try:
                _, end = _SCAN.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._grow():
                    raise self.broken(error.pos) from error
                continue
            except RecursionError as error:
                raise self.broken() from error
            if end < len(self._text) or not self._grow():  # a number at the edge may go on
                break
        line, text = self.line(), self._text[self._at : end]
        self._at = end
        return line, text

    def name(self) -> str:
        """The name of a member."""
        if self.peek() != '"':
            raise self.broken()
        _, text = self.value()
        found: str = json.loads(text)
        return found
