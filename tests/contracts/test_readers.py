"""Nothing of the program is there for its tests alone: whatever a module holds is read by the program itself."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEFINING = ("engine", "question_bank", "app")
# The small fields of the tests are content that the bank does not have yet: they read what they are written with.
READING = (*DEFINING, "benchmarks", "tools", "migrations", "tests/fields")
# These change a function or class; any other decorator hands it to somebody, as a route to its router.
PLAIN = {
    *("abstractmethod", "cache", "cached_property", "contextmanager", "dataclass", "lru_cache", "overload", "property"),
    *("staticmethod", "classmethod", "wraps", "total_ordering", "runtime_checkable"),
}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def last_name(node: ast.AST) -> str:
    """The last name of a dotted one, called or not."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.AST) -> str:
    """A name with all before its dots; what is no name there is left out."""
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else last_name(node)


@dataclass(frozen=True)
class Module:
    """A module by its dotted name."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def definitions(self) -> list[tuple[str, ast.stmt]]:
        """Its constants, and the functions and classes that are not handed to somebody where they stand."""
        found: list[tuple[str, ast.stmt]] = []
        for node in self.tree.body:
            if isinstance(node, Definition):
                if {last_name(d) for d in node.decorator_list} <= PLAIN:
                    found.append((node.name, node))
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
                found += [(name, node) for name in names]
        return found

    @cached_property
    def imports(self) -> list[tuple[str, str, str]]:
        """What it imports, wherever in it: a module, a name of it ("" for itself), and what that is called here."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, "", alias.asname or alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found += [(node.module, alias.name, alias.asname or alias.name) for alias in node.names]
        return found

    @cached_property
    def used(self) -> dict[str, list[ast.AST]]:
        """Names and dotted names that are read in it, with the top-level statements that do."""
        found: dict[str, list[ast.AST]] = {}
        for statement in self.tree.body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                    found.setdefault(dotted(node), []).append(statement)
        return found


def modules(root: Path) -> dict[str, Module]:
    """Every module of the program."""
    found = {}
    for part in READING:
        for path in (root / part).rglob("*.py"):
            if path.name.startswith("test_"):
                continue
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path)
    return found


def read_elsewhere(every: dict[str, Module]) -> set[tuple[str, str]]:
    """Names of modules that another module reads, also where a package hands them on."""
    read = set()
    handed: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for module in every.values():
        for source, name, here in module.imports:
            whole = f"{source}.{name}" if name else source
            if whole in every:
                read |= {(whole, used.removeprefix(f"{here}.")) for used in module.used if used.startswith(f"{here}.")}
            elif source in every and name:
                handed.setdefault((module.name, here), []).append((source, name))
                if here in module.used:
                    read.add((source, name))
    waiting = list(read)
    while waiting:
        for origin in handed.get(waiting.pop(), ()):
            if origin not in read:
                read.add(origin)
                waiting.append(origin)
    return read


def found_by_name(every: dict[str, Module]) -> set[str]:
    """Names that are looked for in modules which nothing imports: in those of a folder, as families are."""
    found = {"__all__"}
    for module in every.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and last_name(node.func) in {"getattr", "hasattr"}:
                found |= {str(text.value) for text in node.args[1:2] if isinstance(text, ast.Constant)}
            elif isinstance(node, ast.Attribute) and last_name(node.value) == "import_module":
                found.add(node.attr)
    return found


def unread(root: Path) -> Iterator[str]:
    """Functions, classes and constants that nothing but themselves and the tests reads."""
    every = modules(root)
    read, by_name = read_elsewhere(every), found_by_name(every)
    for module in every.values():
        if module.name.split(".")[0] not in DEFINING:
            continue
        for name, node in module.definitions:
            here = any(statement is not node for statement in module.used.get(name, ()))
            if not here and (module.name, name) not in read and name not in by_name:
                yield f"{module.name}.{name}"


def test_everything_has_a_reader() -> None:
    assert list(unread(ROOT)) == []


PLANTED = {
    "engine/gru.py": "def planted(z):\n    return planted(z - 1) if z else z",
    "engine/derivation/term.py": "@cache\ndef _planted():\n    return 1",
    "question_bank/model/draw.py": "class Planted:\n    pass",
    "question_bank/topics/gru/candidate.py": "PLANTED = 1",
    "app/quiz/places.py": "@dataclass\nclass Planted:\n    held: 'Planted'",
}


def test_what_nothing_reads_is_found(tmp_path: Path) -> None:
    for module in modules(ROOT).values():
        copy = tmp_path / module.path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(module.path, copy)
    for file, lines in PLANTED.items():
        with (tmp_path / file).open("a", encoding="utf-8") as source:
            source.write(f"\n\n{lines}\n")
    named = (place.rsplit(".", 1)[0] for place in unread(tmp_path))
    assert sorted(named) == sorted(file.removesuffix(".py").replace("/", ".") for file in PLANTED)
