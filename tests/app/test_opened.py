"""An answered question: one reading is sent, and of the derivation the steps that matter stand open."""

import re
from html import unescape

import pytest

from app.quiz.opened import READINGS, first_open, opened
from app.web.rows import in_a_row
from question_bank.bank import Bank
from question_bank.model.answer import UNKNOWN
from question_bank.model.review import Review
from tests.app.site import Site, right, wrong

BPTT = "bptt.recurrent-weight-gradient"
SECTION = {
    "derivation": 'class="derivation"',
    "picture": 'class="pictured',
    "check": 'class="against"',
    "numpy": 'class="snippet"',
}
NAMES = {"ja": ["導出", "図", "検算", "NumPy", "実験室"], "en": ["Derivation", "Picture", "Check", "NumPy", "Lab"]}


def answered(site: Site, family: str = BPTT, number: int = 1, *, unknown: bool = False, rightly: bool = False) -> str:
    """Answer a question wrongly, or not at all, or rightly; returns its address."""
    quiz = site.quiz(family)
    content = site.content(quiz, number)
    site.answer(quiz, number, {"unknown": "1"} if unknown else right(content) if rightly else wrong(content))
    return f"/practice/{quiz}/items/{number}"


def links(page: str) -> list[tuple[str, str]]:
    """The address and name of each reading that a page offers."""
    nav = page.partition('<nav class="readings"')[2].partition("</nav>")[0]
    return [(unescape(address), name) for address, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)]


def sections(page: str) -> set[str]:
    """The readings that were sent."""
    return {name for name, mark in SECTION.items() if mark in page}


def notice(page: str) -> str:
    """What is told of an address that asked for something else."""
    return unescape(page.partition('<div class="notice" role="status">')[2].partition("</div>")[0])


def folded(page: str) -> list[bool]:
    """Of each step of the derivation, whether it is folded."""
    return ["folds" in kinds for kinds in re.findall(r'<li id="step-\d+"[^>]*class="([^"]+)"', page)]


@pytest.mark.parametrize("history", [False, True])
def test_each_reading_has_an_address_and_only_the_open_one_is_sent(site: Site, history: bool) -> None:
    address = answered(site)
    if history:
        address = "/history/1"
    for language, names in NAMES.items():
        page = site.get(address, language).text
        assert sections(page) == {"derivation"}
        assert [name for _, name in links(page)] == names
    offered = dict(zip(READINGS, links(page), strict=False))
    for reading, (there, _) in offered.items():
        assert there == f"?show={reading}#opened"
        page = site.get(address + there.partition("#")[0]).text
        assert sections(page) == {reading}
        assert re.findall(r'<a href="\?show=(\w+)#opened" aria-current="true">', page) == [reading]
        assert 'id="opened"' in page
        assert notice(page) == ""
    lab, _ = links(page)[-1]
    assert site.get(lab).status_code == 200


def test_only_readings_that_there_are_are_offered(site: Site) -> None:
    page = site.get(answered(site, "lstm.statements")).text
    assert links(page) == []
    assert sections(page) == set()
    assert [name for _, name in links(site.get(answered(site, "gru.step-code")).text)] == ["NumPy"]
    address = answered(site, "gru.step-code")
    assert sections(site.get(address).text) == set()  # a script is read by who asks for it
    assert sections(site.get(f"{address}?show=numpy").text) == {"numpy"}
    page = site.get(f"{address}?show=derivation").text
    assert sections(page) == set()
    assert "「show=derivation」は選べない値です" in notice(page)


@pytest.mark.parametrize(
    ("asked", "said", "reading"),
    [
        ("show=nonsense", "「show=nonsense」は選べない値です", "derivation"),
        ("show=", "「show=」は選べない値です", "derivation"),
        ("show=check&show=picture", "最後の「show=picture」を使っています", "picture"),
        ("steps=0", "「steps=0」は選べない値です", "derivation"),
        ("steps=99", "「steps=99」は選べない値です", "derivation"),
        ("steps=01", "「steps=01」は選べない値です", "derivation"),
        ("steps=２", "「steps=２」は選べない値です", "derivation"),
        ("steps=2&steps=all", "最後の「steps=all」を使っています", "derivation"),
        ("show=picture&steps=all", "「steps=all」は、ほかの指定があるため使っていません", "picture"),
    ],
)
def test_what_an_address_asks_for_and_is_not_there_is_told(site: Site, asked: str, said: str, reading: str) -> None:
    address = answered(site)
    for there in (address, "/history/1"):
        page = site.get(f"{there}?{asked}").text
        assert said in notice(page)
        assert sections(page) == {reading}


def test_a_right_answer_leaves_the_last_step_open_only(site: Site) -> None:
    page = site.get(answered(site, rightly=True)).text
    states = folded(page)
    assert len(states) > 4
    assert all(states[:-2])
    assert not states[-1]


