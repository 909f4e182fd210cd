"""Ways to count wrongly: each reads the evidence of a counted step."""

import numpy as np

from engine.bleu import Lengths, Match
from engine.derivation import Array


def unclipped(match: Match) -> Array:
    """Every n-gram that occurs in a reference counts as often as in the candidate."""
    return np.asarray(
        float(
            sum(
                count
                for candidate, references in zip(match.candidates, match.references, strict=True)
                for gram, count in candidate.items()
                if any(reference[gram] for reference in references)
            )
        )
    )


def once_each(match: Match) -> Array:
    """Each n-gram that occurs in a reference counts once."""
    return np.asarray(float(sum(sum(count > 0 for count in counts.values()) for counts in match.clipped())))


def over_sum_of_references(match: Match) -> Array:
    """Clipped by the sum of the counts in all references."""
    return np.asarray(
        float(
            sum(
                min(count, sum(reference[gram] for reference in references))
                for candidate, references in zip(match.candidates, match.references, strict=True)
                for gram, count in candidate.items()
            )
        )
    )


def first_reference(match: Match) -> Array:
    """Clipped by the first reference alone."""
    return _by_one_reference(match, 0)


def last_reference(match: Match) -> Array:
    """Clipped by the last reference alone."""
    return _by_one_reference(match, -1)


def _by_one_reference(match: Match, which: int) -> Array:
    return np.asarray(
        float(
            sum(
                min(count, references[which][gram])
                for candidate, references in zip(match.candidates, match.references, strict=True)
                for gram, count in candidate.items()
            )
        )
    )


def number_of_words(match: Match) -> Array:
    """The length of the candidates instead of their number of n-grams."""
    orders = {len(gram) for candidate in match.candidates for gram in candidate}
    return np.asarray(float(sum(candidate.total() + max(orders) - 1 for candidate in match.candidates)))


def of_first_reference(match: Match) -> Array:
    """The n-grams of the first reference instead of the candidate's."""
    return np.asarray(float(sum(references[0].total() for references in match.references)))


def longest(lengths: Lengths) -> Array:
    """R is the longest reference."""
    return np.asarray(float(sum(map(max, lengths.references))))


def shortest(lengths: Lengths) -> Array:
    """R is the shortest reference."""
    return np.asarray(float(sum(map(min, lengths.references))))


def mean(lengths: Lengths) -> Array:
    """R is the mean length of the references."""
    return np.asarray(float(sum(sum(each) / len(each) for each in lengths.references)))
