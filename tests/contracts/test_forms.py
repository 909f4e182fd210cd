"""A form of answer is a module of ``question_bank.forms`` and a template; nothing else tells forms or kinds apart."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import nodes

from app.web.templating import environment
from question_bank.bank import Bank
from question_bank.forms.fields import Filled
from question_bank.forms.registry import every_form
from question_bank.kinds.kind import Kind
from question_bank.kinds.registry import every_kind, kind_of
from question_bank.model.answer import Answer
from question_bank.model.draw import Draw
from question_bank.model.instance import Form

ROOT = Path(__file__).resolve().parents[2]
FORMS = set(every_form())
ROOMS = {type(kind).__module__.removeprefix("question_bank.kinds.") for kind in every_kind().values()}
TOLD_APART = FORMS | ROOMS
OF_FORMS = {"form", "kind"}  # what a form or a kind of problem is called where it is asked for
QUESTIONS = {"question", "instance", "made"}
CONTENTS = {"choices", "items", "options"}  # what a question of one form has and one of another lacks
EXPORTED = {"fields", "facts", "outcome"}
# Where forms and kinds are at home; topics say in which forms they ask, and a problem may depend on it.
AT_HOME = {
    *("question_bank/forms", "question_bank/kinds", "question_bank/topics", "templates/forms"),
    *(f"{problem.__module__.replace('.', '/')}.py" for problem in every_kind()),
}


def answer_types(base: type[Answer] = Answer) -> set[str]:
    """The names of the types of answers; a form may bring its own."""
    return {made.__name__ for made in base.__subclasses__()}.union(*map(answer_types, base.__subclasses__()))


ANSWERS = answer_types()


def texts_in(node: ast.AST) -> set[str]:
    return {found.value for found in ast.walk(node) if isinstance(found, ast.Constant) and isinstance(found.value, str)}


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def asked(test: ast.AST) -> Iterator[ast.Attribute]:
    """What a condition asks for being there at all."""
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from asked(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from asked(test.operand)
    elif isinstance(test, ast.Attribute):
        yield test


def in_python(path: Path, *, pages: bool) -> Iterator[str]:
    """Where a module tells forms apart: by name, by a list of names, by the type of an answer, by what is there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if OF_FORMS & set(map(last_name, sides)) and TOLD_APART & set().union(*map(texts_in, sides)):
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Match) and last_name(node.subject) in OF_FORMS:
            patterns = set().union(*(texts_in(case.pattern) for case in node.cases))
            if TOLD_APART & patterns:
                yield f"line {node.lineno}: match {ast.unparse(node.subject)}"
        elif isinstance(node, ast.Set | ast.List | ast.Dict):
            texts = texts_in(ast.Tuple(elts=[key for key in node.keys if key])) if isinstance(node, ast.Dict) else None
            texts = texts_in(node) if texts is None else texts
            if len(texts) > 1 and texts <= FORMS:
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and last_name(node.func) == "isinstance":
            if {last_name(name) for name in ast.walk(node.args[1])} & ANSWERS:
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.MatchClass) and last_name(node.cls) in ANSWERS:
            yield f"line {node.lineno}: case {ast.unparse(node)}"
        if pages and isinstance(node, ast.If | ast.IfExp | ast.BoolOp | ast.comprehension):
            tests = node.ifs if isinstance(node, ast.comprehension) else [getattr(node, "test", node)]
            for found in (one for test in tests for one in asked(test)):
                if found.attr in CONTENTS and last_name(found.value) in QUESTIONS:
                    yield f"line {found.lineno}: whether there are {ast.unparse(found)}"


