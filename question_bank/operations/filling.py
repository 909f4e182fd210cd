"""Random values for an operation: the same seed gives the same values everywhere."""

from typing import Any

from question_bank.model.draw import Draw
from question_bank.model.sentences import candidate, reference
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import (
    LARGEST,
    MOST_IN_ROW,
    MOST_SENTENCES,
    MOST_TOKENS,
    Field,
    Literals,
    Values,
    most,
)
from question_bank.operations.operation import Operation, Sizes


def random_values(operation: Operation, conventions: Literals, seed: int, sizes: Sizes | None = None) -> Values:
    """Values drawn from few digits each, of the shapes of the example or of other sizes."""
    literal = operation.filled(conventions)
    known = sizes_of(operation, operation.example, literal) | (sizes or {})
    drawn = {f.name: drawn_value(operation, f, seed, literal, known) for f in operation.applying(literal)}
    for part, whole in operation.within:
        drawn[part] = min(drawn[part], drawn[whole])
    return drawn


def example_values(operation: Operation, conventions: Literals) -> Values:
    """The example; where a convention asks for another domain, values of that domain instead."""
    literal = operation.filled(conventions)
    sizes = sizes_of(operation, operation.example, literal)
    return {
        f.name: operation.example[f.name]
        if f.domain_of(literal) == f.domain
        else drawn_value(operation, f, 1, literal, sizes)
        for f in operation.applying(literal)
    }


def size_letters(operation: Operation) -> tuple[str, ...]:
    """The letters whose length one may choose for random values."""
    axes = (axis for f in operation.fields if f.kind in {"array", "tokens"} for axis in f.axes)
    return tuple(dict.fromkeys(axis.partition("+")[0] for axis in axes))


def sizes_of(operation: Operation, values: Values, conventions: Literals) -> Sizes:
    """The length of each letter in values that are there, under these conventions."""
    sizes, literal = Sizes(), operation.filled(conventions)
    for f in (f.under(literal) for f in operation.fields):
        value = values.get(f.name)
        value = value.split() if isinstance(value, str) else value
        for axis in f.axes:
            if not isinstance(value, list) or not value:
                break
            letter, _, more = axis.partition("+")
            if letter != "*":
                sizes.setdefault(letter, len(value) - int(more or 0))
            value = value[0]
    return sizes


def drawn_value(operation: Operation, f: Field, seed: int, conventions: Literals, sizes: Sizes) -> Any:
    """A random value of one field, under conventions that are filled in."""
    draw, example = Draw(operation.id, seed), operation.example[f.name]
    domain = f.domain_of(conventions)
    lattice = DOMAINS[domain].lattice
    if f.kind == "tokens" and f.axes:
        return " ".join(chr(ord("A") + k) if k < 26 else f"A{k}" for k in range(sizes[f.axes[0]]))
    if f.kind in {"tokens", "sentences", "references"}:
        return _sentences(f, draw)
    if f.kind == "integer":
        high = sizes[f.high] if isinstance(f.high, str) else min(f.high, 3)
        return draw.integer(f.name, f.low, high)
    if f.kind == "integers":
        return sorted(draw.shuffled(f.name, range(1, sizes[str(f.high)] + 1))[: len(example)])
    if f.kind == "ragged":
        return [draw.array(f"{f.name}{k}", (len(row),), lattice) for k, row in enumerate(example, 1)]
    parts = [axis.partition("+") for axis in f.axes]
    shape = tuple(sizes[letter] + int(more or 0) for letter, _, more in parts)
    if domain == "mask":
        padding = draw.integer(f.name, 0, shape[0] // 2)
        return [1.0] * (shape[0] - padding) + [0.0] * padding
    if domain == "distribution":
        return _distribution(f.name, draw, shape)
    if domain == "one-hot":
        picks = [draw.integer(f.name, 0, shape[1] - 1, t) for t in range(shape[0])]
        return [[float(k == pick) for k in range(shape[1])] for pick in picks]
    return draw.array(f.name, shape, lattice)


def largest_values(operation: Operation, conventions: Literals) -> Values:
    """Values of the largest size and length that the operation takes, single numbers and words at their limits."""
    literal = operation.filled(conventions)
    sizes = {letter: most(letter) for letter in size_letters(operation)}
    return {f.name: _largest(operation, f, literal, sizes) for f in operation.applying(literal)}


def _largest(operation: Operation, f: Field, conventions: Literals, sizes: Sizes) -> Any:
    sentences = [" ".join(f"w{(k * k + j) % 19}" for k in range(MOST_TOKENS)) for j in range(MOST_SENTENCES)]
    match f.kind:
        case "tokens" if not f.axes:
            return sentences[0]
        case "sentences":
            return sentences
        case "references":
            return [[sentence] for sentence in reversed(sentences)]
        case "ragged":
            return [[1.5] * MOST_IN_ROW] * most("K")
        case "integer":
            return sizes[f.high] if isinstance(f.high, str) else f.high
        case "integers":
            return list(range(1, most("K") + 1))
        case "array" if not f.axes:
            return float(DOMAINS[f.domain_of(conventions)].schema.get("maximum", LARGEST))
    return drawn_value(operation, f, 1, conventions, sizes)


def _distribution(name: str, draw: Draw, shape: tuple[int, ...]) -> Any:
    """Shares that sum to 1, twentieths where there are few."""
    if len(shape) == 2:
        return [_distribution(f"{name}{row}", draw, shape[1:]) for row in range(shape[0])]
    parts = 20 if shape[0] <= 10 else 100
    cuts = sorted(draw.shuffled(name, range(1, parts))[: shape[0] - 1])
    return [(high - low) / parts for low, high in zip([0, *cuts], [*cuts, parts], strict=True)]


def _sentences(f: Field, draw: Draw) -> Any:
    """Two references of one pattern, and candidates made from them by a translator's slips."""
    words = [reference(draw, f"sentence {k}") for k in (1, 2)]
    if f.kind == "tokens":
        return " ".join(candidate(draw, words[0], 2))
    if f.name == "candidates":
        return [" ".join(candidate(draw, sentence, k)) for k, sentence in enumerate(words, 1)]
    if f.kind == "references":
        return [[" ".join(sentence)] for sentence in words]
    return [" ".join(sentence) for sentence in words]
