"""Formulas, Markdown, assets, catalogue: what every page is made with."""

import re
from threading import Event, Thread
from types import CodeType

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment
from markupsafe import Markup

from app import factory
from app.settings import ROOT
from app.upkeep.observing import Requests
from app.web import assets, markdown, mathml, naming, templating, titles, together
from app.web.i18n import CATALOGUE, translations
from app.web.templating import environment
from question_bank.bank import Bank
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.operations import operations


def test_a_formula_is_native_mathml_without_inline_style() -> None:
    html = mathml.to_mathml(r"\begin{pmatrix} 1 & -0.5 \\ 2 & 3 \end{pmatrix} \odot f'(u^{t})", display=True)
    assert html.startswith("<math")
    assert 'display="block"' in html
    assert "<mtable" in html
    assert " style=" not in html


def test_a_script_above_the_italic_f_has_room() -> None:
    assert '<msup><mi class="mc-f">f</mi>' in mathml.to_mathml("f^{t}")
    assert '<msubsup><mi class="mc-f">f</mi>' in mathml.to_mathml("f^{1}_{2}")
    assert "mc-f" not in mathml.to_mathml("f(u) + f_{2} + i^{t}")


@pytest.mark.parametrize("latex", [r"\frac{1}", r"\nosuchcommand", "{", r"x^2^3"])
def test_wrong_latex_raises(latex: str) -> None:
    with pytest.raises(mathml.LatexError):
        mathml.to_mathml(latex)


def test_a_formula_escapes_what_is_in_it() -> None:
    assert "<script" not in mathml.to_mathml(r"\text{<script>}")


def test_a_style_without_a_class_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathml, "_STYLES", {})
    with pytest.raises(mathml.UnknownStyleError):
        mathml.to_mathml(r"\begin{aligned} a &= b \end{aligned} \quad x = 7.531")


def test_markdown_knows_formulas_tables_and_code_and_no_html() -> None:
    html = markdown.to_html("a $x^2$ <b>b</b>\n\n$$y$$\n\n| p | q |\n|--:|---|\n| 1 | 2 |\n\n```\n<x>\n```\n")
    assert html.count("<math") == 2
    assert '<div class="scroll"><table>' in html
    assert "&lt;b&gt;" in html
    assert "&lt;x&gt;" in html
    assert "style=" not in html
    assert markdown.to_inline_html("`W` と $W$").startswith('<code translate="no">W</code>')


def test_a_mark_never_begins_a_line_after_a_formula() -> None:
    html = markdown.to_inline_html("$a$ と $b$、$c$ です。")
    assert html.count("together") == 1
    before, _, rest = html.partition('<span class="together">')
    assert before.count("<math") == 1
    assert rest.partition("</span>")[0].count("<math") == 1
    assert "</math>、</span><math" in html


def test_a_formula_that_is_a_whole_item_may_break_and_one_among_words_may_not() -> None:
    terms = " + ".join(rf"\delta^{{({t})}} (z^{{({t - 1})}})^{{\top}}" for t in (1, 2, 3))
    long = rf"$\partial E / \partial W = {terms}$"
    assert markdown.to_html(f"- {long}\n- これは {long} です\n").count("<math") > 2
    assert markdown.to_html(f"これは {long} です").count("<math") == 1
    assert markdown.to_inline_html(long).count("<math") == 1


def test_an_asset_is_named_by_its_content() -> None:
    address = assets.asset("css/base.css")
    assert re.fullmatch(r"/static/css/base\.css\?v=[0-9a-f]{8}", address)
    assert re.fullmatch(r"/static/joined/edrill\.[0-9a-f]{8}\.css", assets.asset("edrill.css"))
    with pytest.raises(FileNotFoundError):
        assets.asset("css/none.css")


