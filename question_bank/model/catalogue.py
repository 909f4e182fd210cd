"""Sentences that many families share: the conventions of a question, and the slips with a name of their own."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from engine.derivation import Run
from question_bank.model.bilingual import Bilingual
from question_bank.model.data import Known, gathered, remembered, shared_data
from question_bank.model.review import Parting, SlipFinding

_OWN = "question_bank/topics/<topic>/"  # or, where several topics share it, question_bank/model/


class SlipText(BaseModel):
    """A slip's short name, as counted in statistics, and the sentence that tells what went wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Bilingual
    sentence: Bilingual


class Part(BaseModel):
    """A part of such a sentence that is said where the answer takes one of the steps it ``serves``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    en: str
    serves: tuple[str, ...]


class Convention(BaseModel):
    """A sentence of the convention box.

    What the question does not need is left out of it: ``parts`` say which steps need which part.

    Each of its formulas is that of an engine step – ``steps`` names them, as ``lstm.C`` – or defines something:
    ``defines`` counts these. What a step says holds among the given values of every question that prints it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    en: str
    steps: tuple[str, ...] = ()
    defines: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def text(self) -> Bilingual:
        """The sentence."""
        return Bilingual(ja=self.ja, en=self.en)

    def needed(self, way: Collection[str] | None) -> Bilingual | None:
        """As much of the sentence as these steps need, ``module.symbol`` each; None where they need nothing of it."""
        served = [part for part in self.parts if way is None or not set(part.serves).isdisjoint(way)]
        if len(served) == len(self.parts):
            return self.text
        if not served:
            return None
        return Bilingual(ja="、".join(part.ja for part in served), en=", ".join(part.en for part in served))


@remembered
def slip_texts() -> Mapping[str, SlipText]:
    """Every named slip by id."""
    return Known(gathered("slips.toml", SlipText), "slip", f"{_OWN}slips.toml")


def told(slip: str, *sides: Parting) -> SlipFinding:
    """A named slip that is known to lie behind an answer, with what was written where that can be shown."""
    text = slip_texts()[slip]
    return SlipFinding(
        kind="named",
        slips=(slip,),
        name=text.name,
        names=(text.name,),
        sentence=text.sentence,
        partings=sides,
        value="",
        certain=True,
    )


@cache
def rewriting_texts() -> Mapping[str, SlipText]:
    """What is said of each kind of rewrite that no family names."""
    return TypeAdapter(dict[str, SlipText]).validate_python(shared_data("feedback", "rewrites.toml"))


@remembered
def check_texts() -> Mapping[str, Bilingual]:
    """What is said of the check of a gradient, by name."""
    return Known(gathered("checks.toml", Bilingual), "sentence of a gradient check", f"{_OWN}checks.toml")


@remembered
def convention_sentences() -> Mapping[str, Convention]:
    """Every sentence of convention boxes by name."""
    return Known(gathered("conventions.toml", Convention), "convention", f"{_OWN}conventions.toml")


def convention_names(run: Run | None, others: Iterable[str]) -> tuple[str, ...]:
    """The names of the sentences of a box: of what the run received, then the others."""
    names = []
    if run is not None:
        module = run.module
        exact = {argument: f"{module}.{argument}.{str(value).lower()}" for argument, value in run.conventions.items()}
        known = convention_sentences()
        names = [name if name in known else f"{module}.{argument}" for argument, name in exact.items()]
    return (*names, *others)


def convention_box(run: Run | None, others: Iterable[str], way: Collection[str] | None = None) -> tuple[Bilingual, ...]:
    """The sentences of a question's convention box: what the run received, then the others.

    Of each there is as much as the steps on the ``way`` to the answer need; where none is named, all of it.
    Each keyword argument of the run is looked up as ``module.argument.value``, so the box cannot disagree with the
    key; ``module.argument`` alone is a sentence with a place for the value. Raises ``KeyError`` for one without text.
    """
    box: list[Convention] = []
    if run is not None:
        module = run.module
        box = [_of_argument(module, argument, value) for argument, value in run.conventions.items()]
    said = (convention.needed(way) for convention in (*box, *(convention_sentences()[name] for name in others)))
    return tuple(text for text in said if text is not None)


def convention_text(module: str, argument: str, value: Any) -> Bilingual:
    """The sentence of one argument of an engine module's functions; raises ``KeyError`` where it has none."""
    return _of_argument(module, argument, value).text


def _of_argument(module: str, argument: str, value: Any) -> Convention:
    sentences = convention_sentences()
    exact = sentences.get(f"{module}.{argument}.{str(value).lower()}")
    if exact is not None:
        return exact
    general = sentences[f"{module}.{argument}"]
    text = _with_value(general.text, value)
    return general.model_copy(update={"ja": text.ja, "en": text.en})


def _with_value(text: Bilingual, value: Any) -> Bilingual:
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return Bilingual(ja=text.ja.replace("[[value]]", shown), en=text.en.replace("[[value]]", shown))
