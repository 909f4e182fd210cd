"""Begin a question family: ``python -m question_bank.new <topic>.<name>``.

Writes the family's module, its two texts and a stub of its oracle; all of them fail until they are filled. See
``docs/adding-a-question.md``.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from question_bank.model.data import topic_ids
from question_bank.model.texts import UNWRITTEN

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_FAMILY = '''\
"""{title}."""

from engine import {engine}
from engine.derivation import Run
from engine.derivation.slips import Slip
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """What is drawn at each level."""
    raise NotImplementedError("{file}: draw the parameters")


def problem(p: Parameters) -> Numeric:
    """What is asked of them."""
    raise NotImplementedError("{file}: run the engine, and name the slips")


FAMILY = Family(
    id="{id}",
    points=(),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
'''
_ORACLE = '''\
def {function}(instance: Instance) -> Answer:
    """{title}."""
    raise NotImplementedError("tests/oracles/{module}.py: the answer to {id}, without the engine")


'''
_ASKS = {"ja": "$[[ asked ]]$ を求めてください。", "en": " Find $[[ asked ]]$."}
_TEXTS = {
    language: f"# {{title}}\n{stem}{_ASKS[language]}\n\n[[ given ]]\n---\n{remark}\n"
    for language, (stem, remark) in UNWRITTEN.items()
}


class TakenError(ValueError):
    """There is no such topic, the name is none, or there is such a family already."""


def begin(name: str, root: Path = ROOT) -> list[Path]:
    """Write the skeleton of a family below a checkout; returns the files.

    Raises ``TakenError`` and changes nothing where it cannot.
    """
    topic, _, own = name.partition(".")
    if topic not in topic_ids():
        raise TakenError(f"no topic {topic!r}: there are {', '.join(topic_ids())}")
    if not _NAME.fullmatch(own):
        raise TakenError(f"{own!r} is no name of a family: small letters, digits and hyphens, as state-energy")
    module, function = topic.replace("-", "_"), own.replace("-", "_")
    folder = root / "question_bank" / "topics" / module
    files = [folder / f"{function}.py", *(folder / f"{own}.{language}.md" for language in _TEXTS)]
    if taken := [file for file in files if file.exists()]:
        raise TakenError(f"{taken[0].relative_to(root)} is there already")
    oracle = root / "tests" / "oracles" / f"{module}.py"
    answers = oracle.read_text(encoding="utf-8")
    if f'"{own}":' in answers or f"def {function}(" in answers:
        raise TakenError(f"{oracle.relative_to(root)} answers {own} already")
    title = own.replace("-", " ").capitalize()
    words = {"id": name, "title": title, "function": function, "module": module}
    family = _FAMILY.format(file=files[0].relative_to(root), engine=_engine(folder), **words)
    files[0].write_text(family, encoding="utf-8")
    for file, text in zip(files[1:], _TEXTS.values(), strict=True):
        file.write_text(text.format(title=title), encoding="utf-8")
    before, table, after = answers.partition("ORACLES: ")
    first, brace, rest = after.partition("{\n")
    oracle.write_text(
        f'{before.rstrip()}\n\n\n{_ORACLE.format(**words)}{table}{first}{brace}    "{own}": {function},\n{rest}',
        encoding="utf-8",
    )
    return [*files, oracle]


def _engine(folder: Path) -> str:
    """The engine's module that most families of a topic run."""
    sources = "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))
    imported = re.findall(r"^from engine import ([\w, ]+)$", sources, re.MULTILINE)
    names: list[str] = [name.strip() for line in imported for name in line.split(",")]
    return Counter(names).most_common(1)[0][0]


def main() -> int:
    """Begin the family that the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m question_bank.new", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", help="<topic>.<name>, as rnn.state-energy")
    try:
        files = begin(parser.parse_args().name)
    except TakenError as error:
        parser.error(str(error))
    for file in files:
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")
    sys.stdout.write("Next: docs/adding-a-question.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