def test_every_text_of_the_pages_has_its_english() -> None:
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="en")
    extracted = set()
    options = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "encoding": "utf-8"}}
    for _, _, message, _, context in extract_from_dir(ROOT / "templates", [("**.html", "jinja2")], options):
        extracted.add((context, message if isinstance(message, str) else message[0]))
    known = {}
    for entry in catalogue:
        if entry.id:
            known[entry.context, entry.id if isinstance(entry.id, str) else entry.id[0]] = entry.string
    assert extracted == set(known), "run: make messages"
    for (_, source_text), text in known.items():
        forms = [text] if isinstance(text, str) else list(text or [""])
        assert all(forms), source_text
        assert not any(re.search("[ぁ-ん]", form) for form in forms)
        for form in forms:
            assert set(re.findall(r"%\((\w+)\)", form)) <= set(re.findall(r"%\((\w+)\)", source_text)), source_text


def test_a_text_without_translation_stays_as_it_is() -> None:
    assert translations("en").gettext("訳のない文") == "訳のない文"
    assert translations("ja").gettext("履歴") == "履歴"
    assert translations("en").gettext("履歴") == "History"


def test_one_text_may_have_two_translations() -> None:
    assert translations("en").pgettext("the value", "正解") != translations("en").gettext("正解")
    assert translations("en").pgettext("elsewhere", "正解") == "正解"
    assert translations("ja").pgettext("the value", "正解") == "正解"


def test_numbers_choose_their_form() -> None:
    text = "%(n)s 種類の問題から、10 問を新しい数値で出題します。"
    assert translations("ja").ngettext(text, text, 2) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_compiles(language: Language) -> None:
    made = environment(language)
    for name in made.list_templates(extensions=["html"]):
        made.get_template(name)


@pytest.mark.parametrize(("seconds", "shown"), [(None, "–"), (0, "0:00"), (59.9, "0:59"), (60, "1:00"), (754, "12:34")])
def test_durations(seconds: float | None, shown: str) -> None:
    assert environment("ja").filters["seconds"](seconds) == shown


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"W_{\mathrm{in}} x^{t} + b", "W in x^t + b"),
        (
            r"\frac{\partial E}{\partial h^{(1)}} = -\sum_t \delta^t (z^{t-1})^{\top}",
            "∂E/∂h^(1) = −∑ t δ^t (z^(t−1)) transpose",
        ),
        (r"\frac{P(x,y)}{P(x)P(y)}", "(P(x, y))/(P(x)P(y))"),
        (r"\begin{pmatrix} 1 & -2 \\ 3 & 0.5 \end{pmatrix}^{\top}", "(1, −2; 3, 0.5) transpose"),
        (r"\begin{pmatrix} 1 \\ -4 \end{pmatrix}", "(1, −4)"),
        (r"\overrightarrow{h}^{(1)}", "→h^(1)"),
        (r"\tilde{h}^{t}", "h̃^t"),
        (r"\exp\left(-\frac{1}{2}\right)", "exp(−1/2)"),
        (r"\sqrt[4]{\ln 2}", "(ln 2)^(1/4)"),
        (r"1.5 \times 10^{-3} < x", "1.5 × 10 to the power −3 < x"),
    ],
)
def test_a_formula_is_named_in_one_line(latex: str, said: str) -> None:
    math = mathml.to_mathml(latex)
    named = str(Markup('<math aria-label="{}"').format(said))
    assert naming.named(Markup("a {} b").format(math), "en") == f"a {str(math).replace('<math', named)} b"


def test_no_translator_touches_formulas_and_code() -> None:
    html = markdown.to_html("$W$ and `W` and\n\n$$W$$\n\n```\nW\n```\n")
    assert len(re.findall(r'<(?:math|pre|code) translate="no"', html)) == html.count("W") == 4


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<math>a</math>、b", '<span class="together"><math>a</math>、</span>b'),
        ("x（<math>a</math>）、b", 'x<span class="together">（<math>a</math>）、</span>b'),
        ("x (<math>a</math> b", 'x <span class="together">(<math>a</math></span> b'),
        ('<span class="together"><math>a</math>、</span>b', '<span class="together"><math>a</math>、</span>b'),
        ("<math>a</math><math>b</math>.", '<math>a</math><span class="together"><math>b</math>.</span>'),
        ("<math>a</math> は", "<math>a</math> は"),
    ],
)
def test_marks_stay_with_their_formula(html: str, kept: str) -> None:
    assert together.formulas_with_their_marks(html) == kept
    assert together.formulas_with_their_marks(kept) == kept


