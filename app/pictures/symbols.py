"""Formulas within a picture: the LaTeX of symbols and numbers as runs of text with superscripts and subscripts.

SVG text knows no MathML. What the notations of the engine can write is little enough to be read here: letters, Greek,
accents, scripts, fractions (written with a stroke) and a few signs; anything else raises, and a test reads them all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

SCRIPT = 0.8  # size of a script against its letter: small letters have larger ones in print
OVERHANG = 0.12  # of an italic f into what stands above its right side
RAISED, LOWERED = 0.42, -0.22  # how far a script stands from the line, in sizes of the letter

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "omicron", "pi", "rho", "finalsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_SIGNS = {
    "partial": "∂",
    "sum": "∑",
    "prod": "∏",
    "lVert": "‖",
    "rVert": "‖",
    "ell": "ℓ",
    "rightarrow": "→",
    "leftarrow": "←",
    "top": "⊤",
    "dots": "…",
    "infty": "∞",
    "odot": "⊙",
    "cdot": "·",
    "times": "×",
    "approx": "≈",
    ",": "",
    "left": "",
    "right": "",
    " ": " ",
    **{character: character for character in "#$%&_{}"},
    "textbackslash": "\\",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "varepsilon": "𝜀",
    "ln": "ln ",
    "cos": "cos",
    "tanh": "tanh",
    **{name: chr(0x1D6FC + k) for k, name in enumerate(_GREEK)},
}
_ACCENTS = {"tilde": "˜", "hat": "ˆ", "overrightarrow": "→", "overleftarrow": "←"}
_SCRIPTS = {"^", "_"}
_UPRIGHT = {"mathrm", "operatorname", "text"}
_WORD = "word"  # no LaTeX: words of a label, set as those around the picture
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}^_]|\s+|.")

# Advance widths of the math font, in hundredths of the size; everything else is taken for wide.
_WIDTHS = {
    21: "|∣",
    25: " ,.:;",
    28: "𝑓𝑖𝑗𝑙·𝜄!",
    33: "ˆ˜𝑡𝐼𝐽′ifltjI-f",
    38: "‖ℓ",
    40: "𝑒𝑟𝑠𝑐s()[]rc",
    44: "𝑎𝑏𝑘𝑜𝑧𝜀𝑞?𝛾",
    50: "0123456789𝑑𝑔𝑝𝑣𝑥𝑦ℎ/𝛿𝜈ae𝜃𝜆x",
    56: "𝑛𝑢𝐹𝐿𝑆∂𝜎𝜏bgkopvyFPnhquz",
    62: "𝐵𝐸𝑃𝑇𝜇BELSdTw×",
    68: "𝐶𝐾𝑅𝑌𝑍R",
    76: "𝐺𝐴𝑉𝑋+−=≈≤≥⊤ACGKVXYZ",
    80: "𝐷𝐻𝑁𝑂𝑄𝑈𝑚𝑤DHNOQUm⊙",
    96: "𝑊𝑀W∑M→←∞…",
    112: "∏",
}
_WIDTH = {character: width / 100 for width, characters in _WIDTHS.items() for character in characters}


class UnreadableSymbolError(ValueError):
    """LaTeX that a picture cannot write."""


@dataclass(frozen=True)
class Run:
    """A piece of text: ``size`` against the line's, ``shift`` upwards and ``move`` to the right, in the line's size."""

    text: str
    size: float = 1.0
    shift: float = 0.0
    move: float = 0.0
    over: bool = False
    word: bool = False

    @property
    def width(self) -> float:
        """Its advance in sizes of the line."""
        return self.move + self.size * sum(width_of(character) for character in self.text)


@dataclass(frozen=True)
class Tspan:
    """A run as SVG writes it: ``dx`` and ``dy`` against where the last one ended."""

    text: str
    small: bool
    over: bool
    word: bool
    dx: float
    dy: float


@dataclass(frozen=True)
class Text:
    """A line of runs; ``rest`` is what it reaches beyond the last, where two scripts stand one over the other."""

    runs: tuple[Run, ...]
    rest: float = 0.0

    @property
    def width(self) -> float:
        """Its advance in sizes of the line."""
        return sum(run.width for run in self.runs) + self.rest

    def tspans(self, size: float) -> Iterator[Tspan]:
        """The runs with their offsets in units of the picture."""
        at = 0.0
        for run in self.runs:
            dx, dy = round(run.move * size, 1), round((at - run.shift) * size, 1)
            yield Tspan(run.text, run.size < 1, run.over, run.word, dx, dy)
            at = run.shift

    @property
    def plain(self) -> str:
        """The text without its scripts' places."""
        return "".join(run.text for run in self.runs)

    @property
    def has_words(self) -> bool:
        """Whether words of a label stand in it."""
        return any(run.word for run in self.runs)

    @property
    def said(self) -> str:
        """The text as it is said: in plain letters, each script after a space."""
        return normalize("NFKC", "".join(" " * (run.shift in {RAISED, LOWERED}) + run.text for run in self.runs))


