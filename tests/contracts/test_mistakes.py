"""Every mistake that the author of a family makes says what is wrong, in which file, and what there is to choose from.

The worked example of ``docs/adding-a-question.md`` is laid into a topic of its own; each row plants one mistake in it.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.mathml import to_mathml
from question_bank.bank import Bank
from question_bank.kinds import issuing
from question_bank.model import data, texts
from question_bank.model.data import topic_data
from question_bank.model.topics import Topic, load_topics
from question_bank.proof import verify
from question_bank.proof.failures import raised
from question_bank.topics import families, topics_beside
from tests.contracts.test_adding import blocks

RNN = Path(data.__file__).parents[1] / "topics" / "rnn"
SENTENCES = """["sample.half"]
ja = "$E^t$ は 2 乗和の半分です。"
en = "Half the sum of squares is $E^t$."
defines = 0
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example as a topic of its own, beside the bank's."""
    root = tmp_path_factory.mktemp("topics")
    topic = root / "sample"
    topic.mkdir()
    (topic / "__init__.py").write_text("")
    shutil.copy(RNN / "page.toml", topic)
    (topic / "points.toml").write_text('R01 = "The state of an RNN"\n', encoding="utf-8")
    about = (RNN / "topic.toml").read_text(encoding="utf-8")
    about = re.sub(r"families = \[.*?\]", "", about.replace("place = 10", "place = 999"), flags=re.DOTALL)
    (topic / "topic.toml").write_text(about, encoding="utf-8")
    (topic / "conventions.toml").write_text(SENTENCES, encoding="utf-8")
    for file, text in blocks().items():
        name = Path(file).name
        if file.startswith("engine/"):
            own = text.replace("\nfrom engine.derivation", "\nimport numpy as np\n\nfrom engine.derivation")
            (topic / "energy.py").write_text(own, encoding="utf-8")
        elif not file.startswith("tests/"):
            own = text.replace("rnn.state-energy", "sample.state-energy")
            own = own.replace("from engine import energy\n", "from question_bank.topics.sample import energy\n")
            own = own.replace("essential=", 'conventions=("sample.half",),\n        essential=')
            (topic / name).write_text(own, encoding="utf-8")
    with topics_beside(root):
        yield topic


