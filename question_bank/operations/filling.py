"""Random values for an operation: the same seed gives the same values everywhere."""

from typing import Any

from question_bank.bleu.sentences import candidate, reference
from question_bank.draw import Draw
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import Field, Literals, Values
from question_bank.operations.operation import Operation, Sizes


def random_values(operation: Operation, conventions: Literals, seed: int) -> Values:
    """Values of the shapes of the example, drawn from few digits each."""
    literal, draw, sizes = operation.filled(conventions), Draw(seed), example_sizes(operation)
    return {f.name: _drawn(f, draw, sizes, literal, operation.example[f.name]) for f in operation.fields}


def example_sizes(operation: Operation) -> Sizes:
    """The length of each letter in the example."""
    sizes: Sizes = {}
    for f in operation.fields:
        value = operation.example[f.name]
        value = value.split() if f.kind == "tokens" else value
        for axis in f.axes:
            letter, _, more = axis.partition("+")
            if letter != "*":
                sizes[letter] = len(value) - int(more or 0)
            value = value[0]
    return sizes


def _drawn(f: Field, draw: Draw, sizes: Sizes, conventions: Literals, example: Any) -> Any:
    domain = f.domain_of(conventions)
    lattice = DOMAINS[domain].lattice
    if f.kind == "tokens" and f.axes:
        return example
    if f.kind in {"tokens", "sentences", "references"}:
        return _sentences(f, draw)
    if f.kind == "integer":
        high = sizes[f.high] if isinstance(f.high, str) else min(f.high, 3)
        return draw.integer(f.name, f.low, high)
    if f.kind == "integers":
        return sorted(draw.shuffled(f.name, range(1, sizes[str(f.high)] + 1))[: len(example)])
    if f.kind == "ragged":
        return [draw.array(f"{f.name}{k}", (len(row),), lattice) for k, row in enumerate(example, 1)]
    shape = tuple(sizes[axis.partition("+")[0]] + int(axis.partition("+")[2] or 0) for axis in f.axes)
    if domain == "mask":
        padding = draw.integer(f.name, 0, shape[0] // 2)
        return [1.0] * (shape[0] - padding) + [0.0] * padding
    if domain == "distribution":
        return _distribution(f.name, draw, shape)
    if domain == "one-hot":
        picks = [draw.integer(f.name, 0, shape[1] - 1, t) for t in range(shape[0])]
        return [[float(k == pick) for k in range(shape[1])] for pick in picks]
    return draw.array(f.name, shape, lattice)


def _distribution(name: str, draw: Draw, shape: tuple[int, ...]) -> Any:
    """Twentieths that sum to 1."""
    if len(shape) == 2:
        return [_distribution(f"{name}{row}", draw, shape[1:]) for row in range(shape[0])]
    cuts = sorted(draw.shuffled(name, range(1, 20))[: shape[0] - 1])
    return [(high - low) / 20 for low, high in zip([0, *cuts], [*cuts, 20], strict=True)]


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
