"""Instances from before there were tables and figures are shown and answered as they are."""

import json

import pytest

from tests.app.site import Site


@pytest.mark.parametrize(("family", "part"), [("tables.precision", "tables"), ("plots.distance", "figures")])
def test_an_instance_without_the_part_is_still_shown(site: Site, family: str, part: str) -> None:
    quiz = site.quiz(family)
    content = json.loads(site.content(quiz, 1).model_dump_json())
    assert content.pop(part)
    site.change(
        "UPDATE instance SET content = :content WHERE quiz_id = :quiz AND ordinal = 1",
        content=json.dumps(content),
        quiz=quiz,
    )
    page = site.get(f"/practice/{quiz}/items/1").text
    assert '<svg class="plot"' not in page
    assert ("<caption>" in page) == (part == "tables")  # a table stands in the text as well
    assert site.answer(quiz, 1).status_code == 303
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
