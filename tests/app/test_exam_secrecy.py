"""While an exam is open no address of the app tells anything of its keys, or lets anything happen to its questions.

The addresses are discovered from the app, whichever package they belong to, and filled with the numbers of the exam.
"""

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.factory import arrive, arrive_sealed
from question_bank.bank import Bank
from question_bank.model.answer import UNKNOWN
from tests.app.site import Site, build
from tests.app.test_secrecy import OF_ANSWERED, another
from tests.contracts.test_routes import TABLE

NUMBERS = (1, 2, 3)  # questions of the exam that every address is tried with
TOUCHED = (
    "submission",
    "guided_move",
    "flag",
    "note",
    "family_total",
    "quarter_total",
    "slip_total",
    "recognised_slip",
)
SENT: dict[str, Any] = {
    "action": "shown",
    "choice": "0",
    "flagged": "1",
    "number": "1",
    "submission": "1",
    "text": "a",
    "unknown": "1",
}


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every address that names a quiz, a question or an answer, with the exam's numbers; every other that is read."""
    described: dict[str, dict[str, Any]] = app.openapi()["paths"]
    for path, methods in described.items():
        for method in methods:
            names = set(re.findall(r"{(\w+)}", path))
            if names <= {"quiz_id", "number", "instance_id", "submission_id"} and names:
                for number in NUMBERS if names - {"quiz_id"} else (1,):
                    filled = {"quiz_id": 1, "number": number, "instance_id": number, "submission_id": number}
                    yield method, path.format(**filled)
            elif method == "get":
                yield method, TABLE[method, path][0]


def begin(site: Site) -> None:
    """An exam that is open, with an answer in it; it is number one, and so are its questions."""
    assert site.post("/exams", {"length": "quarter"}).status_code == 303
    site.post("/exams/1/items/1", {"choice": "1"})


def leaks(site: Site) -> list[str]:
    """Addresses that tell something of a key, or let something happen; ended by none of them."""
    found = []
    bank = site.services.bank
    before = {table: site.rows(f"SELECT * FROM {table}") for table in TOUCHED}
    hints = site.rows("SELECT sum(hints) FROM instance WHERE quiz_id = 1")
    contents = {number: site.content(1, number) for number in NUMBERS}
    tried = [entry for entry in addresses(site.client.app) if not entry[1].endswith("/finish")]  # type: ignore[arg-type]
    for method, address in tried:
        answers = [site.client.request(method, address, data=SENT if method == "post" else None) for _ in "ab"]
        text = answers[-1].text
        if any(str(instance.seed) in text or f'"{instance.seed}"' in text for instance in contents.values()):
            found.append(f"{method} {address}: a seed")
        if "/exams/" in address or "/practice/1" in address:
            if any(f'class="{part}"' in text for part in OF_ANSWERED) or 'class="hints"' in text:
                found.append(f"{method} {address}: what is said after an answer")
            for instance in contents.values():
                told = {said.remark.ja for said in bank.review(instance, UNKNOWN).choices if said.remark is not None}
                if any(remark in text for remark in told):
                    found.append(f"{method} {address}: a remark")
        if re.fullmatch(r"/practice/1(/.*)?|/(flags|notes/questions|history)/[123]", address):
            kept_back = answers[-1].status_code == 404 or answers[-1].headers.get("location") == "/exams/1"
            if not kept_back:
                found.append(f"{method} {address}: {answers[-1].status_code}")
    if {table: site.rows(f"SELECT * FROM {table}") for table in TOUCHED} != before:
        found.append("something was stored")
    if site.rows("SELECT sum(hints) FROM instance WHERE quiz_id = 1") != hints:
        found.append("a hint was counted")
    if site.rows("SELECT count(*) FROM instance WHERE replaced_at IS NOT NULL") != [(0,)]:
        found.append("a question was replaced")
    return found


def test_no_address_tells_of_a_key_or_lets_anything_happen(site: Site) -> None:
    begin(site)
    known = {(method, re.sub(r"\d+", "{}", address)) for method, address in addresses(site.client.app)}  # type: ignore[arg-type]
    assert ("post", "/practice/{}/items/{}/withdraw") in known
    assert ("post", "/practice/{}/items/{}/guided") in known
    assert leaks(site) == []
    assert site.rows("SELECT closed_at FROM exam") == [(None,)]


def test_a_door_that_is_left_open_is_noticed(template: Path, tmp_path: Path, bank: Bank) -> None:
    """The planted fault: the seal is taken off, and practice shows and takes what belongs to the exam."""
    app, clock = build(template, tmp_path, bank)
    app.dependency_overrides[arrive_sealed] = arrive
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        site = Site(client, app.state.services, clock)
        begin(site)
        found = leaks(site)
    assert "something was stored" in found
    assert any(one.startswith("get /practice/1/items/") for one in found)
    assert any("a remark" in one or "after an answer" in one for one in found)


def test_the_pages_of_an_exam_do_not_depend_on_the_keys(site: Site) -> None:
    """Another key, seed and parameters behind every question: all pages of the exam stay as they are."""
    begin(site)
    pages = ["/exams", "/exams/1/review", "/exams/1/finish", "/exams/1/time"]
    pages += [f"/exams/1/items/{number}" for number in range(1, 27)]

    def seen() -> list[str]:
        return [site.get(address, language).text for address, language in product(pages, ("ja", "en"))]

    seen()  # where one was is kept, and the review leads back there
    before = seen()
    for number in range(1, 27):
        instance = site.content(1, number)
        other = {**json.loads(instance.model_dump_json()), "seed": 1, "parameters": {}}
        other["key"] = {**other["key"], **another(instance, instance.form)}
        site.change(
            "UPDATE instance SET content = :content WHERE ordinal = :number", content=json.dumps(other), number=number
        )
    assert seen() == before
    assert site.post("/exams/1/items/2/saved", {"choice": "1"}).json()["choice"] == 1


@pytest.mark.parametrize("address", ["/exams/1/result", "/practice/1/result"])
def test_there_is_no_result_before_the_end(site: Site, address: str) -> None:
    begin(site)
    assert site.get(address).headers["location"] == "/exams/1"
    assert site.post("/exams/1/finish").status_code == 303
    assert site.get("/exams/1/result").status_code == 200