def reached(node: nodes.Node) -> str:
    """The last name of what a template reads: ``question.form`` or ``question["items"]``."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return node.name if isinstance(node, nodes.Name) else ""


def in_template(source: str) -> Iterator[str]:
    """Where a template tells forms apart: by name, or by what is there."""
    parsed = environment("ja").parse(source)
    for compare in parsed.find_all(nodes.Compare):
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        texts = {
            const.value for side in sides for const in (side, *side.find_all(nodes.Const)) if hasattr(const, "value")
        }
        if OF_FORMS & set(map(reached, sides)) and TOLD_APART & {text for text in texts if isinstance(text, str)}:
            yield f"line {compare.lineno}: a form by its name"
    for listed in parsed.find_all(nodes.Getitem):
        if reached(listed.arg) in OF_FORMS:
            yield f"line {listed.lineno}: a list by form"
    asked_if = [found.test for found in parsed.find_all(nodes.If)]
    for condition in (*asked_if, *(found.test for found in parsed.find_all(nodes.CondExpr))):
        tests: list[nodes.Node] = [condition]
        while tests:
            test = tests.pop()
            tests += [test.left, test.right] if isinstance(test, nodes.And | nodes.Or) else []
            tests += [test.node] if isinstance(test, nodes.Not) else []
            base = test.node if isinstance(test, nodes.Getattr | nodes.Getitem) else None
            if base is not None and reached(test) in CONTENTS and reached(base) in QUESTIONS:
                yield f"line {test.lineno}: whether there are {reached(test)}"


def told_apart(root: Path) -> list[str]:
    """Every place of a checkout that tells forms or kinds apart and is not their home."""
    found = []
    for part in ("app", "question_bank", "engine", "benchmarks", "tools", "templates"):
        for path in sorted((root / part).rglob("*.*")):
            name = path.relative_to(root).as_posix()
            if path.suffix not in {".py", ".html"} or any(f"{name}/".startswith(f"{home}/") for home in AT_HOME):
                continue
            if path.suffix == ".py":
                found += [f"{name}, {said}" for said in in_python(path, pages=part == "app")]
            else:
                found += [f"{name}, {said}" for said in in_template(path.read_text(encoding="utf-8"))]
    return found


def test_forms_and_kinds_are_told_apart_at_home_only() -> None:
    assert len(FORMS) >= 8
    assert len(ROOMS) >= 7
    assert Filled.__name__ in ANSWERS
    assert told_apart(ROOT) == []


@pytest.mark.parametrize(("file", "line"), [
    ("app/quiz/places.py", "OPEN = lambda question: question.form == 'order'"),
    ("app/practice/views.py", "OPEN = lambda question: question.form in ('choice', 'code')"),
    ("app/api/answering.py", "LISTED = frozenset({'choice', 'code'})"),
    ("app/api/routes.py", "SAID = {'order': 1, 'match': 2}"),
    ("app/guided/views.py", "OPEN = lambda question: 1 if question.choices else 2"),
    ("app/quiz/feedback.py", "OPEN = lambda answer: isinstance(answer, Chosen)"),
    ("question_bank/bank.py", "def f(kind):\n    match kind:\n        case 'statements':\n            return 1"),
    ("question_bank/way/guided.py", "def f(answer):\n    match answer:\n        case Typed():\n            return 1"),
    ("benchmarks/diagnosis.py", "OPEN = lambda form: form not in {'number', 'vector'}"),
    ("templates/partials/feedback.html", "{% if feedback.question.form == 'select' %}x{% endif %}"),
    ("templates/practice/question.html", "{{ 'a' if question.form in ['code', 'choice'] else 'b' }}"),
    ("templates/history/one.html", "{{ {'order': 1}[feedback.question.form] }}"),
    ("templates/guided/guided.html", "{% if not question['items'] and view.given %}x{% endif %}"),
])  # fmt: skip
def test_one_that_is_told_apart_elsewhere_is_found(tmp_path: Path, file: str, line: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    shutil.copy(ROOT / file, tmp_path / file)
    assert told_apart(tmp_path) == []
    with (tmp_path / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    found = told_apart(tmp_path)
    assert found
    assert all(place.startswith(file) for place in found)


def exported(widget: str) -> set[str]:
    """The macros of a form's template."""
    source = (ROOT / "templates" / "forms" / f"{widget}.html").read_text(encoding="utf-8")
    return {macro.name for macro in environment("ja").parse(source).find_all(nodes.Macro)}


def test_every_form_has_its_page_and_every_page_its_form() -> None:
    assert set(get_args(Form)) == FORMS
    widgets = {form.widget for form in every_form().values()}
    assert widgets == {path.stem for path in (ROOT / "templates" / "forms").iterdir()}
    for widget in widgets:
        assert exported(widget) >= EXPORTED, widget


def test_what_can_be_walked_step_by_step_can_be_answered_there(bank: Bank) -> None:
    walked = set()
    for card in bank.families.values():
        family = bank.family(card.id)
        for level, form in card.asks:
            problem = family.problem(family.draw(Draw(family.id, 0), level)).in_form(form)
            kind: Kind[object] = kind_of(problem)  # type: ignore[type-var]
            if kind.stages(problem) > 1:
                walked.add(form)
    assert walked
    for form in walked:
        assert "last" in exported(every_form()[form].widget), form