def test_steps_open_at_addresses_without_script(site: Site) -> None:
    address = answered(site)
    page = site.get(address).text
    first = folded(page).index(True) + 1
    assert f'href="?steps={first}#step-{first}"' in page  # what is folded is linked to where it is open
    one = site.get(f"{address}?steps={first}").text
    assert [before and number != first for number, before in enumerate(folded(page), start=1)] == folded(one)
    assert "?steps=all#opened" in page
    whole = site.get(f"{address}?steps=all").text
    assert not any(folded(whole))
    assert "?show=derivation#opened" in whole
    assert whole.count('class="elements"') >= 2
    assert len(whole) > len(page)


def test_a_folded_step_says_what_comes_of_it_and_leads_to_the_rest(site: Site) -> None:
    address = answered(site)
    page = site.get(address).text
    steps = re.findall(r'<li id="step-\d+"[^>]* folds">(.*?)</li>\s*(?=<li id="step|</ol>)', page, re.DOTALL)
    assert len(steps) == sum(folded(page))
    for step in steps:
        assert re.fullmatch(r'\s*<a href="\?steps=\d+#step-\d+"><math aria-label="[^"]+[=≈].*</math></a>\s*', step)
    there = unescape(re.findall(r'<a href="([^"]+)"', steps[0])[0]).partition("#")[0]
    assert site.get(address + there).text.count('class="lines"') == page.count('class="lines"') + 1


def test_a_step_is_sent_entry_by_entry_where_that_is_asked_for(site: Site) -> None:
    address = answered(site)
    page = site.get(address).text
    assert 'class="elements"' not in page
    number = re.findall(r'class="by-entry" href="\?steps=(\d+)#step-\1"', page)[-1]
    asked = site.get(f"{address}?steps={number}").text
    assert asked.count('<details class="elements" open>') == 1
    whole = site.get(f"{address}?steps=all").text
    assert whole.count('<details class="elements">') > 1
    assert "by-entry" not in whole


@pytest.mark.parametrize("history", [False, True])
def test_a_sheet_has_every_step_and_every_choice(site: Site, history: bool) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + site.forms(quiz).index("choice")
    site.answer(quiz, number, wrong(site.content(quiz, number)))
    address = "/history/1" if history else f"/practice/{quiz}/items/{number}"
    for reading in ("", "?show=picture", "?show=check", "?show=numpy"):
        page = site.get(address + reading).text
        (there,) = re.findall(r'<a data-print href="([^"]+)#print"', page)
        assert any(folded(page)) or reading
        sheet = site.get(address + there).text
        assert sections(sheet) == {"derivation"}
        assert folded(sheet)
        assert not any(folded(sheet))
        assert len(re.findall(r'<span class="number" aria-hidden="true">\d</span>', sheet)) == 4
        assert notice(sheet) == ""