def width_of(character: str) -> float:
    """The advance of a character in sizes; Japanese is full width."""
    return _WIDTH.get(character, 1.0 if ord(character) > 0x2E80 and ord(character) < 0x1D400 else 0.6)


def _italic(letter: str) -> str:
    if letter == "h":
        return "ℎ"
    first, letter_a = (0x1D434, "A") if letter.isupper() else (0x1D44E, "a")
    return chr(first + ord(letter) - ord(letter_a))


class _Reader:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.pieces: list[str] = _TOKEN.findall(latex)

    def _take(self) -> str:
        if not self.pieces:
            raise UnreadableSymbolError(self.latex)
        return self.pieces.pop(0)

    def _group(self, upright: bool) -> list[Run]:
        """What a brace or a single piece holds."""
        piece = self._take()
        if piece != "{":
            self.pieces.insert(0, piece)
            return self._one(upright)
        runs: list[Run] = []
        while self.pieces and self.pieces[0] != "}":
            runs += self._with_scripts(upright)
        self._take()
        return runs

    def _with_scripts(self, upright: bool) -> list[Run]:
        """The next piece; of two scripts in a row, one above and one below, the second stands over the first."""
        sign = self.pieces[0]
        runs = self._one(upright)
        if sign in _SCRIPTS and self.pieces and self.pieces[0] in _SCRIPTS - {sign}:
            other = self._one(upright)
            back = sum(run.width for run in runs)
            rest = back - sum(run.width for run in other)
            runs = [*runs, replace(other[0], move=other[0].move - back), *other[1:]]
            runs += [Run("", move=rest)] if rest > 0 else []
        return runs

    def _one(self, upright: bool) -> list[Run]:
        piece = self._take()
        if piece in _SCRIPTS:
            shift = RAISED if piece == "^" else LOWERED
            return [replace(run, size=run.size * SCRIPT, shift=shift) for run in self._group(upright)]
        if piece == "{":
            self.pieces.insert(0, piece)
            return self._group(upright)
        if piece.startswith("\\"):
            return self._command(piece[1:], upright)
        if piece.isspace():
            return [Run(" ")] if upright else []
        if piece == "'":
            return [Run("′")]
        if piece == "-":
            return [Run("−")]
        return [Run(_italic(piece) if piece.isascii() and piece.isalpha() and not upright else piece)]

    def _command(self, name: str, upright: bool) -> list[Run]:
        if name in _UPRIGHT:
            return [*self._group(True), *([Run(" ")] if name == "operatorname" else [])]
        if name == _WORD:
            return [replace(run, word=True) for run in self._group(True)]
        if name == "frac":
            above, below = self._group(upright), self._group(upright)
            product = sum(run.text.count("(") for run in below) > 1  # P(x) P(y): a stroke alone would misread
            return [*above, Run("/"), *([Run("("), *below, Run(")")] if product else below)]
        if name == "overline":
            return [replace(run, over=True) for run in self._group(upright)]
        if name in _ACCENTS:
            base, mark = self._group(upright), _ACCENTS[name]
            width, own = sum(run.width for run in base), width_of(mark)
            pad = max(0.0, own - width) / 2 if mark in "→←" else 0.0  # an arrow is seen by its head: it keeps its size
            accent = Run(mark, shift=0.58 if pad else 0.05, move=-(width + own) / 2)
            return [replace(base[0], move=base[0].move + pad), *base[1:], accent, Run("", move=(width - own) / 2 + pad)]
        if name in _SIGNS:
            return [Run(_SIGNS[name])] if _SIGNS[name] else []
        raise UnreadableSymbolError(f"{self.latex}: {name}")

    def read(self) -> list[Run]:
        runs: list[Run] = []
        while self.pieces:
            runs += self._with_scripts(False)
        return runs


@lru_cache(maxsize=1024)
def text(latex: str) -> Text:
    """A symbol or a number as runs; raises ``UnreadableSymbolError`` for LaTeX beyond the notations of the engine."""
    joined: list[Run] = []
    move = 0.0
    for read in _Reader(latex).read():
        run = replace(read, move=read.move + move)
        move = 0.0
        last = joined[-1] if joined else None
        if last is not None and last.text.endswith("𝑓") and run.shift > 0:
            run = replace(run, move=OVERHANG)
        if not run.text:  # it only moves: what it moves goes to the run behind it
            move = run.move
        elif last is not None and not run.move and _alike(last, run):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    return Text(tuple(joined), move)


def _alike(one: Run, other: Run) -> bool:
    return (one.size, one.shift, one.over, one.word) == (other.size, other.shift, other.over, other.word)
