"""The picture of each topic: boxes apart, arrows from border to border, said in words."""

import pytest

from app.pages.diagrams import LARGE, diagram
from question_bank.topic_pages import topic_page
from question_bank.topics import load_topics
from tests.app.site import Site

WIDTH, HEIGHT = LARGE.width, LARGE.height
TOPICS = tuple(topic.id for topic in load_topics().topics)


@pytest.mark.parametrize("topic", TOPICS)
def test_boxes_lie_apart_within_the_picture(topic: str) -> None:
    drawn = diagram(topic_page(topic).picture)
    assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)
    for box in drawn.boxes:
        assert 0 <= box.x <= drawn.width - WIDTH
        assert 0 <= box.y <= drawn.height - HEIGHT


@pytest.mark.parametrize("topic", TOPICS)
def test_arrows_run_from_border_to_border_and_through_no_other_box(topic: str) -> None:
    drawn = diagram(topic_page(topic).picture)
    assert drawn.lines
    for line in drawn.lines:
        ends = ((line.x1, line.y1), (line.x2, line.y2))
        for x, y in ends:
            on_border = [
                box
                for box in drawn.boxes
                if abs(abs(x - box.middle[0]) - WIDTH / 2) < 0.01 or abs(abs(y - box.middle[1]) - HEIGHT / 2) < 0.01
            ]
            assert on_border
        for k in range(1, 20):  # points along the arrow
            x = line.x1 + (line.x2 - line.x1) * k / 20
            y = line.y1 + (line.y2 - line.y1) * k / 20
            for box in drawn.boxes:
                inside = abs(x - box.middle[0]) < WIDTH / 2 - 1 and abs(y - box.middle[1]) < HEIGHT / 2 - 1
                assert not inside, (topic, line.start.en, line.end.en, box.label.en)


def test_the_page_draws_it_and_says_it_in_words(site: Site) -> None:
    page = site.get("/topics/lstm", "en").text
    assert page.count("<rect") == len(topic_page("lstm").picture.nodes)
    assert "forget f → Cᵗ" in page
