"""The API: the engine's values bit for bit, refusals that name the field, questions without keys."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.api.models import example
from question_bank.bank import Bank
from question_bank.feedback.lines import line_id
from question_bank.model.instance import Form, Question
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.filling import random_values
from question_bank.operations.limits import limits
from question_bank.operations.operation import Operation
from tests.app.site import Site, answer_of, build, right, submission
from tests.question_bank.budget import portion

SOME = pytest.mark.parametrize("operation", portion(operations().values(), 16), ids=lambda operation: operation.id)


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Site]:
    """One app for all of these tests: nothing here depends on what another has left."""
    app, clock = build(template, tmp_path_factory.mktemp("site"), bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def compute(site: Site, operation: str, body: Any) -> Any:
    return site.client.post(f"/api/v1/compute/{operation}", json=body)


def refused(response: Any, status: int = 422) -> dict[str, str]:
    """The fields of an error with the shapes that are expected; every error has the same form."""
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"status", "message", "fields"}
    assert body["status"] == status
    assert body["message"]["ja"]
    assert body["message"]["en"]
    return {entry["field"]: entry["expected"] for entry in body["fields"]}


@SOME
def test_the_engines_values_bit_for_bit(site: Site, operation: Operation) -> None:
    """Full precision survives JSON: what comes back is what the engine's functions name."""
    values = random_values(operation, {}, 7)
    body = {"inputs": values, "conventions": example(operation)["conventions"]}
    answer = compute(site, operation.id, body).json()
    checked = check(operation, values, {})
    named: dict[tuple[str, Any], Any] = {}

    def listen(name: str, index: Any, value: Any, evidence: object = None) -> Any:
        named.setdefault((name, index), value)
        return value

    for run in operation.runs(checked.values, checked.conventions, checked.sizes):
        run.function(**run.inputs, **run.conventions, step=listen)
    assert len(answer["steps"]) == len(named)
    for step in answer["steps"]:
        value = np.asarray(named[step["symbol"], step["index"]], dtype=float)
        sent = np.array(step["value"], dtype=float)  # JSON knows no infinity: it is null there, and a note says why
        np.testing.assert_array_equal(sent, np.where(np.isfinite(value), value, np.nan))
    assert {entry["id"] for entry in answer["derivation"]} == set(map(line_id, named))
    assert bool(answer["notes"]) is not all(np.all(np.isfinite(value)) for value in named.values())
    for name, gradient in answer["gradients"].items():
        assert np.shape(gradient) == np.shape(values[name])


@SOME
def test_defaults_are_filled_in_and_said(site: Site, operation: Operation) -> None:
    body = example(operation)
    whole = compute(site, operation.id, body)
    bare = compute(site, operation.id, {"inputs": body["inputs"]})
    assert whole.status_code == bare.status_code == 200
    assert bare.json() == whole.json()
    used = {name: entry["value"] for name, entry in bare.json()["conventions"].items()}
    assert used == body["conventions"]


@SOME
def test_unknown_fields_and_missing_ones_are_refused(site: Site, operation: Operation) -> None:
    body = example(operation)
    assert refused(compute(site, operation.id, {**body, "input": {}})) == {"input": "no such field"}
    for part in ("inputs", "conventions"):
        more = {**body, part: {**body[part], "nonsense": 1}}
        assert refused(compute(site, operation.id, more)) == {"nonsense": "no such field"}
    for name in body["inputs"]:
        if operation.field(name).optional:
            continue
        less = {key: value for key, value in body["inputs"].items() if key != name}
        assert refused(compute(site, operation.id, {**body, "inputs": less}))[name]
        wrong = {**body["inputs"], name: {"a": 1}}
        assert refused(compute(site, operation.id, {**body, "inputs": wrong}))[name]
    for name in body["conventions"]:
        other = {**body["conventions"], name: "nonsense"}
        assert refused(compute(site, operation.id, {**body, "conventions": other}))[name]


