"""The pairs of words that a window makes, as a table and in plain Python."""

from collections import Counter

from engine.derivation import Step
from engine.derivation.digits import Digits
from engine.derivation.numpy_code import Counted, literal
from engine.word2vec import Pairs
from question_bank.feedback.evidence import Inputs, Told, tables
from question_bank.model.bilingual import Bilingual


def _pairs(pairs: Pairs, digits: Digits) -> Bilingual:
    rows = [[number, words] for number, words in sorted(Counter(pairs.counts).items())]
    return tables(["1 語あたりの組", "その単語の数"], ["pairs of a word", "such words"], rows)


def _counted(step: Step, inputs: Inputs) -> Counted:
    given = {name: literal(inputs[name]) for name in ("length", "window")}
    return Counted((), given, "sum(min(i - 1, window) + min(length - i, window) for i in range(1, length + 1))")


EVIDENCE = {Pairs: Told(_pairs, _counted)}
