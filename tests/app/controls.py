"""The controls and named regions of a page, and what each is called: as a browser works it out, from the HTML alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "link", "meta", "br", "img", "hr"}
CONTROLS = {"a", "button", "input", "select", "textarea", "summary", "option"}


@dataclass
class Element:
    """An element with what it holds: text and elements in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = None

    def walk(self) -> Iterator["Element"]:
        """It and every element in it."""
        yield self
        for part in self.inside:
            if isinstance(part, Element):
                yield from part.walk()

    @property
    def shape(self) -> str:
        """What is drawn of it."""
        inside = "".join(part if isinstance(part, str) else part.shape for part in self.inside)
        return f"<{self.tag}>{inside}</{self.tag}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("html")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, parent=self.at)
        self.at.inside.append(made)
        if tag not in VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Element(tag, {name: value or "" for name, value in attrs}, parent=self.at))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


@dataclass(frozen=True)
class Control:
    """What can be used, or a named region: what it is, what it is called, and the formulas of its visible name."""

    kind: str
    name: str
    formulas: tuple[str, ...]
    unnamed: tuple[str, ...]  # formulas that have no part in the name


def _said(element: Element, labels: "Page") -> str:
    """What an element contributes to a name."""
    if element.attributes.get("aria-hidden") == "true" or "hidden" in element.attributes:
        return ""
    if "aria-label" in element.attributes:
        return element.attributes["aria-label"]
    if element.tag == "math":
        return ""  # browsers leave MathML out
    if element.tag == "svg":
        return " ".join(_said(found, labels) for found in element.walk() if found.tag == "title")
    if element.tag in {"input", "select", "textarea", "noscript", "script"}:
        return ""
    return "".join(part if isinstance(part, str) else _said(part, labels) for part in element.inside)


class Page:
    """A page read as a tree."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        self.every = list(builder.root.walk())
        self.ids = {element.attributes["id"]: element for element in self.every if "id" in element.attributes}

    def _naming(self, element: Element) -> list[Element]:
        """The elements whose text names another: those it points to, its label, its legend, or itself."""
        if "aria-labelledby" in element.attributes:
            return [self.ids[name] for name in element.attributes["aria-labelledby"].split()]
        if element.tag in {"input", "select", "textarea"}:
            own = element.attributes.get("id")
            found = [
                label for label in self.every if label.tag == "label" and own and label.attributes.get("for") == own
            ]
            at = element.parent
            while at is not None and not found:
                found = [at] if at.tag == "label" else []
                at = at.parent
            return found
        if element.tag == "fieldset":
            return [part for part in element.inside if isinstance(part, Element) and part.tag == "legend"]
        return [element]

    def controls(self) -> Iterator[Control]:
        """Every control, and every region that has a name of its own."""
        for element in self.every:
            region = element.tag == "fieldset" or element.attributes.get("role") in {"group", "region", "navigation"}
            if not region and element.tag not in CONTROLS:
                continue
            if element.tag == "input" and element.attributes.get("type") == "hidden":
                continue
            naming = [] if "aria-label" in element.attributes else self._naming(element)
            name = element.attributes.get("aria-label", " ".join(_said(part, self) for part in naming))
            if not name and "hidden" in element.attributes:
                continue  # a first button that only Enter presses
            formulas = [found for part in naming for found in part.walk() if found.tag == "math"]
            yield Control(
                element.tag,
                re.sub(r"\s+", " ", name).strip(),
                tuple(formula.shape for formula in formulas),
                tuple(formula.shape for formula in formulas if "aria-label" not in formula.attributes),
            )