@pytest.mark.parametrize(
    ("name", "field", "value", "shape"),
    [
        ("bptt", "W", [[1, 2, 3]], "2 × 2 numbers (H × H)"),
        ("bptt", "W", [1, 2], "H × H numbers"),
        ("bptt", "W", [[1, 2], [3]], "2 × 2 numbers (H × H)"),
        ("bptt", "W", [["1", "2"], ["3", "4"]], "H × H numbers"),
        ("bptt", "W", [[True, False], [True, True]], "H × H numbers"),
        ("bptt", "W", [[1e7, 0], [0, 0]], "2 × 2 numbers (H × H)"),
        ("bptt", "x", [[1, 2]] * 9, "T × D numbers"),
        ("cbow", "target", 4, "a whole number from 1 to 3"),
        ("cbow", "target", 1.5, "a whole number from 1 to V"),
        ("bleu", "references", [], "one sentence a line"),
        ("bleu", "candidate", "a " * 61, "words with spaces between"),
    ],
)
def test_wrong_shapes_are_refused_with_the_shape(site: Site, name: str, field: str, value: Any, shape: str) -> None:
    body = example(operations()[name])
    body["inputs"] = {**body["inputs"], field: value}
    assert refused(compute(site, name, body)) == {field: shape}


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_no_number_that_is_none_is_taken(site: Site, literal: str) -> None:
    content = '{"inputs": {"p": [0.5, LITERAL]}}'.replace("LITERAL", literal)
    headers = {"content-type": "application/json"}
    response = site.client.post("/api/v1/compute/perplexity", content=content, headers=headers)
    assert refused(response) == {"p": "T numbers"}


def test_a_field_that_the_conventions_do_not_use_is_refused(site: Site) -> None:
    body = example(operations()["lstm"])
    body["inputs"] = {**body["inputs"], "p_i": [1.0, 1.0]}
    assert refused(compute(site, "lstm", body)) == {"p_i": "nothing"}
    peephole = {name: operations()["lstm"].example[name] for name in ("p_i", "p_f", "p_o")}
    body = {"inputs": {**body["inputs"], **peephole}, "conventions": {"peephole": True}}
    assert compute(site, "lstm", body).status_code == 200


@pytest.mark.parametrize(
    ("name", "inputs", "said"),
    [
        ("through-time-power", {"w": 1e6, "slope": 1, "k": 100}, {"product": (None, "Too large")}),
        ("through-time-power", {"w": 1e-6, "slope": 1, "k": 100}, {"product": (0.0, "Too small")}),
        ("attention-weights", {"e": [800, 0]}, {"a": (0.0, "Too small")}),
        ("sequence-probability", {"p": [1e-300, 1e-300]}, {"P": (0.0, "Too small")}),
        (
            "bleu-from-precisions",
            {"p": [0.5, 0], "c": 5, "r": 5},
            {"mean_log": (None, "Infinite")},  # BLEU is 0 indeed
        ),
        ("masked-loss", {"p": [0.5, 0], "m": [1, 1]}, {"log_sum": (None, "Infinite"), "L": (None, "It comes of")}),
        ("masked-loss", {"p": [0.5, 0], "m": [1, 0]}, {}),
        (
            "analogy",
            {"king": [1, 0], "man": [1, 0], "woman": [0, 0], "candidate": [[1, 1]]},
            {"similarity": (None, "Undefined")},
        ),
        ("cosine", {"a": [1e-200, 1e-200], "b": [-1e-200, 1e-200]}, {}),
        ("clipping", {"g": [[0, 0], [3, 4]], "theta": 1}, {}),
    ],
)
def test_what_a_float_cannot_hold_has_a_word_on_it(site: Site, name: str, inputs: Any, said: Any) -> None:
    response = compute(site, name, {"inputs": inputs})
    assert response.status_code == 200
    answer = json.loads(response.text, parse_constant=pytest.fail)
    values = {step["latex"]: (step["symbol"], step["value"]) for step in answer["steps"]}
    found = {values[note["step"]][0]: (values[note["step"]][1], note["message"]) for note in answer["notes"]}
    assert set(found) == set(said)
    for symbol, (value, begins) in said.items():
        assert found[symbol][0] == value
        assert found[symbol][1]["en"].startswith(begins)
        assert found[symbol][1]["ja"].endswith("。")
    noted = {note["step"] for note in answer["notes"]}
    assert all(step["value"] is not None for step in answer["steps"] if step["latex"] not in noted)


