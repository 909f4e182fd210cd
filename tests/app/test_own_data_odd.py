"""Whatever is changed in a file: it comes in and every page opens, or it is told where it is faulty; never neither."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from tests.app.owner import document, live, send
from tests.app.site import Site, build
from tests.app.test_idempotency import everything
from tests.app.test_own_data import PAGES
from tests.question_bank.budget import examples

TRIES = examples(40, 6)


@pytest.fixture(scope="module")
def whole(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> dict[str, Any]:
    """A file with some of everything, but few answers."""
    app, clock = build(template, tmp_path_factory.mktemp("odd"), bank)
    with TestClient(app, follow_redirects=False) as client:
        site = Site(client, app.state.services, clock)
        live(site)
        return document(site)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each value of a document, as what holds it and where in it."""
    if isinstance(value, dict | list):
        for key, held in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(held)


def copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def change(document: dict[str, Any], chance: random.Random) -> None:
    """Drop, double or replace a value at random; mostly by one that stands somewhere under the same name."""
    names = sorted({str(key) for _, key in places(document) if isinstance(key, str)})
    name = chance.choice(names)
    found = [(held, key) for held, key in places(document) if key == name]
    held, key = chance.choice(found)
    match chance.randrange(6):
        case 0:
            held[key] = None
        case 1:
            del held[key]
        case 2 if isinstance(held[key], list) and held[key]:
            held[key].append(copied(chance.choice(held[key])))
        case 3 if isinstance(held[key], list) and held[key]:
            del held[key][chance.randrange(len(held[key]))]
        case 4:
            other, there = chance.choice(list(places(document)))
            held[key] = copied(other[there])
        case _:
            other, there = chance.choice(found)
            held[key], other[there] = copied(other[there]), copied(held[key])


def refer(document: dict[str, Any], chance: random.Random) -> None:
    """Let what refers to something refer to something else, or something have another's uid."""
    rows = [row for quiz in document["quizzes"] for row in quiz["instances"]]
    uids = [one["uid"] for one in (*rows, *document["quizzes"])]
    name, among = chance.choice([("uid", rows), ("replaces", rows), ("repeats", document["quizzes"])])
    chance.choice(among)[name] = chance.choice(uids)


@pytest.mark.parametrize("seed", range(TRIES))
def test_what_comes_in_opens_and_what_does_not_is_told(site: Site, whole: dict[str, Any], seed: int) -> None:
    chance = random.Random(seed)
    if seed % 4 == 0:  # into an installation where all of it is already
        assert send(site, json.dumps(whole)).status_code == 200
    file = copied(whole)
    for _ in range(chance.choice((1, 1, 2))):
        chance.choice((change, refer))(file, chance)
    before = everything(site)
    response = send(site, json.dumps(file))
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        assert everything(site) == before
    else:
        opens(site)


def opens(site: Site) -> None:
    """Every page that shows what came in."""
    newest = site.rows("SELECT max(quiz_id) FROM exam")[0][0]
    answers = [f"/history/{number}" for (number,) in site.rows("SELECT id FROM submission")]
    for address in ("/", *PAGES, "/practice/new", *answers):
        if "{exam}" not in address or newest is not None:
            assert site.get(address.format(exam=newest)).status_code == 200, address
