"""What an address asks for and the page cannot use is told there, and the rest of the address holds."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.addresses import address, form_of
from question_bank.bank import Bank
from question_bank.operations import operations
from question_bank.operations.checking import check
from tests.app.site import Site, build
from tests.contracts.test_routes import TABLE
from tests.question_bank.budget import portion

QUIET = "lang=en&next=/&page=2&utm_source=x&utm_anything=y&fbclid=1"


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Site]:
    """One app for all of these tests: nothing here stores anything."""
    app, clock = build(template, tmp_path_factory.mktemp("site"), bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def told(site: Site, asked: str, language: str = "ja") -> list[str]:
    """What the page says it did not use."""
    response = site.get(asked, language)
    assert response.status_code == 200
    notice = response.text.partition('<div class="notice" role="status">')[2].partition("</div>")[0]
    return [unescape(line) for line in re.findall("<p>(.*?)</p>", notice)]


def ticked(site: Site, asked: str) -> list[tuple[str, str]]:
    return re.findall(r'name="(\w+)"(?: id="[^"]*")? value="([^"]*)" checked', site.get(asked).text)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("count=7", "count=7"),
        ("count=abc", "count=abc"),
        ("topic=foo", "topic=foo"),
        ("level=9", "level=9"),
        ("level=x", "level=x"),
        ("ordering=random", "ordering=random"),
        ("form=vector", "form"),
        ("<b>=1", "<b>"),
    ],
)
def test_the_start_form_tells_what_it_has_not_and_keeps_the_rest(site: Site, asked: str, named: str) -> None:
    rest = "topic=bleu&level=2&count=20&ordering=topic"
    kept = [pair for pair in ticked(site, f"/practice/new?{rest}") if pair[0] != asked.partition("=")[0]]
    whole = f"/practice/new?{'&'.join(part for part in rest.split('&') if not part.startswith(asked[:4]))}&{asked}"
    for language in ("ja", "en"):
        (line,) = told(site, whole, language)
        assert f"{'「' if language == 'ja' else '“'}{named}" in line
    assert [pair for pair in ticked(site, whole) if pair[0] != asked.partition("=")[0]] == kept


@pytest.mark.parametrize(
    "sent", [{"count": "7"}, {"topic": ["bleu", "foo"]}, {"level": ["1", "9"]}, {"ordering": "random"}]
)
def test_a_start_with_what_is_not_on_offer_comes_back_as_a_form(site: Site, sent: dict[str, str]) -> None:
    whole = {"topic": "bleu", "level": ["1", "2"], "count": "10", "ordering": "mixed", **sent}
    response = site.post("/practice", whole)
    assert response.status_code == 422
    assert "は選べません" in response.text
    (link,) = re.findall(r'<li><a href="#([^"]+)">', response.text)
    assert f'id="{link}"' in response.text
    assert site.rows("SELECT count(*) FROM quiz") == [(0,)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("foo=1", "項目「foo」はありません"),
        ("size-Q=2&seed=1", "項目「size-Q」はありません"),
        ("seed=abc", "「seed=abc」は選べない値です"),
        ("seed=-1", "「seed=-1」は選べない値です"),
        ("seed=1000000001", "0 から 1000000000 までの範囲にない"),
        ("seed=1&size-T=99", "「size-T=99」は 1 から"),
        ("seed=1&size-T=0", "1 として表示しています"),
        ("seed=1&size-T=x", "「size-T=x」は選べない値です"),
        ("size-T=2", "ほかの指定があるため使っていません"),
        ("seed=2&W=1", "「seed=2」は、ほかの指定があるため"),
        ("seen=nonsense", "「seen=nonsense」は選べない値です"),
    ],
)
def test_the_lab_tells_what_it_did_not_use(site: Site, asked: str, said: str) -> None:
    page = site.get(f"/lab/bptt?{asked}").text
    notice = page.partition('<div id="lab-faults">')[2].partition("</div></div>")[0]
    assert said in unescape(notice)
    assert 'class="derivation"' in page or "W=1" in asked


@pytest.mark.parametrize("name", portion(operations(), 16))
def test_a_convention_that_is_none_is_told_and_our_own_addresses_are_quiet(site: Site, name: str) -> None:
    operation = operations()[name]
    filled = operation.filled({})
    made = check(operation, operation.example_under(filled), filled)
    assert told(site, f"{address(operation, form_of(operation, made))}&{QUIET}") == []
    page = site.get(f"/lab/{name}").text
    fill = page.partition('<form class="fill"')[2].partition("</form>")[0]
    query = "&".join("=".join(pair) for pair in re.findall(r'name="([^"]+)" value="([^"]*)"', fill))
    assert told(site, f"/lab/{name}?{query}") == []
    for convention in operation.conventions:
        if convention.values:
            assert len(told(site, f"/lab/{name}?{convention.name}=nothing")) == 1


@pytest.mark.parametrize("path", ["/practice/new", "/lab/bptt"])
def test_what_others_add_to_an_address_stays_quiet(site: Site, path: str) -> None:
    assert told(site, f"{path}?{QUIET}") == []


@pytest.mark.parametrize("route", [route for route in TABLE if route[1].startswith("/api/")], ids=" ".join)
def test_the_api_refuses_a_parameter_that_it_does_not_know(site: Site, route: tuple[str, str]) -> None:
    plain = TABLE[route][0]
    join = "&" if "?" in plain else "?"
    refused = site.client.request(route[0], f"{plain}{join}levels=1&{QUIET}&foo=2&foo=3")
    assert refused.status_code == 422
    assert [field["field"] for field in refused.json()["fields"]] == ["levels", "foo"]
    assert all("知らないパラメータ" in field["message"]["ja"] for field in refused.json()["fields"])
    quiet = site.client.request(route[0], f"{plain}{join}{QUIET}")
    assert quiet.status_code == TABLE[route][2]
