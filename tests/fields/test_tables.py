"""Tables among what is given: declared from the run's inputs, shown as tables, given by the API, and proven."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.derivation import Run
from question_bank.bank import Bank
from question_bank.kinds.issuing import make_instance
from question_bank.kinds.numeric.idle import idle_problems
from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Instance
from question_bank.model.tables import Column, Table, grid, records
from question_bank.proof.promises import promise_problems
from tests.app.site import Site, right, submission, wrong
from tests.app.test_pages import read
from tests.fields import tables
from tests.oracles.found import Oracle

FAMILIES = ("tables.precision", "tables.split")


def _gini(labels: list[int]) -> float:
    share = sum(labels) / len(labels)
    return 2 * share * (1 - share)


def _oracle(instance: Instance) -> tuple[float, ...]:
    p = instance.parameters
    if instance.family == "tables.precision":
        return (p["TP"] / (p["TP"] + p["FP"]),)
    pairs = list(zip(p["x"][0], p["y"], strict=True))
    sides = [[label for feature, label in pairs if feature == value] for value in (0, 1)]
    return (sum(len(side) * _gini(side) for side in sides) / len(pairs),)


ORACLES: dict[str, Oracle] = dict.fromkeys(FAMILIES, _oracle)


def changed(family: Family, **changes: Any) -> Family:
    """The family with something else in its problems."""

    def problem(p: Parameters) -> Numeric:
        own = family.problem(p)
        assert isinstance(own, Numeric)
        return replace(own, **changes)

    return replace(family, problem=problem)


def failures(bank: Bank, family: Family, seed: int = 1) -> list[str]:
    """What the proof says of one instance of a changed family."""
    level, form = family.asks[0]
    changed_bank = Bank([family], bank.topics)
    return promise_problems(changed_bank, family, make_instance(family, level, form, seed))


def test_a_column_that_does_not_count_is_told_unless_it_is_context(bank: Bank) -> None:
    family = bank.family("tables.split")
    assert failures(bank, family) == []
    found = failures(bank, changed(family, context={"j": "the same in every question"}))
    assert [one.split(":")[0] for one in found] == ["the given x[2] does not move the answer"]


def shares(p: np.ndarray, e: np.ndarray, *, step: Any = None) -> Any:
    """The quadratic form eᵀ p e, of whose cells only those count where e is not 0."""
    return step("q", None, e @ (p @ e))


def test_each_cell_of_a_matrix_counts_or_is_context(bank: Bank) -> None:
    """Of a matrix as a whole, one cell that counts would hide all that do not."""
    family, problem = _matrix_family(bank, np.array([1.0, 0.0]))
    instance = make_instance(bank.family("tables.precision"), 1, "number", 1)
    found = idle_problems(family, problem, instance)
    assert [one.split(":")[0] for one in found] == [
        f"the given p[{i}][{k}] does not move the answer" for i, k in ((1, 2), (2, 1), (2, 2))
    ]
    held = replace(problem, context={"p[2]": "the other case", "p[*][2]": "the other case"})
    assert idle_problems(replace(family, problem=lambda _: held), held, instance) == []
    unknown = replace(held, context={**held.context, "p[3]": "no such row"})
    found = idle_problems(replace(family, problem=lambda _: unknown), unknown, instance)
    assert [one.split(";")[0] for one in found] == ["the context p[3] is not given"]


def _matrix_family(bank: Bank, e: np.ndarray) -> tuple[Family, Numeric]:
    """A question about the quadratic form of a joint distribution, of which only some cells count."""
    head = Bilingual(ja="あ", en="a")
    inputs = {"p": np.array([[0.25, 0.5], [0.125, 0.125]]), "e": e}
    notation = replace(tables.NOTATION, symbols={"p": "p", "e": "e", "q": "q"})
    joint = grid("p", inputs, head, rows=(head, head), columns=(head, head))
    problem = Numeric(
        run=Run(shares, notation, inputs), asked=Asked("q"), slips=(), tables=(joint,), context={"e": "a choice"}
    )
    problem = replace(problem, context={"e": "which case is asked of"})
    return replace(bank.family("tables.precision"), problem=lambda _: problem), problem


def test_a_column_of_a_matrix_of_records_counts_by_itself() -> None:
    head = Bilingual(ja="あ", en="a")
    inputs = {"X": np.array([[1.0, 2.0], [3.0, 4.0]]), "t": [1, 0]}
    tabled = records("data", inputs, head, (Column("X", head, entry=2), Column("t", head)))
    assert tabled.table.cells == ((2.0, 1.0), (4.0, 0.0))
    assert [place.told(inputs) for place in tabled.groups[0]] == [
        ("X", "X[1]", "X[*][2]", "X[1][2]"),
        ("X", "X[2]", "X[*][2]", "X[2][2]"),
    ]
    assert [place.told(inputs)[-1] for place in tabled.groups[1]] == ["t[1]", "t[2]"]


def test_a_letter_in_a_head_is_explained(bank: Bank) -> None:
    family = bank.family("tables.split")
    (own,) = family.problem(family.draw(Draw(family.id, 1), 1)).tables
    columns = (Bilingual(ja="風 $q$", en="wind $q$"), *own.table.columns[1:])
    other = replace(own, table=own.table.model_copy(update={"columns": columns}))

    def problem(p: Parameters) -> Numeric:
        made = family.problem(p)
        assert isinstance(made, Numeric)
        cells = made.tables[0].table.cells
        return replace(made, tables=(replace(other, table=other.table.model_copy(update={"cells": cells})),))

    found = failures(bank, replace(family, problem=problem))
    assert "letters in the stem that nothing explains: q" in [one.split(";")[0] for one in found]


def test_a_table_shows_what_is_computed_with(bank: Bank) -> None:
    family = bank.family("tables.precision")

    def problem(p: Parameters) -> Numeric:
        (other,) = family.problem({**p, "TP": p["TP"] + 1}).tables
        made = family.problem(p)
        assert isinstance(made, Numeric)
        return replace(made, tables=(other,))

    found = failures(bank, replace(family, problem=problem))
    assert found == ["the table confusion shows other values than the run is given"]


def test_a_table_that_the_text_leaves_out_is_told(bank: Bank) -> None:
    family = bank.family("tables.precision")
    instance = make_instance(family, 1, "number", 1)
    table = instance.tables[0].in_words()
    stem = Bilingual(ja=instance.stem.ja, en=instance.stem.en.replace(table.en, ""))
    found = promise_problems(bank, family, instance.model_copy(update={"stem": stem}))
    assert found == ["the table confusion does not stand in the stem"]


@pytest.mark.parametrize(("change", "said"), [
    ({"heads": (Bilingual(ja="あ", en="a"),)}, "1 and 2 heads"),
    ({"columns": (Bilingual(ja="あ", en="a"),) * 3}, "2 and 3 heads"),
])  # fmt: skip
def test_heads_are_as_many_as_rows_and_columns(change: dict[str, Any], said: str) -> None:
    head = Bilingual(ja="あ", en="a")
    made = {"heads": (head, head), "columns": (head, head), **change}
    with pytest.raises(ValueError, match=said):
        grid("p", {"p": np.eye(2)}, head, rows=made["heads"], columns=made["columns"])


def test_a_stroke_in_a_cell_is_refused() -> None:
    head = Bilingual(ja="P(A|B)", en="P(A|B)")
    with pytest.raises(ValueError, match="no place for a stroke"):
        Table(name="p", caption=head, columns=(head,), cells=((1.0,),)).in_words()


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_pages_show_a_table_with_its_caption_and_heads(site: Site, family: str, language: str) -> None:
    quiz = site.quiz(family)
    table = site.content(quiz, 1).tables[0]
    address = f"/practice/{quiz}/items/1"
    pages = [site.get(address, language).text]
    if site.content(quiz, 1).stages > 1:
        pages.append(site.get(f"{address}/guided", language).text)
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    pages.append(site.get(address, language).text)
    for page in pages:
        read(page)  # it nests
        shown = re.findall(r'<div class="scroll"><table>\n<caption>(.*?)</caption>(.*?)</table></div>', page, re.DOTALL)
        assert [caption for caption, _ in shown] == [table.caption.in_language(language)]  # type: ignore[arg-type]
        (body,) = (body for _, body in shown)
        assert body.count('<th scope="row">') == len(table.heads)
        assert body.count('<th scope="col">') == len(table.columns) + bool(table.corner.ja)
        assert "<th>" not in body
        assert " style=" not in page


def test_a_table_without_heads_of_rows_and_one_without_a_caption_stay_as_they_are() -> None:
    from app.web.markdown import to_html

    plain = to_html("| | a |\n|---|---|\n| **b** | 1 |")
    assert "<td><strong>b</strong></td>" in plain
    assert "<th>a</th>" in plain
    assert "<em>x</em> y</p>" in to_html("*x* y\n\n| a |\n|---|\n| 1 |")
    assert "caption" not in to_html("*x*\n\ny\n\n| a |\n|---|\n| 1 |")


def test_the_api_gives_the_data_and_the_text(site: Site) -> None:
    quiz = site.quiz("tables.split")
    made = site.content(quiz, 1)
    address = f"/api/v1/instances/{made.family}"
    found = site.client.get(address, params={"seed": made.seed, "level": made.level, "form": made.form}).json()
    (table,) = found["question"]["tables"]
    assert table["columns"][0] == {"ja": "天気 $x_1$", "en": "weather $x_1$"}
    assert table["cells"][0] == [cell.model_dump() for cell in made.tables[0].cells[0]]  # type: ignore[union-attr]
    assert Table.model_validate(table).in_words().en in found["question"]["stem"]["en"]
    graded = site.client.post(f"{address}/grade", json=submission(made, {"texts": right(made)["cell"]})).json()
    assert graded["grade"]["correct"] is True