@pytest.mark.parametrize(
    ("latex", "row"),
    [
        (r"\begin{pmatrix} 1 \\ -0.5 \end{pmatrix}", r"{({1},\,{-0.5})}^{\top}"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", None),
        (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", None),
        (r"\begin{pmatrix} -0.1234 \\ -0.1234 \\ -0.1234 \\ -0.1234 \end{pmatrix}", None),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} + 1", None),
        (r"\frac{1}{2}", None),
    ],
)
def test_a_short_column_stands_in_a_line(latex: str, row: str | None) -> None:
    assert in_a_row(latex) == (row or latex)


def test_the_step_where_it_went_wrong_is_open_with_its_neighbours(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + next(k for k, form in enumerate(site.forms(quiz)) if form == "choice")
    instance = site.content(quiz, number)
    chosen = next(k for k, slip in enumerate(instance.key.slips) if slip is not None)
    site.answer(quiz, number, {"choice": str(chosen)})
    page = site.get(f"/practice/{quiz}/items/{number}").text
    partings = [
        k for k, kinds in enumerate(re.findall(r'<li id="step-[^>]+class="([^"]+)"', page)) if "parting" in kinds
    ]
    assert partings
    beside = {k + d for k in partings for d in (-1, 0, 1)}
    assert [k for k, closed in enumerate(folded(page)) if not closed] == sorted(beside & set(range(len(folded(page)))))
    (goto,) = set(re.findall(r'<div class="next">\s*<a href="([^"]+)"', page))
    assert goto == f"#step-{partings[0] + 1}"
    elsewhere = site.get(f"/practice/{quiz}/items/{number}?show=picture").text
    (goto,) = set(re.findall(r'<div class="next">\s*<a href="([^"]+)"', elsewhere))
    assert goto == f"?steps={partings[0] + 1}#step-{partings[0] + 1}"
    assert "どこで間違えたか" in elsewhere


def test_the_verdict_has_the_focus_unless_the_address_asks_for_something(site: Site) -> None:
    address = answered(site)
    assert re.search(r'id="result" tabindex="-1" data-focus', site.get(address).text)
    for asked in ("show=picture", "steps=all"):
        assert "data-focus" not in site.get(f"{address}?{asked}").text


def test_before_the_answer_the_address_opens_nothing(site: Site) -> None:
    quiz = site.quiz(BPTT)
    address = f"/practice/{quiz}/items/1"
    for asked in ("", *(f"?show={reading}" for reading in READINGS), "?steps=all", "?steps=1"):
        page = site.get(address + asked).text
        assert sections(page) == set()
        assert 'class="readings"' not in page
        assert 'id="step-1"' not in page
        main = page.partition("<main")[2]
        assert main == site.get(address).text.partition("<main")[2]


def test_where_the_page_stands_at_another_address_its_links_lead_to_its_own(site: Site) -> None:
    address = answered(site, "bptt.delta", unknown=True)
    told = site.post(f"{address}/guided", {"stage": "1", "ordinal": "0", "cell": ["0.25", ""]})
    assert told.status_code == 409
    assert next(there for there, _ in links(told.text)) == f"{address}?show=derivation#opened"
    assert f'href="{address}?steps=all#opened"' in told.text


def test_the_verdict_is_one_line_of_facts(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(132)
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    facts = site.get(f"/practice/{quiz}/items/1").text.partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert re.findall(r"<dt[^>]*>([^<]+)</dt>", facts) == ["あなたの答え", "正解", "時間"]
    assert '<dd class="number">2:12</dd>' in facts


@pytest.mark.parametrize(
    ("family", "form"), [("bptt.delta", "choice"), ("lstm.statements", "select"), ("gru.step-code", "code")]
)
@pytest.mark.parametrize("how", ["right", "wrong", "unknown"])
def test_the_verdict_names_the_choice_that_was_made_and_the_right_one(
    site: Site, family: str, form: str, how: str
) -> None:
    quiz = site.quiz(family)
    number = 1 + site.forms(quiz).index(form)
    instance = site.content(quiz, number)
    sent = {"unknown": "1"} if how == "unknown" else right(instance) if how == "right" else wrong(instance)
    site.answer(quiz, number, sent)
    page = site.get(f"/practice/{quiz}/items/{number}").text
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    named = [
        [int(k) for k in re.findall(r'class="badge" role="img" aria-label="選択肢 (\d)">\1<', fact)]
        for fact in facts.split("<dt>")[1:]
    ]
    key = [k + 1 for k, said in enumerate(site.services.bank.review(instance, UNKNOWN).choices) if said.right]
    chosen = [int(k) + 1 for k in ([sent["choice"]] if isinstance(sent.get("choice"), str) else sent.get("choice", []))]
    assert named == {"right": [key], "wrong": [chosen, key], "unknown": [key]}[how]


def test_choices_that_are_neither_right_nor_chosen_are_told_of_where_they_are_asked_for(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + site.forms(quiz).index("choice")
    site.answer(quiz, number, wrong(site.content(quiz, number)))
    page = site.get(f"/practice/{quiz}/items/{number}").text
    assert '<a class="others" href="?show=choices#others"' in page
    page = site.get(f"/practice/{quiz}/items/{number}?show=choices").text
    shown, _, others = page.partition('<details class="others" id="others" open>')
    listed = [re.findall(r'<span class="number" aria-hidden="true">(\d)</span>', part) for part in (shown, others)]
    assert [len(part) for part in listed] == [2, 2]
    assert sorted(listed[0] + listed[1]) == ["1", "2", "3", "4"]


def lines_of(bank: Bank, family: str, seed: int) -> Review:
    """A derivation, as it is told of a question that was not answered."""
    level, form = bank.families[family].asks[0]
    return bank.review(bank.issue(family, level, form, seed), UNKNOWN)


def test_what_was_not_known_opens_what_the_last_step_is_made_of_if_that_is_not_much(bank: Bank) -> None:
    for family in ("rnn.hidden-state", "lstm.cell-state", "bptt.truncated", "bleu.sentence"):
        review = lines_of(bank, family, 3)
        last, more = first_open(review, "right"), first_open(review, "unknown")
        assert last <= more
        assert len(last) <= 2
        assert len(more) <= len(last) + 2
        assert max(last) == len(review.lines)


def test_nothing_is_open_where_there_is_nothing(bank: Bank) -> None:
    level, form = bank.families["lstm.statements"].asks[0]
    review = bank.review(bank.issue("lstm.statements", level, form, 1), UNKNOWN)
    found = opened(review, "unknown", ())
    assert found.reading is None
    assert found.steps == frozenset()
    assert not found.folded
