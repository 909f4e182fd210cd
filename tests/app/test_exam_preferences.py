"""What is set for a learner and what a mock exam makes of it: how much time there is, and the language."""

import re

import pytest

from tests.app.site import Site
from tests.app.test_exams import begin, send, stored
from tests.app.test_switching import changed, standing, switch


def test_the_settings_say_how_much_time_there_is(site: Site) -> None:
    """It stands in the settings, is ticked where an exam begins, and can be changed there."""
    settings = {"language": "ja", "theme": "auto"}
    assert site.post("/settings", {**settings, "exam_extra": "125"}).status_code == 303
    assert re.search(r'name="exam_extra" value="125" checked', site.get("/settings").text)
    site.post("/settings", settings)  # what was not sent stays
    for page in (site.get("/exams"), site.get("/exams", "en")):
        assert re.findall(r'name="extra" value="(\d+)" checked', page.text) == ["125"]
        assert "150" in page.text  # minutes of the whole
    assert re.findall(r'name="extra" value="(\d+)" checked', site.get("/exams?extra=100").text) == ["100"]
    site.post("/exams", {"length": "quarter"})
    assert site.rows("SELECT extra, allowed FROM exam") == [(125, 30 * 60 * 125 // 100)]
    site.post("/exams/1/finish")
    site.post("/exams", {"length": "quarter", "extra": "100"})
    assert site.rows("SELECT extra, allowed FROM exam ORDER BY quiz_id")[1] == (100, 30 * 60)
    assert site.post("/settings", {**settings, "exam_extra": "110"}).status_code == 422
    kept = site.get("/settings?kept=1&theme=dark&exam_extra=150").text  # as the switch of the language sends it
    assert re.search(r'name="exam_extra" value="150" checked', kept)


@pytest.mark.parametrize(("elsewhere", "kept"), [({"choice": "3"}, 3), ({"clear": "1"}, None)])
def test_the_switch_of_the_language_brings_no_old_answer_back(
    site: Site, elsewhere: dict[str, str], kept: int | None
) -> None:
    """A page is open with the answer 0, which another tab changes or takes off; here only the language is switched."""
    exam = begin(site)
    send(site, exam, 1, {"choice": "0"})
    address = f"/exams/{exam}/items/1"
    here = standing(site.get(address))
    assert dict(here)["choice"] == dict(here)["shown"] == "0"
    site.post(address, {"shown": "0", **elsewhere})
    there = switch(site, site.get(address), here)
    assert "shown" not in "".join(re.findall(r"<p[^>]*>[^<]*</p>", there.text))  # no name of ours is told as unknown
    assert dict(standing(there)).get("choice") == (None if kept is None else str(kept))
    site.post(address, {**dict(standing(there)), "to": "2"})
    assert stored(site, "SELECT choice FROM exam_answer JOIN instance ON id = instance_id WHERE ordinal = 1") == kept
    ticked = changed(standing(site.get(address)), choice=["2"])  # what was ticked here still comes along
    there = switch(site, site.get(address), ticked)
    assert dict(standing(there))["choice"] == "2"
