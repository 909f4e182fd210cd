"""Every control and named region says its formulas: none is nameless, none raw LaTeX, no two alike by mistake."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from question_bank.bank import load_bank
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.operations import operations
from tests.app.controls import Control, Page
from tests.app.site import Site
from tests.question_bank.budget import looked_at

TOPICS = [topic.id for topic in load_bank().topics.topics]
RAW = re.compile(r"\\|[_^]\{|\$")
JAPANESE = re.compile(r"[ぁ-ん]")


def faults(page: str, language: Language) -> list[str]:
    """What is wrong with the names on a page."""
    found = []
    meant: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for control in Page(page).controls():
        if not control.name and control.kind != "option":
            found.append(f"no name: {control}")
        if RAW.search(control.name):
            found.append(f"raw: {control.name}")
        if control.unnamed:
            found.append(f"a formula that is not said: {control}")
        if language == "en" and control.formulas and JAPANESE.search(control.name):
            found.append(f"not in English: {control.name}")
        meant[control.kind, control.name].add(control.formulas)
    return found + [f"alike: {name}" for name, formulas in meant.items() if len(formulas) > 1]


def pages(site: Site, family: str, language: Language) -> Iterator[str]:
    """The pages of a family: each form as a question, in guided mode, and answered."""
    quiz = site.quiz(family)
    site.post("/settings/language", {"language": language, "next": "/"})
    forms = site.forms(quiz)
    for form in dict.fromkeys(forms):
        number = len(forms) - forms[::-1].index(form)  # of the highest level
        address = f"/practice/{quiz}/items/{number}"
        yield site.get(address).text
        if (guided := site.get(f"{address}/guided")).status_code == 200:
            yield guided.text
        site.answer(quiz, number, {"unknown": "1"})
        yield site.get(address).text


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_is_called_what_it_shows(site: Site, language: Language, topic: str) -> None:
    found = {
        family: wrong
        for family in looked_at(topic)
        for page in pages(site, family, language)
        if (wrong := faults(page, language))
    }
    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_it_in_the_lab_and_on_the_pages_of_topics(site: Site, language: Language) -> None:
    addresses = [*(f"/lab/{operation}" for operation in operations()), *(f"/topics/{topic}" for topic in TOPICS)]
    found = {address: wrong for address in addresses if (wrong := faults(site.get(address, language).text, language))}
    assert found == {}


def test_what_is_wrong_with_a_name_is_found() -> None:
    math = '<math aria-label="{}"><mi>{}</mi></math>'
    assert faults("<button></button>", "ja")
    assert faults('<a href="/">$W$</a>', "ja")
    assert faults("<a><math><mi>W</mi></math></a>", "ja")
    assert faults(f"<a>{math.format('W', 'W')}</a><a>{math.format('W', 'V')}</a>", "ja")
    assert faults(f"<label for='a'>{math.format('W の転置', 'W')}</label><input id='a'>", "en")
    assert not faults(f"<label>{math.format('W', 'W')}<input></label><fieldset><legend>x</legend></fieldset>", "en")


def test_a_name_is_what_a_browser_makes_of_it() -> None:
    html = '<label><input type="radio"><b>1</b> <math aria-label="W の転置"><mi>W</mi></math></label>'
    (control,) = Page(html).controls()
    assert control == Control("input", "1 W の転置", ("<math><mi>W</mi></math>",), ())
