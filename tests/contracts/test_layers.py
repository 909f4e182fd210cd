"""The import contracts hold, and each would be seen broken; no kind of problem is known outside its room."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from question_bank.kinds.registry import every_kind

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "question_bank", "engine")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
# What breaks each contract, by its name: a line, and the module it is added to.
PLANTED = {
    "app imports question_bank imports engine, never back": ("engine/clipping.py", "import question_bank.bank"),
    "the engine knows NumPy and the standard library only": ("engine/gru.py", "import pydantic"),
    "the question bank knows no web and no database": ("question_bank/bank.py", "import sqlalchemy"),
    "the floors of the question bank, never back": ("question_bank/model/draw.py", "import question_bank.kinds.kind"),
    "no topic knows another": ("question_bank/topics/gru/candidate.py", "import question_bank.topics.lstm.cell"),
    "the floors of the app, and no page knows another": ("app/guided/views.py", "import app.practice.views"),
}


def test_every_contract_is_seen_broken_where_it_is(tmp_path: Path) -> None:
    assert set(PLANTED) == {contract["name"] for contract in CONTRACTS}
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.md"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in PLANTED.values():
        with (tmp_path / file).open("a", encoding="utf-8") as source:
            source.write(f"\n{line}\n")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    broken = set(re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE))
    assert broken == set(PLANTED)


def imported(path: Path) -> set[str]:
    """The modules that a module imports, in full."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_kind_of_problem_is_known_outside_its_room() -> None:
    """But to the topics, which make problems: all else goes by the registry."""
    rooms = {type(kind).__module__ for kind in every_kind().values()}
    assert len(rooms) >= 7
    kinds = ROOT / "question_bank" / "kinds"
    elsewhere = [*(ROOT / "app").rglob("*.py"), *(ROOT / "question_bank").rglob("*.py")]
    for path in elsewhere:
        if kinds in path.parents or ROOT / "question_bank" / "topics" in path.parents:
            continue
        known = {room for room in rooms for module in imported(path) if f"{module}.".startswith(f"{room}.")}
        assert not known, f"{path.relative_to(ROOT)} knows {sorted(known)}"
