"""Pictures of instances: every family with a run has one, nothing overlaps, texts fit, every symbol can be read."""

import re
from itertools import combinations, pairwise

import pytest

from app.pictures.charts import size_chart
from app.pictures.drawings import drawings
from app.pictures.graphs import Drawing, draw_graph
from app.pictures.layers import PAD, SYMBOL
from app.pictures.sketches import draw_sketch
from app.pictures.symbols import UnreadableSymbolError, text
from app.web.templating import environment
from engine.derivation import Notation
from question_bank.bank import Bank, load_bank
from question_bank.model.bilingual import LANGUAGES
from question_bank.model.computed import Formulas, Numeric
from question_bank.model.instance import Instance
from question_bank.pictures.series import Sizes
from tests.engine.modules import stepping
from tests.question_bank.budget import some

SEEDS = range(3)
PAGE = '{% from "partials/pictures.html" import pictures %}{{ pictures(drawn, (), ()) }}'


def _with_runs() -> list[str]:
    bank = load_bank()
    found = []
    for name in bank.families:
        family = bank.family(name)
        level, form = family.asks[0]
        problem = family.ask(bank.issue(name, level, form, 1).parameters, form)
        if isinstance(problem, Numeric | Formulas):
            found.append(name)
    return found


FAMILIES = _with_runs()


def instances(bank: Bank, family: str) -> list[Instance]:
    levels = dict(bank.families[family].asks)
    return [bank.issue(family, level, form, seed) for level, form in levels.items() for seed in SEEDS]


def notations() -> list[Notation]:
    return [module.NOTATION for module in stepping()]


def test_every_symbol_of_every_notation_can_be_written() -> None:
    found = notations()
    assert len(found) > 10
    for notation in found:
        for symbol in notation.symbols:
            written = text(notation.write(symbol, "2"))
            assert written.width > 0
            assert "\\" not in written.plain


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\delta^{\mathrm{out},(2)}", "𝛿out,(2)"),
        (r"W_{\mathrm{in}}", "𝑊in"),
        (r"\frac{\partial E}{\partial h^{(1)}}", "∂𝐸/∂ℎ(1)"),
        (r"\frac{P(x, y)}{P(x) P(y)}", "𝑃(𝑥,𝑦)/(𝑃(𝑥)𝑃(𝑦))"),
        (r"\tilde{h}^{(1)}", "ℎ˜(1)"),
        (r"-0.5", "−0.5"),
        (r"\frac{5}{6}", "5/6"),
        ("f'(u^{(2)})", "𝑓′(𝑢(2))"),
    ],
)
def test_symbols_are_read_as_they_are_written(latex: str, plain: str) -> None:
    assert text(latex).plain == plain


def test_what_cannot_be_written_raises() -> None:
    with pytest.raises(UnreadableSymbolError):
        text(r"\begin{pmatrix} 1 \end{pmatrix}")
    with pytest.raises(UnreadableSymbolError):
        text("x^")


def test_scripts_come_back_to_the_line() -> None:
    shifts = [round(tspan.dy, 1) for tspan in text("z^{2}_{1} + b").tspans(10)]
    assert sum(shifts) == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("family", some(FAMILIES))
def test_every_family_has_a_picture_that_renders(bank: Bank, family: str) -> None:
    for instance in instances(bank, family):
        drawn = drawings(bank.pictures(instance))
        for language in LANGUAGES:
            page = environment(language).from_string(PAGE).render(drawn=drawn)
            assert "<svg" in page or "<table" in page or 'class="grams"' in page
            ids = re.findall(r' id="([^"]+)"', page)
            assert len(ids) == len(set(ids))
        for picture in (drawn.graph, drawn.search):
            if picture is not None:
                check(picture[1])


@pytest.mark.parametrize("family", some(FAMILIES))
def test_no_two_values_of_a_table_are_named_alike(bank: Bank, family: str) -> None:
    """Of two candidates that end in A, each is named by all its words."""
    for instance in instances(bank, family):
        found = bank.pictures(instance)
        for picture in (found.graph, found.search):
            if picture is not None:
                names = [vertex.named for vertex in picture.vertices]
                assert len(names) == len(set(names)), names