def test_a_shape_is_not_broken() -> None:
    assert markdown.to_inline_html("形状 (3, 2) と `(T, N, H)`").count('<span class="together">(') == 2
    assert markdown.to_inline_html("a (for a long while, <b>)").count("together") == 0
    assert markdown.to_inline_html("2-gram は、n-grams や skip-gram").count('<span class="together">') == 2


def test_a_wide_space_is_no_wider_than_the_line_that_it_ends() -> None:
    assert markdown.to_inline_html("（あ）x　（い）y") == "（あ）x\xa0\xa0 （い）y"


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("da = np.sum(hs * dc[:, None, :], axis=2)", ["[:, None, :]"]),
        ("dz = -np.outer(delta, z[t - 1])", ["-np.outer(", "[t - 1]"]),
        ("d = f(-a) * -(b - c)", ["-a", "-("]),
        ("d = a - b + c-d", []),
    ],
)
def test_in_code_an_index_and_a_sign_are_not_broken(code: str, whole: list[str]) -> None:
    html = markdown.to_inline_html(f"`{code}`")
    assert re.findall('<span class="together">(.*?)</span>', html) == whole
    assert re.sub("<[^>]*>", "", html).strip() == code


def test_no_title_and_no_name_of_a_slip_shows_how_its_symbols_are_typed(bank: Bank) -> None:
    texts = [bank.title(family) for family in bank.families]
    texts += [*bank.slip_names.values(), *(topic.title for topic in bank.topics.topics)]
    texts += [operation.title for operation in operations().values()]
    shown = [(text, text.in_language(language)) for text in texts for language in LANGUAGES]
    assert sum("_" in words for _, words in shown) > 5
    for _, words in shown:
        assert not re.search(r"[_^\\$`{}]", titles.plain_title(words)), words
        html = re.sub(' aria-label="[^"]*"', "", titles.titled(words, "ja"))
        assert not re.search(r"[_^\\$`{}]", html), words
        assert html.count("<math") == words.count("_")


def test_every_template_is_compiled_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """In all languages, and once for all of them."""
    environment.cache_clear()
    monkeypatch.setattr(templating, "_COMPILED", templating._Compiled())
    compiled: list[str] = []

    def counted(_: Environment, source: str, name: str) -> CodeType:
        compiled.append(name)
        return compile(source, name, "exec")

    monkeypatch.setattr(Environment, "_compile", counted)
    templating.compile_templates()
    names = environment("ja").list_templates(extensions=["html"])
    assert len(compiled) == len(names) > 30
    for language in LANGUAGES:
        for name in names:
            environment(language).get_template(name)
    assert len(compiled) == len(names)


def test_what_is_read_ahead_waits_for_the_first_page(monkeypatch: pytest.MonkeyPatch, bank: Bank) -> None:
    """It would have to share the processor with it; where the app ends before, nothing is read."""
    read: list[str] = []
    monkeypatch.setattr(factory, "compile_templates", lambda: read.append("templates"))
    monkeypatch.setattr(Bank, "warm", lambda _: read.append("bank"))
    monkeypatch.setattr(factory, "UNASKED", 60.0)
    requests, over = Requests(), Event()
    reading = Thread(target=factory._warm, args=(bank, requests, over))
    reading.start()
    reading.join(timeout=0.1)
    assert reading.is_alive()
    assert read == []
    requests.add("GET", "/", 200, 0.1)
    reading.join(timeout=10)
    assert read == ["templates", "bank"]
    over.set()
    factory._warm(bank, Requests(), over)
    assert len(read) == 2
