"""The worked example of ``docs/adding-a-question.md`` is followed to the letter, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from inspect import isfunction
from pathlib import Path
from typing import get_args

import pytest

from engine.derivation import slips
from engine.derivation.term import traceable
from question_bank.bank import Bank
from question_bank.kinds.registry import kind_of
from question_bank.model.catalogue import Convention
from question_bank.model.computed import Numeric
from question_bank.model.data import topic_ids
from question_bank.model.instance import Form, Rounding
from question_bank.model.texts import FUNCTIONS, TABLED
from question_bank.new import begin

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "adding-a-question.md").read_text(encoding="utf-8")
FAMILY = "rnn.state-energy"
MOST_FILES, MOST_LINES = 6, 100
_BLOCK = re.compile(r"`([\w./-]+\.(?:py|toml|md))`[^`]*?:\n\n```\w+\n(.*?)```", re.DOTALL)
_STUB = re.compile(r"def state_energy\(.*?\n\n\n", re.DOTALL)


def blocks() -> dict[str, str]:
    """What the page says to write, by file."""
    return dict(_BLOCK.findall(DOC))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the project's own, in the copy."""
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def listed(section: str) -> set[str]:
    """What stands in code in the first column of the table below a word in bold, or in all cells where it has two."""
    text = DOC.partition("## Reference")[2]
    table = next(part for part in re.split(r"\n\n(?=(?:A|What)[^\n]*\*\*)", text) if f"**{section}**" in part)
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)", row.split(" | ")[0])}


def test_the_tables_of_the_page_list_what_there_is(bank: Bank) -> None:
    assert listed("form") == set(get_args(Form))
    assert listed("`Numeric`") == {field.name for field in fields(Numeric)}
    instance = bank.issue("rnn.hidden-state", 2, "number", 1)
    problem = bank.family("rnn.hidden-state").ask(instance.parameters, "number")
    own = {"level", "form", "language", *kind_of(problem).words(problem), *FUNCTIONS}
    assert listed("text") == own
    rewrites = {
        name
        for name, value in vars(slips).items()
        if isfunction(value) and not name.startswith("_") and value.__annotations__.get("return") is slips.Rewrite
    }
    assert listed("slip") == rewrites
    for function in TABLED:
        assert re.search(rf"values to four decimals.*\b{function}\b", DOC), function
    traced = DOC.partition("What can be **traced**")[2]
    assert set(re.findall(r"`(\w+)`", traced)) >= {name.removeprefix("np.") for name in traceable()}
    known = {name.removeprefix("np.") for name in traceable()}
    rows = "".join(line for line in traced.splitlines() if line.startswith(("| `np`", "| `engine")))
    assert set(re.findall(r"`(\w+)`", rows)) - {"np"} <= known


