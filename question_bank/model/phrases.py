"""What a step of a run does, in a few words: written once, with the engine function, in its module's ``NOTATION``."""

from collections.abc import Mapping

from engine.derivation import Run
from question_bank.model.bilingual import Bilingual, Language

LONGEST: Mapping[Language, int] = {"ja": 24, "en": 60}  # signs of a phrase, which is a heading on a phone


def phrase(run: Run, symbol: str) -> Bilingual:
    """The phrase of a step; raises ``LookupError`` where there is none."""
    if symbol not in run.notation.phrases:
        raise LookupError(
            f"{written_in(run)}: the step {symbol!r} of {run.function.__name__} has no phrase that says what is done:"
            f' add "{symbol}": ("〜を求める", "Find …") to the phrases of its NOTATION, at most {LONGEST["ja"]} and'
            f" {LONGEST['en']} signs"
        )
    ja, en = run.notation.phrases[symbol]
    return Bilingual(ja=ja, en=en)


def written_in(run: Run) -> str:
    """The file of the engine function, where its phrases stand."""
    return f"{run.function.__module__.replace('.', '/')}.py"
