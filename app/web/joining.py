"""The style sheets as one file and the modules of script as another, so that a first visit asks for two and not twenty.

What no question needs is apart, so that a question is light: the sheets of the pages outside a quiz, the script of the
lab, of an exam, and of the calculator, which is fetched when it is opened. Each file is joined when it is first asked
for and has the digest of its content in its name. The sources stay modules that a browser could run as they are;
nothing is built. Notes of the source, its indentation, and in sheets the spaces that mean nothing are left out.

The math font is a style sheet of its own, which holds it whole: a browser draws nothing before its sheets are there, so
that no formula changes its size under the reader's eye (docs/performance.md).
"""

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from app.settings import ROOT

SOURCES = ROOT / "static"
FOLDER = "joined"
FIRST = "base.css"  # names the layers that the others fill
ENTRY = "edrill.js"
APART = ("calculator.js", "exam.js", "lab.js")
_IMPORT = re.compile(r'^import \{([\w,\s]+)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_NOTE = {"css": re.compile(r"/\*.*?\*/", re.DOTALL), "js": re.compile(r"^\s*//.*$", re.MULTILINE)}
_BREAK = re.compile(r"\s*\n\s*")
_TEXT = re.compile(r'("[^"]*")')
_ROOM = re.compile(r"\s*([{};,])\s*|(?<=[\w-]:) ")  # what a reader of style sheets has round the signs
FONT = SOURCES / "vendor" / "edrill-math" / "edrill-math.woff2"


def _bare(source: str, kind: str) -> str:
    """A source without its notes, blank lines and indentation."""
    return _BREAK.sub("\n", _NOTE[kind].sub("", source)).lstrip()


def _dense(sheet: str) -> str:
    """A sheet without the spaces that mean nothing; its texts are left alone."""
    parts = _TEXT.split(sheet)
    return "".join(part if k % 2 else _ROOM.sub(r"\1", part) for k, part in enumerate(parts)).replace(";}", "}\n")


def joined_styles(folder: Path = SOURCES / "css") -> str:
    """Every style sheet of a folder, ``base.css`` first: it orders the layers."""
    sheets = sorted(folder.glob("*.css"), key=lambda path: (path.name != FIRST, path.name))
    return "".join(_dense(_bare(path.read_text(encoding="utf-8"), "css")) for path in sheets)


def font_sheet(font: Path = FONT) -> str:
    """The math font as a style sheet."""
    encoded = base64.b64encode(font.read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{encoded}") format("woff2")'
    return f'@font-face {{ font-family: "edrill math"; src: {source}; }}\n'


def joined_script(folder: Path = SOURCES / "js", entry: str = ENTRY) -> str:
    """The entry with all that it imports, each module in a scope of its own, which returns what it exports.

    What the entry itself exports, the whole exports.

    Raises ``ValueError`` for an import or export of another form than the modules use, for two exports of one name,
    for modules that import each other, and for a text in backquotes that goes over several lines.
    """
    parts: dict[str, str] = {}
    owners: dict[str, str] = {}
    open_: list[str] = []

    def add(name: str) -> None:
        if name in parts:
            return
        if name in open_:
            raise ValueError(f"{' imports '.join([*open_, name])}: modules must not import each other in a circle")
        open_.append(name)
        source = _bare((folder / name).read_text(encoding="utf-8"), "js")
        if any(line.count("`") % 2 for line in source.splitlines()):
            raise ValueError(f"{name}: a text over several lines would lose its indentation")
        for _, imported in _IMPORT.findall(source):
            add(imported)
        exported = [found[1] for found in _EXPORT.findall(source)]
        for one in exported:
            if owners.setdefault(one, name) != name:
                raise ValueError(f"{one} is exported by {owners[one]} and by {name}")
        body = _EXPORT.sub(r"\1 \2", _IMPORT.sub("", source))
        if left := _LEFT.search(body):
            raise ValueError(f"{name}: {left[0]!r} is of a form that is not joined")
        names = ", ".join(exported)
        scoped = f"const {{ {names} }} = (() => {{\n{body}return {{ {names} }};\n}})();\n"
        onward = f"export {{ {names} }};\n" if exported else ""
        parts[name] = f"{body}{onward}" if name == entry else scoped
        open_.remove(name)

    add(entry)
    return "".join(parts.values())


_MADE: Mapping[str, Callable[[], str]] = {
    "edrill.css": joined_styles,
    "site.css": partial(joined_styles, SOURCES / "css" / "site"),
    "edrill.js": joined_script,
    **{entry: partial(joined_script, entry=entry) for entry in APART},
    "math.css": font_sheet,
}


@cache
def joined(name: str) -> tuple[str, bytes]:
    """The path below ``/static`` of a joined file, which names its content, and the content."""
    content = _MADE[name]().encode()
    stem, ending = name.rsplit(".", 1)
    return f"{FOLDER}/{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content


@cache
def zipped(name: str) -> bytes:
    """A joined file as it is sent: compressed once, as small as can be."""
    return gzip.compress(joined(name)[1], mtime=0)


def is_joined(name: str) -> bool:
    """Whether a name is that of a joined file."""
    return name in _MADE


def joined_at(path: str) -> tuple[str, bytes, bool] | None:
    """What is joined at a path: the name, the content, and whether the path names this very content.

    A page that was kept since before an update asks for the content of then, and gets that of today.
    """
    found = re.fullmatch(rf"{FOLDER}/(\w+)\.[0-9a-f]{{8}}\.(\w+)", path)
    name = f"{found[1]}.{found[2]}" if found else ""
    if not is_joined(name):
        return None
    current, content = joined(name)
    return name, content, path == current
