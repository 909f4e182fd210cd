"""Pictures to choose: boxes apart, arrows from border to border and through no box, small enough for a phone."""

import pytest

from app.pictures.choices import MARGIN, Diagram, diagram, label_width
from app.quiz.pictures import drawn as side_by_side
from question_bank.bank import load_bank
from question_bank.kinds.options.diagrams import rewritten, units
from question_bank.model.topic_pages import Picture

UNITS = [
    (card.topic, card.id.split(".")[1].removesuffix("-diagram"))
    for card in load_bank().families.values()
    if card.id.endswith("-diagram")
]


@pytest.mark.parametrize(("topic", "unit"), UNITS)
def test_arrows_run_clear_in_every_choice_and_no_two_lie_on_each_other(topic: str, unit: str) -> None:
    known = units(topic)[unit]
    for picture in (known.picture, *(rewritten(known, rewrite) for rewrite in known.wrong)):
        drawn = diagram(picture)
        assert len({(box.x, box.y) for box in drawn.boxes}) == len(drawn.boxes)
        runs_clear(drawn, f"{topic} {unit}")
        for box, node in zip(drawn.boxes, picture.nodes, strict=True):
            assert label_width(node) <= box.width - 4, node.label.ja
            assert box.x >= MARGIN
            assert box.x + box.width <= drawn.width - MARGIN + 1e-6
        ends = [frozenset((arrow.start, arrow.end)) for arrow in picture.arrows]
        assert len(set(ends)) == len(ends)
        assert drawn.width <= 320


def runs_clear(drawn: Diagram, place: str) -> None:
    assert drawn.lines
    for line in drawn.lines:
        ends = ((line.x1, line.y1), (line.x2, line.y2))
        for x, y in ends:
            on_border = [
                box
                for box in drawn.boxes
                if abs(abs(x - box.middle[0]) - box.width / 2) < 0.01
                or abs(abs(y - box.middle[1]) - box.height / 2) < 0.01
            ]
            assert on_border
        for k in range(1, 20):  # points along the arrow
            x = line.x1 + (line.x2 - line.x1) * k / 20
            y = line.y1 + (line.y2 - line.y1) * k / 20
            for box in drawn.boxes:
                inside = abs(x - box.middle[0]) < box.width / 2 - 1 and abs(y - box.middle[1]) < box.height / 2 - 1
                assert not inside, (place, line.start.en, line.end.en, box.label.en)


@pytest.mark.parametrize(("topic", "unit"), UNITS)
def test_what_a_wrong_picture_lacks_is_named(topic: str, unit: str) -> None:
    bank = load_bank()
    for seed in range(6):
        instance = bank.issue(f"{topic}.{unit}-diagram", *bank.families[f"{topic}.{unit}-diagram"].asks[0], seed)
        question = instance.question
        right = instance.key.choice
        assert right is not None
        shown = [choice.picture for choice in question.choices if isinstance(choice.picture, Picture)]
        arrows = {(arrow.start, arrow.end) for arrow in shown[right].arrows}
        names = {node.id: node.label.en for node in shown[right].nodes}
        assert all(isinstance(laid, Diagram) and not laid.missing for laid in side_by_side(question))
        for picture, laid in zip(shown, side_by_side(question, right), strict=True):
            assert isinstance(laid, Diagram)
            lacks = arrows - {(arrow.start, arrow.end) for arrow in picture.arrows}
            assert {(line.start.en, line.end.en) for line in laid.missing} == {(names[a], names[b]) for a, b in lacks}
