"""The language switch, without script: whatever is typed or ticked on a page is there in the other language."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from question_bank.operations import operations
from tests.app.site import Site, wrong
from tests.app.test_guided import guide_of, texts, through
from tests.question_bank.budget import portion

Fields = list[tuple[str, str]]


def switch(site: Site, shown: Response, fields: Fields) -> Response:
    """Press the switch on a page whose form holds these fields; the page one comes to."""
    found = re.search(
        r'<button class="plain" form="(\w+)" formaction="([^"]+)" [^>]*name="to" value="(\w+)"', shown.text
    )
    assert found is not None
    form, address, language = found.groups()
    assert f'id="{form}" method=' in shown.text
    body = urlencode([*fields, ("to", language)])
    headers = {"content-type": "application/x-www-form-urlencoded"}
    sent = site.client.post(unescape(address), content=body, headers=headers)
    for _ in range(3):
        if sent.status_code == 303:
            sent = site.get(sent.headers["location"])
        elif sent.status_code == 307:
            sent = site.client.post(sent.headers["location"], content=body, headers=headers)
    assert sent.headers["content-language"] == language
    return sent


def standing(page: Response) -> Fields:
    """What the form of a page would send."""
    form = re.search(r'<form [^>]*id="(?:answer|start|settings|lab)" method.*?</form>', page.text, re.DOTALL)
    assert form is not None
    found: Fields = []
    for tag, rest, text in re.findall(r"<(input|textarea)\b([^>]*)>(?:\n([^<]*)</textarea>)?", form[0]):
        value = re.search(r' value="([^"]*)"', rest)
        name = re.search(r' name="([^"]*)"', rest)
        if name is None:
            continue  # a scratch pad, which no form sends
        if not re.search(r'type="(radio|checkbox)"', rest) or " checked" in rest:
            found.append((name[1], unescape(text if tag == "textarea" else value[1] if value else "")))
    return found


def changed(fields: Fields, **values: Any) -> Fields:
    """The fields with those of these names taken out and put in anew."""
    kept = [field for field in fields if field[0] not in values]
    return kept + [(name, value) for name, entries in values.items() for value in entries]


def same(page: Response, fields: Fields) -> bool:
    return sorted(standing(page)) == sorted(fields)


@pytest.mark.parametrize("topics", [[], ["bleu"], ["bleu", "lstm"]])
def test_the_start_form_keeps_its_ticks(site: Site, topics: list[str]) -> None:
    shown = site.get("/practice/new?topic=gru&count=5")
    fields = changed(
        standing(shown), topic=topics, level=["1", "3"] if topics else [], count=["20"], ordering=["topic"]
    )
    there = switch(site, shown, fields)
    assert same(there, fields)
    assert same(switch(site, there, fields), fields)
    refused = site.post("/practice", {"topic": [], "level": "2", "count": "5", "ordering": "mixed"})
    assert refused.status_code == 422
    assert same(switch(site, refused, standing(refused)), standing(refused))


def test_the_settings_keep_their_ticks_and_are_not_saved(site: Site) -> None:
    shown = site.get("/settings")
    fields = changed(standing(shown), theme=["dark"], shortcuts=[])
    there = switch(site, shown, fields)
    assert same(there, changed(fields, language=["en"]))  # which is what the switch has stored
    assert site.rows("SELECT language, theme, shortcuts FROM learner") == [("en", "auto", 1)]
    assert dict(standing(site.get("/settings")))["theme"] == "auto"


@pytest.mark.parametrize("name", portion(operations(), 16))
def test_the_lab_keeps_its_inputs(site: Site, name: str) -> None:
    shown = site.get(f"/lab/{name}")
    fields = standing(shown)
    assert len(fields) >= len(operations()[name].conventions) + 1
    there = switch(site, shown, fields)
    assert same(there, fields)
    assert '<div class="notice" role="status">' not in there.text


@pytest.mark.parametrize("count", [700, 7000])
def test_long_inputs_of_the_lab_are_kept(site: Site, count: int) -> None:
    """Longer than any address, and longer than what the lab computes with: what is refused is kept as well."""
    shown = site.get("/lab/perplexity")
    fields = changed(standing(shown), p=[" ".join(["0.5"] * count)])
    assert len(urlencode(fields)) > 2500
    for typed in (fields, changed(fields, p=["0.25 x " + "0.5 " * count])):
        there = switch(site, shown, typed)
        assert same(there, typed)
        assert same(switch(site, there, typed), typed)


def test_a_question_keeps_what_is_typed_and_chosen(site: Site) -> None:
    for family in ("rnn.hidden-state", "lstm.statements"):
        quiz = site.quiz(family)
        for number in range(1, 1 + len(site.forms(quiz))):
            made = site.content(quiz, number)
            shown = site.get(f"/practice/{quiz}/items/{number}")
            typed = wrong(made)
            values = {name: [entry] if isinstance(entry, str) else entry for name, entry in typed.items()}
            fields = changed(standing(shown), **values, guessed=["1"])
            assert same(switch(site, shown, fields), fields)
    assert site.rows("SELECT count(*) FROM submission") == [(0,)]


def test_guided_cells_are_kept_before_and_after_they_were_refused(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    address = f"/practice/{quiz}/items/1/guided"
    shown = site.get(address)
    count = len(texts(guide_of(site, quiz), 0))
    for cells in (["0.5"] * count, ["1..5", *["x" * 900] * (count - 1)]):
        fields = changed(standing(shown), cell=cells)
        assert same(switch(site, shown, fields), fields)
        sent = {name: [value for other, value in fields if other == name] for name, _ in fields}
        if ".." in cells[0]:
            refused = site.post(address, sent)
            assert refused.status_code == 422
            assert same(switch(site, refused, fields), fields)
    assert site.rows("SELECT count(*) FROM guided_move") == [(0,)]
    through(site, quiz)  # where these fields are no longer those of the page
    late = urlencode(changed(fields, cell=["0.5"]))
    assert ("cell", "0.5") not in standing(site.get(f"{address}?{late}"))


def test_a_switch_that_could_not_be_stored_can_be_pressed_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.services.database.write():
        site.services.database.patience = 0.05
        refused = site.client.post("/settings/language?next=/practice/new", data={"to": "en", "topic": "bleu"})
    assert refused.status_code == 503
    assert 'action="/settings/language?next=/practice/new"' in refused.text
    assert 'name="topic" value="bleu"' in refused.text


@pytest.mark.parametrize("form", [{}, {"to": "fr"}, {"language": "en"}])
def test_a_switch_to_no_language_is_refused(site: Site, form: dict[str, str]) -> None:
    assert site.post("/settings/language?next=/", form).status_code == 422


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example/lab/bptt", "/\\evil.example", "//["])
def test_a_switch_leads_nowhere_else(site: Site, away: str) -> None:
    sent = site.post(f"/settings/language?{urlencode({'next': away})}", {"to": "en", "p": "0.5 " * 3000})
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/")
    assert not sent.headers["location"].startswith("//")
    assert "evil" not in sent.headers["location"]
