"""The project's own rules: layers, size of modules, names, locks, licences of what is vendored."""

import ast
import gzip
import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.web.joining import APART, joined
from question_bank.bank import load_bank
from question_bank.model.topics import points
from question_bank.proof.coverage import table
from tests.question_bank import budget

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "question_bank", "engine")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
# One Japanese term for one thing: on the left what others say, on the right what is said here.
TERMS = {
    "文脈ベクトル": "コンテキストベクトル",
    "文脈 RNN": "コンテキスト RNN",
    "文脈の状態": "コンテキスト RNN の状態",
    "自己注意": "Self-Attention",
    "クロス注意": "Source-Target Attention",
    "マルチヘッド注意": "Multi-Head Attention",
    "縮小付き内積": "スケール化内積",
    "注意の重み": "Attention の重み",
    "位置符号": "位置エンコーディング",
    "自己符号化器": "オートエンコーダ",
    "加法的": "加法型",
    "加重和": "重み付き和",
    "を復元": "を再構成",
    "て復元": "て再構成",
    "復元誤差": "再構成誤差",
    "順方向の": "前向きの",
    "逆方向の": "後ろ向きの",
    "閾値": "しきい値",
    "ウインドウ": "ウィンドウ",
    "逆伝搬": "逆伝播",
    "順伝搬": "順伝播",
    "エンコーダー": "エンコーダ",
    "デコーダー": "デコーダ",
    "パラメーター": "パラメータ",
    "のぞき穴": "覗き穴",
    "負例サンプリング": "ネガティブサンプリング",
    "2 値分類": "二値分類",
    "短さの罰則": "簡潔ペナルティ",
    "温度つき": "温度付き",
    "スムージング": "平滑化",
    "文脈語": "コンテキストの単語",
    "傾き": "微分の値",
    "さかのぼらせ": "逆伝播させ",
    "順伝播型の網": "順伝播型のネットワーク",
    "あふれる": "爆発する",
    "エルマン型": "エルマンネットワーク",
    "Elman 型": "エルマンネットワーク",
    "Elman ネットワーク": "エルマンネットワーク",
    "Jordan ネットワーク": "ジョルダンネットワーク",
    "Echo State Network": "エコーステートネットワーク",
    "標本抽出": "サンプリング",
    "コンテキストの状態": "コンテキスト RNN の状態",
}
# The same for the words of the app's own pages.
PAGE_TERMS = {
    "分かれた": "間違えた",
    "約束": "前提",
    "題材": "問題の種類",
    "所与": "問題文の値",
    "正解の値": "正解",
    "問を始める": "問解く",
    "不正解とわからない": "不正解・わからない",
    "問のうち": "問中",
    "古い方": "前の",
    '_("種")': '_("シード")',
    "短さの罰則": "簡潔ペナルティ",
    "あふれ": "爆発",
    "さかのぼ": "逆伝播",
    "傾き": "微分の値",
    "標本抽出": "サンプリング",
    "温度つき": "温度付き",
    "二乗": "2 乗",
    "エルマン": "Elman",
}
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def imported(path: Path) -> set[str]:
    """The top-level packages a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("engine", {"engine", "numpy"}),
        ("question_bank", {"engine", "question_bank", "numpy", "pydantic", "jinja2"}),
    ],
)
def test_a_package_imports_only_what_lies_below_it(package: str, allowed: set[str]) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        foreign = imported(path) - allowed - set(sys.stdlib_module_names)
        assert not foreign, f"{path.relative_to(ROOT)} imports {sorted(foreign)}"


def test_modules_fit_on_a_few_screens() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = [str(path) for path in (*MODULES, *tests) if path.read_text(encoding="utf-8").count("\n") > 400]
    assert not long


def test_no_module_is_named_for_nothing() -> None:
    nameless = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [path for path in MODULES if path.stem in nameless]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_carry_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert len(requirements) > 20
    assert all("==" in entry and "--hash=sha256:" in entry for entry in requirements)


def test_the_licence_lies_at_hand_and_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    named = {path for pattern in project["license-files"] for path in ROOT.glob(pattern)}
    assert named == {
        ROOT / "LICENSE",
        *(ROOT / "static" / "vendor").rglob("*LICENSE*"),
        *(ROOT / "app").rglob("*LICENSE*"),
    }


def test_locks_agree_and_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = {lock: set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS}
    assert pins["requirements.lock"] <= pins["requirements-dev.lock"]
    names = {pin.split("==")[0] for pin in pins["requirements.lock"]}
    wanted = {re.match(r"[\w.-]+", entry)[0] for entry in project["project"]["dependencies"]}  # type: ignore[index]
    assert wanted <= names


@pytest.mark.parametrize(
    "manifest",
    sorted([*ROOT.glob("static/vendor/*/manifest.json"), *ROOT.glob("tests/browser/vendor/*/manifest.json")]),
    ids=lambda path: path.parent.name,
)
def test_vendored_files_are_as_recorded_with_their_licence(manifest: Path) -> None:
    recorded = json.loads(manifest.read_text(encoding="utf-8"))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in manifest.parent.iterdir()}
    del files["manifest.json"]
    assert files == recorded["files"]
    assert recorded["licence"]
    assert any("LICENSE" in name for name in files)


def test_the_first_visit_stays_light() -> None:
    static = ROOT / "static"
    assert (static / "vendor" / "edrill-math" / "edrill-math.woff2").stat().st_size <= 60_000
    # What is sent, as it is sent: of a question, and what other pages have beside it.
    budget = {"edrill.css": 10, "edrill.js": 12, "site.css": 6, **dict.fromkeys(APART, 4)}
    for name, most in ((name, most * 1024) for name, most in budget.items()):
        assert len(gzip.compress(joined(name)[1])) <= most, name


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle="|<style|\son\w+="|<script(?![^>]*src=)', text), path
        assert "|safe" not in text, path


def test_one_japanese_term_for_one_thing() -> None:
    texts = [
        *(path for suffix in ("toml", "ja.md", "py") for path in (ROOT / "question_bank").rglob(f"*.{suffix}")),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "app").rglob("*.py"),
        ROOT / "README.md",
    ]
    said = {path: path.read_text(encoding="utf-8") for path in texts}
    # A heading of the note is quoted as it stands there; other names of a term are what it is looked for by.
    quoted = ("note_section", "also = ")
    lines = [(path, line) for path, text in said.items() for line in text.splitlines() if not line.startswith(quoted)]
    assert {(path, other) for path, line in lines for other in TERMS if other in line} == set()
    assert all(any(term in text for text in said.values()) for term in TERMS.values())


def test_the_pages_of_the_app_use_the_words_of_the_exam() -> None:
    texts = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "app").rglob("*.py"),
        *(ROOT / "app").rglob("*.po"),
        *(ROOT / "static" / "js").rglob("*.js"),
        *(ROOT / "question_bank" / "topics").glob("*/checks.toml"),
        *(ROOT / "question_bank" / "topics").glob("*/topic.toml"),
        ROOT / "README.md",
    ]
    said = {path: path.read_text(encoding="utf-8") for path in texts}
    assert {(path.name, other) for path, text in said.items() for other in PAGE_TERMS if other in text} == set()


def test_the_readme_counts_the_kinds_of_the_bank() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tens = len(load_bank().families) // 10 * 10
    assert re.findall(r"more than (\d+) kinds of problem", text) == [str(tens)]
    assert re.findall(r"問題は (\d+) 種類以上", text) == [str(tens)]
    assert f"{budget.MANY} draws" in text


DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
NAMED = re.compile(r"`([\w.][\w/.-]*\.(?:py|html|toml|css|js|json|lock))`")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_files_that_there_are(document: str) -> None:
    """The example for authors makes some itself: each stands alone before its block."""
    text = (ROOT / document).read_text(encoding="utf-8")
    made = set(re.findall(r"^`([^`]+)`.*:$", text, re.MULTILINE))
    there = [path.as_posix() for path in ROOT.glob("*.*")]
    for folder in (*PACKAGES, "tests", "static", "templates", "docs", "benchmarks", "migrations"):
        there += [path.as_posix() for path in (ROOT / folder).rglob("*.*")]
    missing = {name for name in NAMED.findall(text) if not any(path.endswith(f"/{name}") for path in there)}
    assert missing <= made


def test_the_coverage_document_is_todays() -> None:
    """Made anew with ``python -m question_bank.proof.coverage > docs/coverage.md``."""
    bank = load_bank()
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == table(bank)
    listed = [point for topic in bank.topics.topics for point in points(topic.id)]
    assert len(set(listed)) == len(listed)
    assert {point for family in bank.families for point in bank.family(family).points} <= set(listed)


def test_where_no_lines_are_measured_nothing_traces() -> None:
    traced: list[Any] = []
    thread = Thread(target=lambda: traced.append(sys.gettrace()))
    thread.start()
    thread.join()
    assert [*traced, sys.gettrace()] == [None, None]
