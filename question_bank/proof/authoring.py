"""What the author of a family forgot or misspelt, found before anything is drawn at a seed.

Of each: what is missing or wrong, in which file, and what there is to choose from. What depends on the kind of problem
is asked of its room.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.kinds.issuing import problem_texts
from question_bank.kinds.registry import kind_of
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.model.catalogue import slip_texts
from question_bank.model.data import topic_folder
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import Form
from question_bank.model.problem import Problem
from question_bank.model.texts import source
from question_bank.model.topics import every_point, points
from question_bank.proof.failures import raised, shown_file
from question_bank.proof.wording import source_problems

LONGEST: Mapping[Language, int] = {"ja": 24, "en": 48}  # name of a slip
FIRST = 3  # draws of each level and form that are looked at in any case
PLAIN = (str, int, float, bool, type(None))


def file_of(family: Family) -> str:
    """The module that says what a family asks."""
    code = getattr(family.problem, "__code__", None)
    return f"question_bank/topics/{family.topic}" if code is None else shown_file(code.co_filename)


def author_problems(family: Family) -> list[str]:
    """All of these."""
    found: list[str] = []
    for check in (_points, _sources, _drawn, _asked):
        try:
            for said in check(family):
                found.append(said)  # what was found before an error is kept
        except Exception as error:
            found.append(raised(error, family.topic))
    return list(dict.fromkeys(found))


def _points(family: Family) -> Iterator[str]:
    """What a family covers is among the points of the topics, and something."""
    known = points(family.topic)
    if known and not family.points:
        file = f"question_bank/topics/{family.topic.replace('-', '_')}/points.toml"
        yield f"{file_of(family)}, points: none is named; {file} has {', '.join(known)}"
    for point in family.points:
        try:
            every_point()[point]
        except KeyError as error:
            yield f"{file_of(family)}, points: {raised(error, family.topic)}"


def _sources(family: Family) -> Iterator[str]:
    for language in LANGUAGES:
        file = shown_file(topic_folder(family.topic) / f"{family.name}.{language}.md")
        yield from (f"{file}{said}" for said in source_problems(source(family.topic, family.name, language)))


def _drawn(family: Family) -> Iterator[str]:
    """Parameters are stored as JSON: what is none is told with the way to it."""
    for level in sorted({level for level, _ in family.asks}):
        drawn = family.draw(Draw(family.id, 0), level)
        for name, value in _foreign(drawn, ""):
            yield (
                f"{file_of(family)}, draw at level {level}: {name} is a {type(value).__module__}.{type(value).__name__}"
                " and parameters are JSON, numbers, texts, lists and mappings with texts as keys: array.tolist(),"
                " float(number), list(pair); array() and sequence() of model/inputs.py belong in problem"
            )


def _foreign(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                yield f"the key {key!r} of {name or 'the parameters'}", key
            yield from _foreign(inner, f"{name}[{key!r}]" if name else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _foreign(inner, f"{name}[{place}]")
    elif type(value) not in PLAIN:
        yield name or "what is returned", value


def _asked(family: Family) -> Iterator[str]:
    """Slips without a sentence, essential ones that the problem does not name, and what its kind finds."""
    first = list(_problems(family, range(FIRST)))
    kind = kind_of(first[0][2])
    for slip in dict.fromkeys(slip for _, _, problem in first for slip in kind.named(problem)):
        try:
            yield from _name_problems(slip, family.topic)
        except KeyError as error:
            yield f"{file_of(family)}, slips: {raised(error, family.topic)}"
    for _, _, problem in first:
        yield from kind.misnamed(problem)
    more = (problem for _, _, problem in _problems(family, range(FIRST, kind.samples)))
    yield from kind.mistaken([problem for _, _, problem in first], more)
    for level, form, problem in first[::FIRST]:
        problem_texts(family, level, problem, form)


def _name_problems(slip: str, topic: str) -> Iterator[str]:
    """The name of a slip is no other's, and fits into a table. Raises ``KeyError`` for one without texts."""
    place = f"question_bank/topics/{topic.replace('-', '_')}/slips.toml (or question_bank/model), [{slip}] name"
    for language, most in LONGEST.items():
        names = {other: text.name.in_language(language) for other, text in slip_texts().items()}
        own = slip_texts()[slip].name.in_language(language)
        same = [other for other, text in names.items() if other != slip and plain_name(text) == plain_name(own)]
        if same:
            yield f"{place}.{language}: {own!r} is the name of {', '.join(same)} too"
        if len(own) > most:
            yield f"{place}.{language}: {own!r} has {len(own)} signs, at most {most} fit into a table"


def plain_name(name: str) -> str:
    """A name without what one does not hear."""
    return re.sub(r"\W", "", name).casefold()


def _problems(family: Family, seeds: range) -> Iterator[tuple[int, Form, Problem]]:
    for level, form in family.asks:
        for seed in seeds:
            yield level, form, family.ask(family.draw(Draw(family.id, seed), level), form)
