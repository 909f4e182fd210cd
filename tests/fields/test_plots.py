"""Plots: in the question, as choices, and after the answer; they tell no answer before it is in."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from question_bank.bank import Bank
from question_bank.kinds.issuing import attempt, make_instance
from question_bank.kinds.numeric.secrecy import figure_problems
from question_bank.kinds.options import Options
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.computed import Numeric
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Instance
from question_bank.model.made import RejectedError
from question_bank.model.plots import NOTHING, Curve, Marks, Plot, axis
from question_bank.model.topic_pages import Picture
from question_bank.pictures.run import Pictures, run_pictures
from question_bank.proof.promises import promise_problems
from question_bank.proof.verify import MOST_REJECTED
from tests.app.site import Site, right, wrong
from tests.app.test_pages import read
from tests.fields.topics.plots.activation import FUNCTIONS
from tests.fields.topics.plots.roc_area import area
from tests.oracles.found import Oracle

FAMILIES = ("plots.distance", "plots.roc-area", "plots.activation")


def _oracle(instance: Instance) -> tuple[float, ...] | str:
    p = instance.parameters
    if instance.family == "plots.roc-area":
        return (area(p["t"]),)
    if instance.family == "plots.distance":
        (w1, w2), (x1, x2) = p["w"], p["x"]
        return ((w1 * x1 + w2 * x2 + p["b"]) / 5,)
    _, function = FUNCTIONS[p["function"]]
    told = []
    for u in (-2, 0, 2):
        z = function(u)
        shown = f"{z:g}" if abs(z - round(z, 2)) < 1e-12 else f"≈ {z:.2f}"
        told.append(f"({u}, {shown})".replace("-", "−"))
    return f"横軸 u、縦軸 z。{'、'.join(told)}"


ORACLES: dict[str, Oracle] = dict.fromkeys(FAMILIES, _oracle)


def changed(family: Family, figures: Any) -> Family:
    """The family with other figures, made of its problem."""

    def problem(p: Parameters) -> Numeric:
        own = family.problem(p)
        assert isinstance(own, Numeric)
        return replace(own, figures=figures(own))

    return replace(family, problem=problem)


def with_marks(problem: Numeric, *places: tuple[float, float], label: Bilingual = NOTHING) -> tuple[Plot, ...]:
    """The plot of a problem with other marks."""
    (plot,) = problem.figures
    assert isinstance(plot, Plot)
    return (plot.model_copy(update={"marks": (Marks(places=places, label=label),)}),)


def distance_of(problem: Numeric) -> float:
    """The answer of a question about a distance."""
    return float(problem.run.plain()["d", None])


def test_a_mark_stands_at_given_values(bank: Bank) -> None:
    family = bank.family("plots.distance")
    problem = family.problem(make_instance(family, 1, "number", 1).parameters)
    assert isinstance(problem, Numeric)
    assert figure_problems(problem) == []
    d = distance_of(problem)
    (found,) = figure_problems(replace(problem, figures=with_marks(problem, (d, 0.0))))
    assert "which is not given" in found


def test_the_answer_is_not_read_from_a_curve(bank: Bank) -> None:
    """On a curve it would stand beside a given value, upwards or to the right; a curve that only passes by is none."""
    family = bank.family("plots.distance")
    problem = family.problem(make_instance(family, 1, "number", 1).parameters)
    assert isinstance(problem, Numeric)
    d, x = distance_of(problem), float(problem.run.inputs["x"][0])
    (own,) = problem.figures
    for places in (((x - 1, d - 1), (x + 1, d + 1)), ((d - 1, x - 1), (d + 1, x + 1))):
        plot = own.model_copy(update={"curves": (Curve(places=places),)})
        found = figure_problems(replace(problem, figures=(plot,)))
        assert any("can be read from a curve" in said for said in found), found
    beside = Curve(places=((x + 0.25, d), (x + 0.75, d)))
    assert figure_problems(replace(problem, figures=(own.model_copy(update={"curves": (beside,)}),))) == []


def test_a_label_does_not_say_the_answer(bank: Bank) -> None:
    family = bank.family("plots.distance")
    problem = family.problem(make_instance(family, 1, "number", 1).parameters)
    assert isinstance(problem, Numeric)
    said = f"{distance_of(problem):.2f}"
    label = Bilingual(ja=f"距離 {said}", en=f"distance {said}")
    found = figure_problems(replace(problem, figures=with_marks(problem, (0.0, 0.0), label=label)))
    assert found == [f"a label of the figure says the answer: {label.en}"]


def test_a_family_whose_figure_tells_the_answer_does_not_pass(bank: Bank) -> None:
    """Where a mark does, the proof says so; where a curve does, too many draws are rejected: one may be chance."""
    family = bank.family("plots.distance")
    marking = changed(family, lambda own: with_marks(own, (distance_of(own), 0.0)))
    issued = [make_instance(marking, 1, "number", seed) for seed in range(10)]
    found = [said for one in issued for said in promise_problems(Bank([marking], bank.topics), marking, one)]
    assert len(found) > 5  # all but those whose answer is a given number as well
    assert all("a mark of the figure stands at" in said for said in found)

    def through(own: Numeric) -> tuple[Plot, ...]:
        x, d = float(own.run.inputs["x"][0]), distance_of(own)
        (plot,) = own.figures
        assert isinstance(plot, Plot)
        return (plot.model_copy(update={"curves": (Curve(places=((x - 1, d - 1), (x + 1, d + 1))),)}),)

    telling, rejected = changed(family, through), 0
    for seed in range(20):
        try:
            attempt(telling, 1, "number", seed, 0)
        except RejectedError as error:
            rejected += "can be read from a curve" in str(error)
    assert rejected > 2 * MOST_REJECTED * 20


def test_a_figure_is_none_of_the_choices(bank: Bank) -> None:
    family = bank.family("plots.activation")
    instance = make_instance(family, 1, "choice", 1)
    shown = instance.choices[0].picture
    assert shown is not None
    figures = (shown,)

    def problem(p: Parameters) -> Any:
        return replace(family.problem(p), figures=figures)

    telling = replace(family, problem=problem)
    found = promise_problems(Bank([telling], bank.topics), telling, make_instance(telling, 1, "choice", 1))
    assert found == ["a figure of the question is one of its choices"]


@pytest.mark.parametrize("named", [(), ("right",), ("right", "wrong")])
def test_a_figure_does_not_name_the_right_choice(bank: Bank, named: tuple[str, ...]) -> None:
    """Unless it names another as well: of which curve is asked by the names that stand in the plot."""
    family = bank.family("plots.activation")

    def problem(p: Parameters) -> Options:
        own = family.problem(p)
        assert isinstance(own, Options)
        assert isinstance(own.right.picture, Plot)
        asked, *others = [
            FUNCTIONS[p["function"]][0],
            *(says for name, (says, _) in FUNCTIONS.items() if name != p["function"]),
        ]
        texts = {"right": [asked], "wrong": others}
        curves = [Curve(label=text, places=((0, 0),)) for name in named for text in texts[name]]
        return replace(
            own,
            right=replace(own.right, text=asked, picture=None),
            wrong=tuple(
                replace(option, text=text, picture=None) for option, text in zip(own.wrong, others, strict=True)
            ),
            figures=(own.right.picture.model_copy(update={"curves": tuple(curves)}),),
        )

    read_off = replace(family, problem=problem)
    found = promise_problems(Bank([read_off], bank.topics), read_off, make_instance(read_off, 1, "choice", 1))
    assert ("a figure of the question names the right choice and no other" in found) == (named == ("right",)), found


def test_a_figure_is_stored_as_the_problem_has_it(bank: Bank) -> None:
    family = bank.family("plots.distance")
    instance = make_instance(family, 1, "number", 1)
    other = instance.model_copy(update={"figures": make_instance(family, 1, "number", 2).figures})
    assert promise_problems(bank, family, other) == ["the figures that are stored are not those of the problem"]


def test_letters_of_a_plot_are_explained(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    family = bank.family("plots.distance")

    def renamed(own: Numeric) -> tuple[Plot, ...]:
        (plot,) = own.figures
        assert isinstance(plot, Plot)
        return (plot.model_copy(update={"y": axis(-4, 4, "θ₂ と q")}),)

    other = changed(family, renamed)
    found = promise_problems(Bank([other], bank.topics), other, make_instance(other, 1, "number", 1))
    assert [one.split(";")[0] for one in found] == [r"letters in a picture that nothing explains: \theta, q"]
    after = Plot(title=Bilingual(ja="誤差 q", en="q"), x=axis(0, 1), y=axis(0, 1))
    monkeypatch.setattr(Bank, "pictures", lambda *_: Pictures(figures=(after,)))
    found = promise_problems(bank, family, make_instance(family, 1, "number", 1))
    assert [one.split(";")[0] for one in found] == ["letters in a picture that nothing explains: q"]


def test_an_instance_is_stored_with_its_plots(bank: Bank) -> None:
    for name in FAMILIES:
        family = bank.family(name)
        level, form = family.asks[0]
        instance = make_instance(family, level, form, 3)
        stored = Instance.model_validate_json(instance.model_dump_json())
        assert stored == instance
        kinds = [type(c.picture) for c in (*stored.choices, *stored.figures) if c.picture is not None]
        assert set(kinds) <= {Plot}
    diagram = bank.issue("gru.unit-diagram", *bank.families["gru.unit-diagram"].asks[0], 1)
    stored = Instance.model_validate_json(diagram.model_dump_json())
    assert all(isinstance(choice.picture, Picture) for choice in stored.choices)


def with_choices(site: Site, address: str, language: Language = "ja") -> str:
    """The page of an answered question with all its choices, of which some are sent when they are opened."""
    page = site.get(address, language).text
    others = re.search(r'class="others" href="([^"#]+)', page)
    return page if others is None else site.get(f"{address}{unescape(others[1])}", language).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_pages_draw_plots_and_tell_them(site: Site, family: str, language: Language) -> None:
    quiz = site.quiz(family)
    made = site.content(quiz, 1)
    address = f"/practice/{quiz}/items/1"
    before = site.get(address, language).text
    site.answer(quiz, 1, wrong(made))
    after = with_choices(site, address, language)
    seen = site.get(f"{address}?show=picture", language).text
    pages = [before, after, seen]
    if made.stages > 1:
        pages.append(site.get(f"{address}/guided", language).text)
    for page in pages:
        reader = read(page)
        assert len(reader.ids) == len(set(reader.ids))
        assert reader.labelled <= set(reader.ids)
        assert " style=" not in page
        for shown in (*made.figures, *made.choices):
            told = shown.text.in_language(language) in unescape(page)
            assert told or shown.picture is None or (page is seen and shown in made.choices)  # these when opened
    assert before.count('<svg class="plot"') == len(made.figures) + len(made.choices)
    assert "seen-1" not in before
    assert "curve right" not in before
    drawn = before.count('<svg class="plot"')
    assert after.count('<svg class="plot"') == drawn
    folded = site.get(address, language).text  # some choices are sent when they are opened
    assert seen.count('<svg class="plot"') == folded.count('<svg class="plot"') + (family == "plots.roc-area")
    assert ("curve right" in after) == bool(made.choices)


def test_what_differs_from_the_right_curve_is_seen_after_the_answer(site: Site) -> None:
    quiz = site.quiz("plots.activation")
    made = site.content(quiz, 1)
    site.answer(quiz, 1, right(made))
    page = with_choices(site, f"/practice/{quiz}/items/1")
    assert page.count("curve right") == 3
    assert "一点鎖線は、正しい図の線です。" in page
    assert "この図にない矢印" not in page


def test_the_api_gives_a_plot_as_data_and_in_words(site: Site) -> None:
    quiz = site.quiz("plots.distance")
    made = site.content(quiz, 1)
    asked = {"seed": made.seed, "level": made.level, "form": made.form}
    found = site.client.get(f"/api/v1/instances/{made.family}", params=asked).json()["question"]["figures"]
    (shown,) = found
    plot = Plot.model_validate(shown["picture"])
    assert plot.in_words() == Bilingual.model_validate(shown["text"])
    assert plot.marks[0].places == (tuple(map(float, made.parameters["x"])),)


def test_a_plot_after_the_answer_is_a_reading_of_the_run(bank: Bank) -> None:
    """Whoever records a run of that function has it, as the lab does; other topics have none."""
    instance = make_instance(bank.family("plots.roc-area"), 1, "number", 2)
    (plot,) = bank.pictures(instance).figures
    labels = instance.parameters["t"]
    ones, zeros = sum(labels), len(labels) - sum(labels)
    places = [(labels[:k].count(0) / zeros, labels[:k].count(1) / ones) for k in range(1, len(labels) + 1)]
    assert [pytest.approx(place) for place in places] == list(plot.marks[0].places)
    problem = bank.family("plots.roc-area").problem(instance.parameters)
    assert isinstance(problem, Numeric)
    record = problem.run.derivation()
    assert len(run_pictures("plots", problem.run, record, [("A", None)], record.steps).figures) == 1
    assert run_pictures("tables", problem.run, record, [("A", None)], record.steps).figures == ()
