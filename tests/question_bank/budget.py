"""How much the tests try: many draws of what changed since the last green commit, a few of the rest.

``tests/green`` names the last commit on which every test passed (``make green`` writes it). A family is made of its
topic's folder, its oracle, and the engine modules that the folder imports; of the core – the rest of the bank, the
engine's mechanism, the proof – every family is made. The seeds follow from the commit, so that each proves others;
without git history every family is drawn a few times.

The proof draws every family with each commit. All else that is done to one family after the other is done to what
changed, to the topic whose lines are measured (where they are), and to as many others as ``TRIED`` says, with each
commit others: the time that takes does not grow with the bank. What a browser measures, and what is fuzzed, is a sample
too; ``make all`` tries everything, ``make browser`` and ``make fuzz`` their part of it.
"""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Set
from functools import cache
from os import environ
from pathlib import Path
from random import Random
from typing import TypeVar

from question_bank.bank import Bank, load_bank

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
MANY, FEW = 50, 8
TRIED = 12  # families that did not change and are tried all the same, at least one of each topic
LOOKED_AT = 1  # families a topic that a browser looks at
WALKED = "rnn"  # the topic whose lines are measured where tests walk the bank
ALL = "EDRILL_TRY_ALL"  # in the environment: no samples
GREEN = ROOT / "tests" / "green"
SEED = "EDRILL_GATE_SEED"  # in the environment: the first seed, to run a failure again
SEEDS = 900_000  # below the distance between the seeds of one (level, form) and the next
# Of these every family is made; the topics, their oracles and the engine's modules are told apart.
CORE = (
    "question_bank/",
    "engine/derivation/",
    "tests/oracles/",
    "tests/question_bank/",
    "app/web/mathml.py",
    "requirements",
)
TOPICS = "question_bank/topics/"


@cache
def _bank() -> Bank:
    return load_bank()


def _git(*arguments: str) -> str | None:
    """What git says; None where it cannot say it."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@cache
def changed() -> frozenset[str] | None:
    """The files that differ from the last green commit, in the working tree too; None where that is not known."""
    green = GREEN.read_text(encoding="utf-8").strip() if GREEN.is_file() else ""
    known = _git("rev-parse", "--verify", "--quiet", f"{green}^{{commit}}") if green else None
    differing = None if known is None else _git("diff", "--name-only", known)
    new = None if differing is None else _git("ls-files", "--others", "--exclude-standard")
    return None if differing is None or new is None else frozenset([*differing.splitlines(), *new.splitlines()])


def _imported(path: Path) -> Iterator[str]:
    """The engine's modules that a module imports, as files."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            file = f"{name.replace('.', '/')}.py"
            if name.startswith("engine.") and (ROOT / file).is_file():
                yield file


@cache
def engine_files(topic: str) -> frozenset[str]:
    """The engine's modules that a topic is made of, directly or not."""
    found: set[str] = set()
    left = {file for path in (ROOT / TOPICS / topic.replace("-", "_")).glob("*.py") for file in _imported(path)}
    while left:
        file = left.pop()
        found.add(file)
        left |= set(_imported(ROOT / file)) - found
    return frozenset(found)


def touched(topic: str, files: Set[str]) -> bool:
    """Whether changes of these files are changes of what a topic's families are made of."""
    name = topic.replace("-", "_")
    own = (f"{TOPICS}{name}/", f"tests/oracles/{name}.py")
    others = tuple(
        part
        for other in _bank().topics.topics
        if other.id != topic
        for part in (f"{TOPICS}{other.id.replace('-', '_')}/", f"tests/oracles/{other.id.replace('-', '_')}.py")
    )
    return any(
        file.startswith(own) or file in engine_files(topic) or (file.startswith(CORE) and not file.startswith(others))
        for file in files
    )


@cache
def draws(topic: str) -> int:
    """How many seeds each level and form of the topic's families is drawn at."""
    files = changed()
    return FEW if files is None or not touched(topic, files) else MANY


@cache
def first_seed() -> int:
    """The first seed of the gate: of the environment, of the commit, or 0."""
    if SEED in environ:
        return int(environ[SEED])
    commit = _git("rev-parse", "HEAD")
    return 0 if commit is None else int(commit[:8], 16) % SEEDS


def everything() -> bool:
    """Whether nothing is sampled."""
    return environ.get(ALL, "") not in {"", "0"}


@cache
def tried() -> frozenset[str]:
    """The families that are tried one by one: all, or with each commit others."""
    return _tried({WALKED})


@cache
def sampled() -> frozenset[str]:
    """The same where no lines are measured: of the topic of which they are, only as much as of another one."""
    return _tried(set())


def _tried(walked: Set[str]) -> frozenset[str]:
    families = [card.id for card in _bank().families.values()]
    if everything():
        return frozenset(families)
    always = {card.id for card in _bank().families.values() if card.topic in walked or draws(card.topic) == MANY}
    others = [family for family in families if family not in always]
    Random(f"{first_seed()} tried").shuffle(others)
    firsts = {_bank().families[family].topic: family for family in others}
    spread = [*firsts.values(), *(family for family in others if family not in firsts.values())]
    return frozenset([*always, *spread[: max(TRIED, len(firsts))]])


def among(families: Iterable[str]) -> list[str]:
    """Those of several families that are tried where lines are measured; where none of them is, one."""
    return _among(list(families), tried())


def some(families: Iterable[str]) -> list[str]:
    """Those of several families that are tried where no lines are measured; where none of them is, one."""
    return _among(list(families), sampled())


def _among(every: list[str], chosen: Set[str]) -> list[str]:
    return [family for family in every if family in chosen] or [Random(f"{first_seed()}").choice(every)]


def runs_of(cases: Iterable[str], most: int) -> list[str]:
    """Those runs of engine functions, named by module and function, that are tried.

    All of a module that is called as no topic is, since their lines are measured, and of a topic that changed; of the
    others with each commit other ones.
    """
    topics = {topic.id for topic in _bank().topics.topics}
    every = list(cases)
    alike = [case for case in every if (topic := case.split(".")[0]) in topics and draws(topic) == FEW]
    chosen = set(portion(alike, most))
    return [case for case in every if case in chosen or case not in alike]


def looked_at(topic: str) -> list[str]:
    """The families of a topic that a browser looks at: all, or as many of those that are tried as it has time for."""
    families = some(card.id for card in _bank().families.values() if card.topic == topic)
    if everything() or draws(topic) == MANY:
        return families
    return sorted(Random(f"{first_seed()} {topic}").sample(families, min(LOOKED_AT, len(families))))


def portion(every: Iterable[T], most: int) -> list[T]:
    """All of several things that are alike, or as many of them as are tried with each commit."""
    things = list(every)
    if everything() or len(things) <= most:
        return things
    places = Random(f"{first_seed()} {len(things)}").sample(range(len(things)), most)
    return [things[place] for place in sorted(places)]


def examples(most: int, few: int) -> int:
    """How many examples are made up where something is fuzzed."""
    return most if everything() else few


def told() -> str:
    """What the gate draws, and how to draw the same again."""
    topics = [topic.id for topic in _bank().topics.topics]
    many = [topic for topic in topics if draws(topic) == MANY]
    said = "all topics" if len(many) == len(topics) else ", ".join(many) or "no topic"
    return f"gate: {MANY} draws of {said}, {FEW} of the others; {SEED}={first_seed()} draws the same again"
