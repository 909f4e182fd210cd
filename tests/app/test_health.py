"""Health, readiness and metrics; a line in the log for each request, in which nothing is said of what was sent."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from app.__main__ import main
from app.settings import Settings
from app.upkeep.logs import Lines
from tests.app.site import Site, wrong
from tests.app.test_command import environment

SAMPLE = re.compile(r'edrill_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [0-9][0-9.e+-]*')


def near(site: Site, **headers: str) -> TestClient:
    """Somebody on the same machine, whose address is seen."""
    return TestClient(site.client.app, client=("127.0.0.1", 5000), headers=headers, raise_server_exceptions=False)


def with_settings(site: Site, **changed: Any) -> None:
    app: Any = site.client.app
    settings = site.services.settings.model_copy(update=changed)
    app.state.services = type(site.services)(**{**vars(site.services), "settings": settings})


@pytest.mark.file
def test_being_up_needs_no_database(site: Site, tmp_path: Path) -> None:
    site.services.database.engine.dispose()
    (tmp_path / "edrill.sqlite3").unlink()
    assert site.get("/healthz").json() == {"status": "ok"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.file
def test_readiness_tells_of_room_and_of_the_end(site: Site) -> None:
    assert site.get("/readyz").json() == {"status": "ready", "wrong": []}
    with_settings(site, least_free_mb=2**40)
    assert site.get("/readyz").json() == {"status": "not ready", "wrong": ["room"]}
    with_settings(site, least_free_mb=0)
    app: Any = site.client.app
    app.state.ending = True
    try:
        response = site.get("/readyz")
        assert (response.status_code, response.json()["wrong"]) == (503, ["ending"])
    finally:
        app.state.ending = False


@pytest.mark.file
def test_figures_are_for_this_machine_or_for_who_has_the_token(site: Site, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / f"edrill-{site.clock.now - timedelta(hours=1):%Y%m%dT%H%M%SZ}.sqlite3").touch()
    here = near(site).get("/readyz").json()
    assert here["backup_age_seconds"] == 3600
    assert here["disk_free_bytes"] > here["database_bytes"] > 0
    assert near(site).get("/metrics").status_code == 200
    forwarded = near(site, **{"x-forwarded-for": "203.0.113.9"})
    for far in (site.client, forwarded):
        assert far.get("/metrics").status_code == 404
        assert set(far.get("/readyz").json()) == {"status", "wrong"}
    token = "x" * 16
    with_settings(site, metrics_token=SecretStr(token))
    assert near(site).get("/metrics").status_code == 404
    assert near(site, authorization="Bearer y").get("/metrics").status_code == 404
    assert forwarded.get("/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 200
    with pytest.raises(ValidationError):
        Settings(metrics_token=SecretStr("short"))


@pytest.mark.file
def test_metrics_count_requests_by_route_and_writes(site: Site) -> None:
    app: Any = site.client.app
    app.state.requests.spreads.clear()
    quiz = site.quiz("bptt.delta")
    site.get(f"/practice/{quiz}/items/1")
    site.get(f"/practice/{quiz}/items/2")
    site.client.head("/")
    site.client.request("BREW", "/nowhere/at/all")
    site.get("/static/nothing.css")
    lines = near(site).get("/metrics").text.splitlines()
    assert lines == [line for line in lines if line.startswith("# ") or SAMPLE.fullmatch(line)]
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    labels = 'method="GET",route="/practice/{quiz_id}/items/{number}",status="200"'
    assert values[f"edrill_request_seconds_count{{{labels}}}"] == "2"
    assert values[f'edrill_request_seconds_bucket{{{labels},le="+Inf"}}'] == "2"
    assert values['edrill_request_seconds_count{method="HEAD",route="/",status="200"}'] == "1"
    assert values['edrill_request_seconds_count{method="GET",route="/static",status="404"}'] == "1"
    assert any('method="other",route=""' in name for name in values)
    assert int(values["edrill_write_wait_seconds_count"]) >= 2
    assert int(values["edrill_wal_bytes"]) > 0
    buckets = [int(value) for name, value in values.items() if name.startswith("edrill_write_wait_seconds_bucket")]
    assert buckets == sorted(buckets)


def test_each_request_is_a_line_that_tells_nothing_of_what_was_sent(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    quiz = site.quiz("bptt.delta")
    secret = "57.13791"
    form = dict.fromkeys(wrong(site.content(quiz, 1)), secret)
    with caplog.at_level(logging.INFO, logger="edrill"):
        site.client.get(f"/practice/{quiz}/items/1?cell={secret}", headers={"cookie": f"a={secret}"})
        site.post(f"/practice/{quiz}/items/1", form, **{"x-request-id": "from-a-proxy"})
        site.get(f"/nowhere/{secret}")
        for unlogged in ("/healthz", "/readyz", "/metrics"):
            site.get(unlogged)
    lines = [Lines().format(record) for record in caplog.records]
    assert not [line for line in lines if secret in line or "\n" in line]
    first, second, third = [json.loads(line) for line in lines]
    route = "/practice/{quiz_id}/items/{number}"
    assert (first["method"], first["route"], first["status"]) == ("GET", route, 200)
    assert first["db_queries"] > 2
    assert 0 < first["db_ms"] < first["ms"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}\+00:00", first["ts"])
    assert first["level"] == "info"
    assert (second["method"], second["route"]) == ("POST", route)
    assert (third["route"], third["status"]) == ("", 404)


def test_a_failure_is_told_by_its_type_and_place_and_not_in_its_words(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    quiz = site.quiz("bptt.delta")
    site.change("ALTER TABLE submission RENAME TO away")
    site.change("CREATE TABLE submission (id INTEGER PRIMARY KEY, instance_id INTEGER)")
    caplog.clear()
    assert site.post(f"/practice/{quiz}/items/1", {"cell": "57.13791"}).status_code == 500
    (failed,) = [json.loads(Lines().format(record)) for record in caplog.records if record.exc_info]
    assert failed["error"] in {"OperationalError", "ProgrammingError"}
    assert any("app/" in place for place in failed["at"])
    assert "57.13791" not in json.dumps(failed)
    assert "parameters" not in str(caplog.records[0].exc_info)


def test_the_command_prints_what_can_be_measured_without_the_server(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["app", "metrics"])
    assert main() == 0
    first = capsys.readouterr().out
    site.quiz("bptt.delta")
    monkeypatch.setattr("sys.argv", ["app", "backup"])
    assert main() == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.argv", ["app", "metrics"])
    assert main() == 0
    second = capsys.readouterr().out
    names = re.findall(r"^edrill_(\w+) (\d+(?:\.\d+)?)$", second, re.MULTILINE)
    assert [name for name, _ in names] == ["disk_free_bytes", "database_bytes", "wal_bytes", "backup_age_seconds"]
    assert float(dict(names)["database_bytes"]) == (tmp_path / "edrill.sqlite3").stat().st_size
    assert "backup_age_seconds" not in first
    assert set(first.splitlines()) - set(second.splitlines()) <= {line for line in first.splitlines() if line[0] == "e"}