def report(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the proof says of the topic as it lies there now."""
    for name in [name for name in sys.modules if name.startswith("question_bank.topics.sample")]:
        del sys.modules[name]
    data.forget()
    for cached in (texts._template, texts.source):
        cached.cache_clear()
    try:
        topic = Topic.model_validate({"id": "sample", **topic_data("sample", "topic.toml")})
        bank = Bank(families(topic), load_topics())
        monkeypatch.setattr(verify, "load_bank", lambda: bank)
        monkeypatch.setattr(issuing, "MOST_ATTEMPTS", 20)
        monkeypatch.setattr(verify, "MOST_ATTEMPTS", 20)
        return verify.verify_family("sample.state-energy", range(2), None, to_mathml).failures
    except Exception as error:
        return [raised(error, "sample")]


FAMILY, ENERGY, SLIPS = "state_energy.py", "energy.py", "slips.toml"
JA, EN, SENTENCE = "state-energy.ja.md", "state-energy.en.md", "conventions.toml"
NUMBER_ONLY = ('(1, "number"), (1, "choice"), (2, "number")', '(1, "number"),')

# What is planted: a file, what stands in it and what stands there instead; then what must be said, each somewhere.
MISTAKES = {
    # The family
    "slip without a sentence": (
        FAMILY,
        [NUMBER_ONLY, ('Slip("energy-norm-not-squared"', 'Slip("energy-norm-not-sqared"')],
        [r"state_energy\.py, slips: .*no slip 'energy-norm-not-sqared'.*sample/slips\.toml.*energy-norm"],
    ),
    "slip on no step": (
        FAMILY,
        [('"energy-norm-not-squared", "E_t"', '"energy-norm-not-squared", "E_s"')],
        [r"slip energy-norm-not-squared rewrites E_s.*steps are E_t\[1\], E_t\[2\], E \(.*state_energy\.py"],
    ),
    "slip without a place": (
        FAMILY,
        [('"E", only("last")', '"E_t", only("last")')],
        [r"time-only happens in no draw.*made of z\[1\], z\[2\] by scale, squared_norm \(.*energy\.py"],
    ),
    "leaf that is none": (
        FAMILY,
        [('0.5 * np.sqrt(squared_norm(v("z", t)))', '0.5 * v("zz", t)')],
        [r"no value zz\[1\].*there are z\[1\], z\[2\].*state_energy\.py, line \d+: .*zz"],
    ),
    "essential misspelt": (
        FAMILY,
        [NUMBER_ONLY, ('essential=("energy-last-time-only"', 'essential=("energy-last-tim-only"')],
        [r"essential slip energy-last-tim-only is none.*there are energy-last-time-only, .*state_energy\.py"],
    ),
    "asked of no step": (
        FAMILY,
        [('Asked("E")', 'Asked("E_t", 3)')],
        [r"no step E_t\[3\].*there are .*E_t\[1\], E_t\[2\], E \(.*state_energy\.py"],
    ),
    "entry outside": (
        FAMILY,
        [('Asked("E")', 'Asked("z", 1, (2,))')],
        [r"no entry \(2,\); z\[1\] is of shape \(2,\), counted from 0 \(.*state_energy\.py"],
    ),
    "point that is none": (
        FAMILY,
        [('points=("R01",)', 'points=("R99",)')],
        [r"state_energy\.py, points: .*no point 'R99': add it to .*topics/sample/points\.toml; there are R"],
    ),
    "no point": (
        FAMILY,
        [('points=("R01",)', "points=()")],
        [r"state_energy\.py, points: none is named; .*sample/points\.toml has R01"],
    ),
    "function that is no operation": (
        FAMILY,
        [('only("last")', 'function_dropped("squared")'), ("formula, only", "formula, function_dropped")],
        [r"slip energy-last-time-only happens in no draw.*made of E_t\[1\], E_t\[2\] by total \(.*state_energy\.py"],
    ),
    "parameter that is not drawn": (
        FAMILY,
        [('p["z"]', 'p["x"]')],
        [r"no parameter 'x': add it to draw of sample\.state-energy; there are z .*state_energy\.py, line \d+: run="],
    ),
    "nothing to pick from": (
        FAMILY,
        [("STATES[level])}", "STATES[level][:0])}")],
        [r"nothing to draw 'z1' from: the options are empty \(.*state_energy\.py, line \d+: return"],
    ),
    "array drawn": (
        FAMILY,
        [('return {"z": ', 'return {"a": np.array([1.0]), "z": ')],
        [r"state_energy\.py, draw at level 1: a is a numpy\.ndarray.*JSON.*tolist"],
    ),
    "NumPy number drawn": (
        FAMILY,
        [('return {"z": ', 'return {"a": [np.float64(1.0)], "z": ')],
        [r"state_energy\.py, draw at level 1: a\[0\] is a numpy\.float64.*float\(number\)"],
    ),
    "list for a sequence": (
        FAMILY,
        [('sequence(p["z"])', 'p["z"]')],
        [r"the run's input z is a list of numbers.*array\(p\['z'\]\).*sequence\(p\['z'\]\).*inputs\.py"],
    ),
    "id of another name": (
        FAMILY,
        [('id="sample.state-energy"', 'id="sample.state-energi"')],
        [r'state_energy\.py has the family sample\.state-energi: .*id="sample\.state-energy".*state-energy\.ja\.md'],
    ),
    "convention without a sentence": (
        FAMILY,
        [('"sample.half"', '"sample.haff"')],
        [r"no convention 'sample\.haff': add it to .*topics/sample/conventions\.toml.*there are sample\.half"],
    ),
    "idle given": (
        FAMILY,
        [
            ("Run(energy.energy", "Run(lambda z, b, *, step: energy.energy(z, step=step)"),
            ("energy.NOTATION", 'replace(energy.NOTATION, symbols={**energy.NOTATION.symbols, "b": "b"})'),
            ("import numpy as np", "from dataclasses import replace\n\nimport numpy as np"),
            ('{"z": sequence(p["z"])}', '{"z": sequence(p["z"]), "b": np.array(2.0)}'),
        ],
        [r"the given b does not move the answer.*context=\{\"b\": .*state_energy\.py"],
    ),
    "input that the engine does not take": (
        FAMILY,
        [('{"z": sequence', '{"E_t": sequence')],
        [r"energy\(\) got an unexpected keyword argument 'E_t'.*state_energy\.py"],
    ),
    "one pair without its comma": (
        FAMILY,
        [('asks=((1, "number"), (1, "choice"), (2, "number"))', 'asks=((1, "number"))')],
        [r"asks=\(1, 'number'\).*number, .*vector.*comma.*state_energy\.py, line \d+"],
    ),
    "form that is none": (
        FAMILY,
        [('(1, "choice")', '(1, "choise")')],
        [r"asks=.*choise.*there are number, vector.*choice.*state_energy\.py, line \d+"],
    ),
    # The engine
    "function that is not traced": (
        ENERGY,
        [("0.5 * squared_norm(z[t])", "np.median(z[t])")],
        [r"np\.median cannot be traced; .*np\.exp.*squared_norm.*energy\.py, line \d+: .*np\.median"],
    ),
    "NumPy with a keyword": (
        ENERGY,
        [("0.5 * squared_norm(z[t])", "np.sum(z[t], axis=0)")],
        [r"np\.sum with axis cannot be traced; .*energy\.py, line \d+"],
    ),
    "method of an array": (
        ENERGY,
        [("0.5 * squared_norm(z[t])", "z[t].mean()")],
        [r"has no \.mean; .*np\.sum.*energy\.py, line \d+"],
    ),
    "branch on an input": (
        ENERGY,
        [("    parts =", "    if z[1][0] <= 0:\n        pass\n    parts =")],
        [r"cannot decide a branch: make the decision a step with its evidence.*energy\.py, line \d+: if"],
    ),
    "symbol without a notation": (
        ENERGY,
        [('step("E", None', 'step("Es", None')],
        [r"no symbol 'Es' in the NOTATION.*there are .*E_t.*energy\.py, line \d+"],
    ),
    "index that the notation has no place for": (
        ENERGY,
        [('step("E_t", t', 'step("E", t')],
        [r"two values would both be written E, the second E\[2\]: # in the NOTATION is the index.*energy\.py, line"],
    ),
    "step without a phrase": (
        ENERGY,
        [('"E": ("各時刻', '"Es": ("各時刻')],
        [r"sample/energy\.py: the step 'E' of energy has no phrase.*add \"E\": \(\"〜を求める\", \"Find …\"\) to the"],
    ),
    "phrase too long": (
        ENERGY,
        [("各時刻のエネルギーを足し合わせる", "各時刻のエネルギーをすべての時刻にわたって足し合わせる")],
        [r"sample/energy\.py, phrases of the NOTATION, E: the phrase has 27 signs in ja, at most 24 fit"],
    ),
    "phrase with a formula": (
        ENERGY,
        [("Add up the energies of the times", "Add up the E_t of the times")],
        [r"sample/energy\.py, phrases of the NOTATION, E: a phrase is words alone, without '_': Add up the E_t"],
    ),
    "phrase that names the symbol alone": (
        ENERGY,
        [("状態の大きさをエネルギーとして測る", "状態のエネルギー")],
        [r"sample/energy\.py, phrases of the NOTATION, E_t-#?\d?: a Japanese phrase ends in a verb"],
    ),
    # The texts
    "unknown variable": (
        JA,
        [("[[ asked ]]", "[[ askd ]]")],
        [r"'askd' is undefined in state-energy\.ja\.md; there are .*asked.*state-energy\.ja\.md, line 2"],
    ),
    "unknown function in a table": (
        EN,
        [("[[ given ]]", '[[ given ]]\n[[ function_table("cosh", 1) ]]')],
        [r"function_table: no function 'cosh'; there are tanh, .*state-energy\.en\.md, line 5"],
    ),
    "given in one language": (
        EN,
        [("[[ given ]]", "")],
        [r"state-energy\.en\.md, the stem: in en, \$z\^\{.*stands in ja alone"],
    ),
    "level in one language": (
        JA,
        [("[[ given ]]", "[[ given ]]\n[% if level == 2 %]\n$x = 1$ とします。\n[% endif %]")],
        [r"level 2 number seed \d+: .*state-energy\.en\.md, the stem: in en, \$x = 1\$ stands in ja alone"],
    ),
    "letter in one language": (
        EN,
        [("Find", "Let $T_0 = 2$. Find")],
        [r"state-energy\.ja\.md, the stem: in ja, \$T_0 = 2\$ stands in en alone"],
    ),
    "braces": (
        JA,
        [("[[ given ]]", "{{ given }}")],
        [r"state-energy\.ja\.md, line 4: \{\{ given \}\} is printed as it stands.*\[\[ given \]\]"],
    ),
    "tab": (JA, [("を求めて", "\tを求めて")], [r"state-energy\.ja\.md, line 2: the sign '\\t'"]),
    "unclosed if": (
        JA,
        [("[[ given ]]", "[% if level == 1 %][[ given ]]")],
        [r"TemplateSyntaxError.*endif.*state-energy\.ja\.md, line 4"],
    ),
    "nothing to take away in one language": (
        EN,
        [("---\nSquares are summed at each time, and over all times.\n", "")],
        [r"state-energy\.en\.md, what to take away below ---: an empty text in en"],
    ),
    "plain form": (
        JA,
        [("とします。", "とする。")],
        [r"state-energy\.ja\.md, the stem: .*です・ます.*plain form: .*とする。"],
    ),
    "stem that was not written": (
        JA,
        [("次の 2 つの", "（問題文）次の 2 つの")],
        [r"state-energy\.ja\.md, line 2: （問題文） waits"],
    ),
    "letter that nothing explains": (
        JA,
        [("とします。", "とし、$q$ を使います。")],
        [r"letters in the stem that nothing explains: q; .*page\.toml"],
    ),
    "no title": (JA, [("# 状態", "状態")], [r"state-energy\.ja\.md does not begin with a title"]),
    # The data
    "two slips of one name": (
        SLIPS,
        [("Half the norm, not squared", "Sum of squares not halved")],
        [
            r"slips\.toml .*\[energy-half-left-out\] name\.en: .* is the name of energy-norm-not-squared too",
            r"slips\.toml .*\[energy-norm-not-squared\] name\.en: .* is the name of energy-half-left-out too",
        ],
    ),
    "long name": (
        SLIPS,
        [("Half the norm, not squared", "Half the norm, which has not been squared before it was halved")],
        [r"slips\.toml .*\[energy-norm-not-squared\] name\.en: .* at most 48 fit"],
    ),
    "slip without a second language": (
        SLIPS,
        [(', en = "Sum of squares not halved" }', " }")],
        [r"topics/sample/slips\.toml: \[energy-half-left-out\] name\.en: field required; .*has name = \{ ja = …"],
    ),
    "slip's sentence missing": (
        SLIPS,
        [("sentence = { ja = \"最後", "sentense = { ja = \"最後")],
        [r"sample/slips\.toml: \[energy-last-time-only\] sentence: field required.*sentense: extra.*an entry has name"],
    ),
    "single backslash": (
        SLIPS,
        [("$\\\\lVert z^t \\\\rVert$ is", "$\\lVert z^t$ is")],
        [r"topics/sample/slips\.toml: .*a backslash of LaTeX is written twice in TOML"],
    ),
    "single backslash that TOML reads": (
        SLIPS,
        [("The factor $\\\\frac", "The factor $\\frac")],
        [r"sample/slips\.toml, energy-half-left-out\.sentence\.en: holds the sign '\\x0c' before 'rac.*written twice"],
    ),
    "formula in one language of a convention": (
        SENTENCE,
        [("Half the sum of squares is $E^t$.", "Half the sum of squares.")],
        [r"topics/sample/conventions\.toml.*: in en, \$E\^t\$ stands in ja alone"],
    ),
}  # fmt: skip


def test_the_example_has_no_mistake(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert report(monkeypatch) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_says_what_is_wrong_where_and_what_there_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    name, planted, said = MISTAKES[mistake]
    whole = (folder / name).read_text(encoding="utf-8")
    wrong = whole
    for old, new in planted:
        assert old in wrong, old
        wrong = wrong.replace(old, new)
    (folder / name).write_text(wrong, encoding="utf-8")
    try:
        found = report(monkeypatch)
    finally:
        (folder / name).write_text(whole, encoding="utf-8")
    for one in said:
        assert sum(bool(re.search(one, failure, re.DOTALL)) for failure in found) == 1, "\n".join(found)


def test_what_is_wrong_in_every_draw_is_said_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (folder / JA).read_text(encoding="utf-8")
    (folder / JA).write_text(text.replace("とします。", "とする。"), encoding="utf-8")
    try:
        found = report(monkeypatch)
    finally:
        (folder / JA).write_text(text, encoding="utf-8")
    assert len(found) == 1
    assert found[0].startswith("sample.state-energy level 1 number seed 0: ")
    assert found[0].endswith(" – and so at 5 more")