def test_a_convention_and_a_rounding_are_written_as_the_page_says() -> None:
    assert {"ja", "en", "steps", "defines", "parts"} == set(Convention.model_fields)
    for kind in get_args(Rounding.model_fields["kind"].annotation):
        assert kind == "decimal" or f'Rounding(kind="{kind}"' in DOC


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what a family touches and what proves it."""
    for part in ("engine", "question_bank", "app", "tests", "docs", "templates", "static"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.xz"))
    return tmp_path


def follow(project: Path, leaving_out: str = "") -> None:
    """Write what the page says, but for one file."""
    for file, text in blocks().items():
        if file == leaving_out:
            continue
        path = project / file
        if file.startswith("tests/oracles/"):
            stubbed = path.read_text(encoding="utf-8")
            path.write_text(_STUB.sub(lambda _, new=text: f"{new}\n\n", stubbed), encoding="utf-8")  # type: ignore[misc]
        elif file.endswith("slips.toml"):
            with path.open("a", encoding="utf-8") as source:
                source.write(f"\n\n{text}")
        else:
            path.write_text(text, encoding="utf-8")


def test_the_example_is_six_files_and_at_most_a_hundred_lines() -> None:
    found = blocks()
    assert len(found) == MOST_FILES
    assert sum(file.startswith("question_bank/topics/rnn/") for file in found) == MOST_FILES - 2
    assert sum(text.count("\n") for text in found.values()) <= MOST_LINES


def test_the_example_is_proven_as_it_stands(project: Path) -> None:
    began = run(project, "question_bank.new", FAMILY)
    assert began.returncode == 0, began.stderr
    unfilled = run(project, "tests.verify", "--family", FAMILY, "--seeds", "1", "--processes", "1")
    assert unfilled.returncode == 1
    assert "state_energy.py: draw the parameters" in unfilled.stderr
    follow(project)
    proven = run(project, "tests.verify", "--family", FAMILY, "--seeds", "60", "--processes", "1")
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert f"| {FAMILY} | 1number 1choice 2number | 180 |" in proven.stdout
    assert run(project, "question_bank.new", FAMILY).returncode == 2  # it is there already


@pytest.mark.parametrize(("left_out", "said"), [
    ("question_bank/topics/rnn/slips.toml", r"no slip 'energy-[\w-]+': add it to question_bank/topics/rnn/slips"),
    ("question_bank/topics/rnn/state-energy.en.md", r"state-energy\.en\.md is missing"),
    ("tests/oracles/rnn.py", r"tests/oracles/rnn\.py: the answer to rnn\.state-energy"),
    ("engine/energy.py", r"cannot import name 'energy' from 'engine'"),
])  # fmt: skip
def test_what_is_missing_is_said(project: Path, left_out: str, said: str) -> None:
    assert run(project, "question_bank.new", FAMILY).returncode == 0
    follow(project, left_out)
    if left_out.endswith(".md"):
        (project / left_out).unlink()
    found = run(project, "tests.verify", "--family", FAMILY, "--seeds", "2", "--processes", "1")
    assert found.returncode == 1
    assert re.search(said, found.stderr), found.stderr


@pytest.mark.parametrize("topic", topic_ids())
def test_the_stub_of_an_oracle_stands_apart_from_what_is_there(tmp_path: Path, topic: str) -> None:
    folder, oracle = f"question_bank/topics/{topic.replace('-', '_')}", f"tests/oracles/{topic.replace('-', '_')}.py"
    shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / oracle).parent.mkdir(parents=True)
    shutil.copy(ROOT / oracle, tmp_path / oracle)
    begin(f"{topic}.some-state", tmp_path)
    written = (tmp_path / oracle).read_text(encoding="utf-8")
    assert re.search(r"[^\n]\n\n\ndef some_state\(.*?[^\n]\n\n\nORACLES", written, re.DOTALL)


def test_a_misspelt_symbol_or_step_is_said(project: Path) -> None:
    assert run(project, "question_bank.new", FAMILY).returncode == 0
    follow(project)
    family = project / "question_bank/topics/rnn/state_energy.py"
    text = family.read_text(encoding="utf-8")
    family.write_text(text.replace('"energy-half-left-out", "E_t"', '"energy-half-left-out", "E_s"'), encoding="utf-8")
    found = run(project, "tests.verify", "--family", FAMILY, "--seeds", "1", "--processes", "1")
    assert re.search(r"energy-half-left-out.*rewrites E_s.*E_t", found.stderr), found.stderr
    family.write_text(text, encoding="utf-8")
    engine = project / "engine/energy.py"
    named = engine.read_text(encoding="utf-8").replace(
        'step("E", None, total(parts))', 'step("Es", None, total(parts))'
    )
    engine.write_text(named, encoding="utf-8")
    family.write_text(text.replace('"E", only', '"Es", only').replace('Asked("E")', 'Asked("Es")'), encoding="utf-8")
    found = run(project, "tests.verify", "--family", FAMILY, "--seeds", "1", "--processes", "1")
    assert re.search(r"no symbol 'Es' in the NOTATION.*E_t", found.stderr), found.stderr


def test_a_name_that_cannot_be_is_refused(project: Path) -> None:
    for name, said in (
        ("nothing.x", "no topic 'nothing': there are"),
        ("rnn.State", "is no name of a family"),
        ("rnn.output", "is there already"),
    ):
        refused = run(project, "question_bank.new", name)
        assert refused.returncode == 2
        assert said in refused.stderr
