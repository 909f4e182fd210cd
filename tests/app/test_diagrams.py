"""The picture of each topic: boxes apart, arrows from border to border, said in words."""

import pytest

from app.pages.diagrams import LARGE, SMALL, Diagram, diagram
from question_bank.bank import load_bank
from question_bank.diagrams import rewritten, units
from question_bank.topic_pages import topic_page
from question_bank.topics import load_topics
from tests.app.site import Site

WIDTH, HEIGHT = LARGE.width, LARGE.height
UNITS = [
    (card.topic, card.id.split(".")[1].removesuffix("-diagram"))
    for card in load_bank().families.values()
    if card.id.endswith("-diagram")
]
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
    runs_clear(diagram(topic_page(topic).picture), topic)


@pytest.mark.parametrize(("topic", "unit"), UNITS)
def test_so_they_do_in_every_choice_and_no_two_lie_on_each_other(topic: str, unit: str) -> None:
    known = units(topic)[unit]
    for picture in (known.picture, *(rewritten(known, rewrite) for rewrite in known.wrong)):
        drawn = diagram(picture, SMALL)
        runs_clear(drawn, f"{topic} {unit}")
        ends = [frozenset((arrow.start, arrow.end)) for arrow in picture.arrows]
        assert len(set(ends)) == len(ends)
        assert drawn.width <= 320


def runs_clear(drawn: Diagram, place: str) -> None:
    WIDTH, HEIGHT = drawn.measure.width, drawn.measure.height
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
                assert not inside, (place, line.start.en, line.end.en, box.label.en)


def test_the_page_draws_it_and_says_it_in_words(site: Site) -> None:
    page = site.get("/topics/lstm", "en").text
    assert page.count("<rect") == len(topic_page("lstm").picture.nodes)
    assert "forget f → Cᵗ" in page
