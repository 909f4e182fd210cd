"""A beam search as a tree: every continuation that was weighed, and which were kept."""

from collections.abc import Sequence

from engine.derivation import Step
from engine.derivation.digits import ON_PAPER, Digits
from engine.seq2seq import Search
from question_bank.pictures.graphs import GraphPicture, Vertex, Wire
from question_bank.pictures.shown import Shown

# Characters that mean something in LaTeX, as text.
_SPECIAL = {character: f"\\{character}" for character in "#$%&_{}"}
_SPECIAL |= {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


def search_tree(steps: Sequence[Step], digits: Digits = ON_PAPER) -> GraphPicture | None:
    """The tree of the searches among ``steps``; kept prefixes count as steps, the others stand without a frame."""
    searches = [step.evidence for step in steps if isinstance(step.evidence, Search)]
    if not searches:
        return None
    vertices = [_vertex((), Shown((("1",),), 0), True, 0, False)]
    wires = []
    for row, search in enumerate(searches, start=1):
        kept = [tokens for tokens, _ in search.kept]
        best = kept[0] if search is searches[-1] else None
        for tokens, probability in search.candidates:
            printed = Shown(((digits.result(probability),),), 0, digits.relation(probability))
            vertices.append(_vertex(tokens, printed, tokens in kept, row, tokens == best))
            wires.append(Wire(_id(tokens[:-1]), _id(tokens), (), gradient=False))
    return GraphPicture(tuple(vertices), tuple(wires), (), {})


def _word(token: str) -> str:
    """LaTeX of a word, whatever characters are in it."""
    return rf"\text{{{''.join(_SPECIAL.get(character, character) for character in token)}}}"


def _words(tokens: tuple[str, ...]) -> str:
    """LaTeX of a beginning of a sentence, BOS for none."""
    return r"\ ".join(map(_word, tokens)) or r"\text{BOS}"


def _id(tokens: tuple[str, ...]) -> str:
    return " ".join(("beam", *tokens))  # a word may hold anything but a space


def _vertex(tokens: tuple[str, ...], probability: Shown, kept: bool, row: int, best: bool) -> Vertex:
    symbol = _word(tokens[-1]) if tokens else r"\text{BOS}"
    return Vertex(
        id=_id(tokens),
        symbol=symbol,
        column=None,
        row=row,
        step=0,
        gradient=False,
        asked=best,
        value=probability,
        noted=(),
        uses=(_words(tokens[:-1]),) if tokens else (),
        framed=kept,
        whole=_words(tokens),
    )