def test_limits_are_named_before_and_in_a_refusal(site: Site) -> None:
    document = site.client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for operation in operations().values():
        name = "".join(part.capitalize() for part in operation.id.split("-"))
        for field, described in document[f"{name}Inputs"]["properties"].items():
            text = described["description"]
            assert limits(operation.field(field)).en in text
            assert re.search("[0-9⁰-⁹]", limits(operation.field(field)).ja) or "異なる単語" in text, (
                operation.id,
                field,
            )
    body = example(operations()["bptt"])
    for wrong, said in (([[1e7, 0], [0, 0]], "±10⁶"), ([[1e-301, 0], [0, 0]], "10⁻³⁰⁰"), ([[0] * 7] * 7, "H ≤ 6")):
        refusal = compute(site, "bptt", {**body, "inputs": {**body["inputs"], "W": wrong}}).json()
        assert said in refusal["fields"][0]["message"]["ja"]
        assert said in refusal["fields"][0]["message"]["en"]


def test_a_search_tells_its_sequence(site: Site) -> None:
    inputs = {"tokens": "B A", "first": [0.5, 0.5], "after": [[0.5, 0.5], [0.5, 0.5]], "length": 2}
    assert compute(site, "beam-search", {"inputs": inputs}).json()["tokens"] == ["A", "A"]  # of equals the first
    assert compute(site, "cosine", {"inputs": {"a": [1], "b": [1]}}).json()["tokens"] is None


def test_conventions_are_said_in_their_sentences(site: Site) -> None:
    answer = compute(site, "gru", {**example(operations()["gru"]), "conventions": {"update": "keep"}}).json()
    assert answer["conventions"]["update"]["value"] == "keep"
    assert "残す割合" in answer["conventions"]["update"]["sentence"]["ja"]
    assert answer["conventions"]["reset"]["value"] == "before"
    cut = compute(site, "truncated-bptt", {**example(operations()["truncated-bptt"]), "conventions": {"cut": [1, 2]}})
    assert cut.json()["conventions"]["cut"]["value"] == [1, 2]


def test_every_error_is_json(site: Site) -> None:
    json_type = {"content-type": "application/json"}
    body = example(operations()["perplexity"])
    assert refused(site.client.get("/api/v1/nothing"), 404) == {}
    assert refused(site.client.get("/api/"), 404) == {}
    assert refused(compute(site, "nothing", {}), 404) == {}
    assert refused(site.client.get("/api/v1/compute/bptt"), 405) == {}
    assert refused(site.client.post("/api/v1/compute/bptt", content="{", headers=json_type), 400) == {}
    assert refused(site.client.post("/api/v1/compute/bptt", content="1" * 66_000, headers=json_type), 413) == {}
    elsewhere = site.client.post("/api/v1/compute/perplexity", json=body, headers={"sec-fetch-site": "cross-site"})
    assert refused(elsewhere, 403) == {}
    assert refused(site.client.get("/api/v1/families", headers={"host": "evil.example"}), 400) == {}
    for response in (elsewhere, site.client.get("/api/v1/nothing")):
        assert response.headers["content-security-policy"]


def test_a_failure_is_json_without_a_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.routes.check", lambda *_: 1 / 0)
    response = compute(site, "perplexity", example(operations()["perplexity"]))
    assert refused(response, 500) == {}
    assert "Zero" not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_programs_may_compute_and_pages_of_others_may_not(site: Site, headers: dict[str, str], status: int) -> None:
    body = example(operations()["perplexity"])
    assert site.client.post("/api/v1/compute/perplexity", json=body, headers=headers).status_code == status