def check(drawing: Drawing) -> None:
    """No two nodes overlap, all lie within the picture, and every text fits its node."""
    for one, other in combinations(drawing.nodes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        above = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or above, (one.vertex.id, other.vertex.id)
    for node in drawing.nodes:
        assert node.x >= 0
        assert node.x + node.width <= drawing.width
        assert node.y >= 0
        assert node.y + node.height <= drawing.height
        assert max(node.symbol.width * SYMBOL, node.value.width) <= node.width - 2 * PAD + 0.01
    for path in drawing.paths:
        passed = [n.vertex.id for n in drawing.nodes if n.vertex.id not in {path.wire.start, path.wire.end}]
        for x, y in sampled(path.d):
            for node in drawing.nodes:
                hit = node.x + 2 < x < node.x + node.width - 2 and node.y + 2 < y < node.y + node.height - 2
                assert not (hit and node.vertex.id in passed), (path.wire.start, path.wire.end, node.vertex.id)
    for weight in drawing.weights:
        assert weight.value_x + weight.value.width <= drawing.width


def sampled(d: str) -> list[tuple[float, float]]:
    """Points along a path of M, V and C."""
    points: list[tuple[float, float]] = []
    x, y = 0.0, 0.0
    for command, rest in re.findall(r"([MVC])([^MVC]*)", d):
        numbers = [float(number) for number in rest.split()]
        if command == "M":
            x, y = numbers
        elif command == "V":
            points += [(x, y + (numbers[0] - y) * k / 10) for k in range(11)]
            y = numbers[0]
        else:
            x1, y1, x2, y2, x3, y3 = numbers
            for k in range(11):
                s, t = 1 - k / 10, k / 10
                across = s**3 * x + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t**3 * x3
                points.append((across, s**3 * y + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t**3 * y3))
            x, y = x3, y3
    return points


def test_the_asked_value_and_its_weights_are_in_the_graph(bank: Bank) -> None:
    graph = bank.pictures(bank.issue("bptt.recurrent-weight-gradient", 1, "matrix", 1)).graph
    assert graph is not None
    assert [vertex.id for vertex in graph.vertices if vertex.asked] == ["dW"]
    assert {wire.labels for wire in graph.wires if wire.start == "delta-2" and wire.end == "delta-1"} == {
        (r"W^{\top}",)
    }
    drawn = draw_graph(graph)
    assert drawn.band is not None
    assert [label.said for _, label in drawn.columns] == ["t = 0", "t = 1", "t = 2"]


def test_bleu_shows_which_occurrence_counts(bank: Bank) -> None:
    instance = bank.issue("bleu.modified-precision", 1, "number", 1)
    found = bank.pictures(instance).overlaps
    assert found is not None
    (order,) = found.orders
    standings = [gram.standing for sentence in order.sentences for gram in sentence.grams]
    assert standings.count("counted") == order.matched
    assert len(standings) == order.possible


def test_a_causal_mask_is_seen(bank: Bank) -> None:
    table = bank.pictures(bank.issue("attention.causal", 3, "number", 1)).weights
    assert table is not None
    masked = [[cell.masked for cell in cells] for _, cells in table.rows]
    assert masked == [[False, True, True], [False, False, True], [False, False, False]]


def test_a_power_is_followed_from_step_to_step(bank: Bank) -> None:
    instance = bank.issue("gradients.power", 1, "number", 2)
    found = bank.pictures(instance).sizes
    assert found is not None
    factor = instance.parameters["w"] * instance.parameters["slope"]
    assert [size for _, size, _ in found.points] == pytest.approx([factor**k for k, _, _ in found.points])


@pytest.mark.parametrize("count", range(1, 13))
def test_a_chart_of_few_points_has_room_on_a_phone(count: int) -> None:
    sizes = Sizes(r"\delta^t", "t", tuple((k, 1.0 + k / 8, f"{1 + k / 8:.4f}") for k in range(count)))
    chart = size_chart(sizes)
    assert chart.least <= (328 if count <= 4 else 540)
    xs = [mark.x for mark in chart.marks]
    assert chart.left < xs[0] <= xs[-1] < chart.right < chart.width
    assert all(after - before >= 50 for before, after in pairwise(xs)) or count > 7


def test_a_sketch_is_laid_out_like_a_graph(bank: Bank) -> None:
    for seed in SEEDS:
        found = bank.issue("lstm.cell-state", 2, "number", seed).sketch
        assert found is not None
        check(draw_sketch(found))