def test_the_description_names_every_operation_and_nothing_else(site: Site) -> None:
    document = site.client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    paths = set(document["paths"])
    assert all(path.startswith("/api/v1/") for path in paths)
    assert {path.rsplit("/", 1)[1] for path in paths if "/compute/" in path} == set(operations())
    schemas = document["components"]["schemas"]
    for operation in operations().values():
        route = document["paths"][f"/api/v1/compute/{operation.id}"]["post"]
        assert operation.title.en in route["summary"]
        assert operation.title.ja in route["summary"]
        media = route["requestBody"]["content"]["application/json"]
        assert media["examples"]["example"]["value"] == example(operation)
        request = schemas[media["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]
        inputs = schemas[request["inputs"]["$ref"].rsplit("/", 1)[1]]
        assert inputs["additionalProperties"] is False
        assert set(inputs["properties"]) == {f.name for f in operation.fields}
        for f in operation.fields:
            assert f.label.en in inputs["properties"][f.name]["description"]
            assert f.label.ja in inputs["properties"][f.name]["description"]
        conventions = schemas[request["conventions"]["$ref"].rsplit("/", 1)[1]].get("properties", {})
        for c in operation.conventions:
            default = list(c.default) if isinstance(c.default, tuple) else c.default
            assert conventions[c.name]["default"] == default


def test_families_are_listed(site: Site, bank: Bank) -> None:
    listed = site.client.get("/api/v1/families").json()
    assert [entry["id"] for entry in listed] == list(bank.families)
    assert all(entry["asks"] and entry["title"]["en"] for entry in listed)


def test_an_instance_comes_without_its_key(site: Site, bank: Bank) -> None:
    for name, card in list(bank.families.items())[::7]:
        for level, form in card.asks[:2]:
            address = f"/api/v1/instances/{name}?seed=4&level={level}&form={form}"
            issued = site.client.get(address).json()
            assert set(issued) == {"seed", "version", "question"}
            assert set(issued["question"]) == set(Question.model_fields)
            made = bank.issue(name, level, form, 4)
            assert Question.model_validate_json(json.dumps(issued["question"])) == made.question
            assert not {"key", "parameters", "slips"} & set(issued["question"])


def test_a_seed_decides_and_pairs_that_do_not_exist_are_refused(site: Site) -> None:
    first = site.client.get("/api/v1/instances/bptt.delta?seed=1").json()
    assert first == site.client.get("/api/v1/instances/bptt.delta?seed=1").json()
    assert first != site.client.get("/api/v1/instances/bptt.delta?seed=2").json()
    assert "2 choice" in refused(site.client.get("/api/v1/instances/bptt.delta?seed=1&form=code"))["form"]
    assert refused(site.client.get("/api/v1/instances/bptt.delta"))["seed"]
    assert refused(site.client.get("/api/v1/instances/bptt.delta?seed=-1"))["seed"]
    assert refused(site.client.get("/api/v1/instances/nothing?seed=1"), 404) == {}


@pytest.mark.parametrize(
    ("family", "level", "form"),
    [
        ("bptt.delta", 1, "vector"),
        ("bptt.recurrent-weight-gradient", 3, "matrix"),
        ("bptt.formula", 1, "choice"),
        ("lstm.statements", 1, "select"),
        ("lstm.cell-code", 1, "code"),
    ],
)
def test_grading_tells_the_key_only_afterwards(site: Site, bank: Bank, family: str, level: int, form: Any) -> None:
    asks = bank.families[family].asks
    level = level if (level, form) in asks else next(known for known, other in asks if other == form)
    made = bank.issue(family, level, form, 21)
    response = site.client.post(
        f"/api/v1/instances/{family}/grade", json=submission(made, answer_of(right(made), form))
    )
    assert response.status_code == 200, response.text
    graded = response.json()
    assert graded["grade"]["correct"] is True
    assert graded["review"]["key"]["ja"]
    if made.format.rounding:
        assert graded["grade"]["cells"] == [True] * len(made.key.cells)
        assert graded["review"]["lines"]
        off = [f"{cell + 3:.4f}" for cell in made.key.cells]
        wrong = site.client.post(f"/api/v1/instances/{family}/grade", json=submission(made, {"texts": off})).json()
        assert wrong["grade"] == {"correct": False, "cells": [False] * len(made.key.cells)}


def test_what_cannot_be_read_is_refused_and_not_wrong(site: Site, bank: Bank) -> None:
    address = "/api/v1/instances/bptt.delta/grade"
    made = bank.issue("bptt.delta", 1, "vector", 2)
    assert list(refused(site.client.post(address, json=submission(made, {"texts": ["１", "x"]})))) == [
        "answer.texts[1]"
    ]
    assert list(refused(site.client.post(address, json=submission(made, {"texts": ["1"]})))) == ["answer.texts[1]"]
    assert list(refused(site.client.post(address, json=submission(made, {"texts": ["1"] * 3})))) == ["answer.texts"]
    assert refused(site.client.post(address, json=submission(made, {"texts": []})))
    assert refused(site.client.post(address, json=submission(made, {"texts": ["1", "1"]}, version=99)))[
        "version"
    ] == str(made.version)
    assert refused(site.client.post(address, json=submission(made, {"texts": ["1", "1"]}, level=3)))["form"]
    unversioned = {name: value for name, value in submission(made, {"texts": ["1", "1"]}).items() if name != "version"}
    response = site.client.post(address, json=unversioned)
    assert refused(response) == {"version": "required"}
    assert response.json()["fields"][0]["message"]["en"] == "version is missing."
    choice = bank.issue("bptt.formula", bank.families["bptt.formula"].asks[0][0], "choice", 2)
    other = "/api/v1/instances/bptt.formula/grade"
    assert "0 … 3" in refused(site.client.post(other, json=submission(choice, {"choice": 9})))["answer.choice"]
    assert refused(site.client.post(other, json=submission(choice, {})))


MISFITS = [
    ("number", {"choice": 1}, "answer.choice"),
    ("number", {}, "answer.texts[0]"),
    ("number", {"texts": ["0,324"]}, "answer.texts[0]"),
    ("vector", {"texts": ["1"] * 20}, "answer.texts"),
    ("matrix", {"texts": ["1", "2", "3", "4"], "choice": 0}, "answer.choice"),
    ("choice", {"texts": ["0"]}, "answer.texts"),
    ("choice", {"choice": 4}, "answer.choice"),
    ("choice", {"choice": 0, "texts": ["0"]}, "answer.texts"),
    ("code", {}, "answer.choice"),
    ("select", {}, "answer.texts"),
    ("select", {"choice": 0}, "answer.choice"),
    ("select", {"texts": ["0", "9"]}, "answer.texts"),
    ("select", {"texts": ["x"]}, "answer.texts"),
    ("order", {"texts": ["1", "1"]}, "answer.texts[0]"),
    ("order", {"texts": [str(place) for place in range(1, 20)]}, "answer.texts"),
    ("match", {"texts": ["Z"]}, "answer.texts[0]"),
    ("match", {"choice": 0}, "answer.choice"),
    ("combination", {"texts": ["1"]}, "answer.texts"),
    ("combination", {"choice": 4}, "answer.choice"),
]


@pytest.mark.parametrize(("form", "answer", "field"), MISFITS, ids=str)
def test_an_answer_that_the_form_does_not_take_is_refused_and_told_what_it_takes(
    site: Site, bank: Bank, form: Any, answer: dict[str, Any], field: str
) -> None:
    name, level = next((c.id, level) for c in bank.families.values() for level, f in c.asks if f == form)
    made = bank.issue(name, level, form, 5)
    response = site.client.post(f"/api/v1/instances/{name}/grade", json=submission(made, answer))
    assert refused(response)[field]
    assert all(entry["message"]["ja"] and entry["message"]["en"] for entry in response.json()["fields"])


def test_every_form_can_be_answered_amiss() -> None:
    assert {form for form, _, _ in MISFITS} == set(get_args(Form))
