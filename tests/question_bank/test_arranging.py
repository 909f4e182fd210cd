"""Orders and pairs: read, graded item by item, told; passages and pictures: no blank and no habit gives them away."""

import re
from collections import Counter
from itertools import permutations

import pytest

from question_bank.bank import Bank, load_bank
from question_bank.forms import form_of
from question_bank.forms.arranged import MATCHED
from question_bank.kinds.match.pools import Pool, drawn, pools
from question_bank.kinds.options import diagrams, passages
from question_bank.kinds.order import procedures
from question_bank.model.answer import UNKNOWN, Answer, Flat
from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.data import topic_folder, topic_ids
from question_bank.model.instance import Form, Instance
from tests.app.site import right_texts

FAMILIES = load_bank().families
RUNS = ("lstm.step-order", "gru.step-order", "bptt.backward-order", "bleu.steps-order")
SEEDS = range(15)
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")
POOLS = {
    f"{topic} {name}": pool
    for topic in topic_ids()
    if (topic_folder(topic) / "match.toml").is_file()
    for name, pool in pools(topic).items()
}


def ending(name: str) -> list[str]:
    return [family for family in FAMILIES if family.endswith(name)]


def issue(bank: Bank, family: str, seed: int) -> Instance:
    return bank.issue(family, *FAMILIES[family].asks[0], seed)


def given(instance: Instance, texts: tuple[str, ...]) -> Answer:
    """The texts as the answer of the instance's form."""
    return form_of(instance.form).answer(Flat(texts=texts))


def graded(bank: Bank, instance: Instance, texts: tuple[str, ...]) -> tuple[bool, tuple[bool, ...]]:
    grade = bank.grade(instance, given(instance, texts))
    return grade.correct, grade.cells


@pytest.mark.parametrize("family", RUNS)
def test_every_order_is_right_in_which_each_step_follows_what_it_uses(bank: Bank, family: str) -> None:
    """All orders of four to six items, against the plain definition."""
    several = 0
    for seed in range(4):
        instance = issue(bank, family, seed)
        right = 0
        for places in permutations(range(len(instance.items))):
            texts = tuple(str(place + 1) for place in places)
            holds = all(places[need] < places[item] for item, needs in enumerate(instance.key.before) for need in needs)
            assert graded(bank, instance, texts)[0] == holds
            right += holds
        assert right >= 1
        several += right > 1
    assert several  # there are draws that leave room


def test_only_the_item_that_stands_too_early_is_wrong(bank: Bank) -> None:
    instance = issue(bank, "lstm.remedies-order", 2)
    right = right_texts(instance)
    count = len(right)
    first = tuple(str(int(text) % count + 1) for text in right)  # the last is put first, all others one later
    last = right.index(str(count))
    assert graded(bank, instance, first) == (False, tuple(item != last for item in range(count)))
    review = bank.review(instance, given(instance, first))
    told = {said.item: said.missing for said in review.items}
    assert set(told[last]) == set(range(count)) - {last}
    assert [said.item for said in review.items] == sorted(range(count), key=lambda item: int(right[item]))


def test_what_is_put_too_late_is_wrong_and_says_before_what_it_belongs(bank: Bank) -> None:
    instance = issue(bank, "lstm.history-order", 1)
    count = len(instance.items)
    first = right_texts(instance).index("1")
    texts = tuple(str((int(place) - 2) % count + 1) for place in right_texts(instance))
    assert texts[first] == str(count)
    assert graded(bank, instance, texts) == (False, tuple(item != first for item in range(count)))
    by_item = {said.item: said for said in bank.review(instance, given(instance, texts)).items}
    assert by_item[first].overtaken == tuple(item for item in range(count) if item != first)
    assert by_item[first].missing == ()
    assert all(said.missing == (first,) and not said.overtaken for item, said in by_item.items() if item != first)


def test_both_of_two_that_are_exchanged_are_wrong(bank: Bank) -> None:
    instance = issue(bank, "lstm.history-order", 1)
    texts = list(right_texts(instance))
    one, two = texts.index("2"), texts.index("3")
    texts[one], texts[two] = texts[two], texts[one]
    assert graded(bank, instance, tuple(texts)) == (False, tuple(k not in (one, two) for k in range(len(texts))))


def test_scaled_attention_may_be_masked_before_or_after_the_division(bank: Bank) -> None:
    both = {"$\\sqrt{d_k}$ で割る", "先の位置のスコアを $-\\infty$ にする"}
    for seed in range(60):
        instance = issue(bank, "attention.stages-order", seed)
        pair = [k for k, item in enumerate(instance.items) if item.text.ja in both]
        if len(pair) == 2:
            texts = list(right_texts(instance))
            assert abs(int(texts[pair[0]]) - int(texts[pair[1]])) == 1
            texts[pair[0]], texts[pair[1]] = texts[pair[1]], texts[pair[0]]
            assert graded(bank, instance, tuple(texts))[0]
            return
    raise AssertionError("the two are never shown together")


def test_a_right_order_is_told_as_it_was_given(bank: Bank) -> None:
    for seed in range(30):
        instance = issue(bank, "bleu.steps-order", seed)
        for places in permutations(range(1, len(instance.items) + 1)):
            texts = tuple(map(str, places))
            if texts != right_texts(instance) and graded(bank, instance, texts)[0]:
                shown = [said.item for said in bank.review(instance, given(instance, texts)).items]
                assert shown == sorted(range(len(places)), key=lambda item: places[item])
                return
    raise AssertionError("no draw leaves room")


@pytest.mark.parametrize("family", ending("order"))
def test_what_is_shown_varies_and_is_never_right_as_it_stands(bank: Bank, family: str) -> None:
    shown = set()
    for seed in SEEDS:
        instance = issue(bank, family, seed)
        shown.add(tuple(item.text.ja for item in instance.items))
        as_shown = tuple(str(k + 1) for k in range(len(instance.items)))
        assert not graded(bank, instance, as_shown)[0]
        assert procedures.FEWEST <= len(instance.items) <= procedures.MOST
    assert len(shown) == len(SEEDS)


def test_two_things_of_one_year_are_never_shown_together(bank: Bank) -> None:
    stages = procedures.procedures("lstm")["history"].stages
    ranks = {stage.text.ja: stage.rank for stage in stages.values()}
    for seed in range(60):
        years = [ranks[item.text.ja] for item in issue(bank, "lstm.history-order", seed).items]
        assert len(set(years)) == len(years)


@pytest.mark.parametrize("family", ending("match"))
def test_pairs_are_one_to_one_and_one_option_is_left(bank: Bank, family: str) -> None:
    for seed in SEEDS:
        instance = issue(bank, family, seed)
        assert len(instance.options) == len(instance.items) + 1
        assert len(set(instance.key.pairs)) == len(instance.items)
        right = right_texts(instance)
        assert graded(bank, instance, right) == (True, (True,) * len(right))
        (spare,) = set(MATCHED.values(instance)) - set(right)
        assert graded(bank, instance, (spare, *right[1:])) == (False, (False, *(True,) * (len(right) - 1)))


def test_a_known_confusion_is_named_once(bank: Bank) -> None:
    for seed in range(40):
        instance = issue(bank, "bleu.measures-match", seed)
        lefts = [item.text.ja for item in instance.items]
        both = [k for k, left in enumerate(lefts) if "適合率（" in left]
        if len(both) == 2:
            texts = list(right_texts(instance))
            texts[both[0]], texts[both[1]] = texts[both[1]], texts[both[0]]
            findings = bank.review(instance, given(instance, tuple(texts))).findings
            assert [finding.slips for finding in findings] == [("adequacy-fluency-exchanged",)]
            assert bank.review(instance, given(instance, right_texts(instance))).findings == ()
            return
    raise AssertionError("the pair is never shown")


@pytest.mark.parametrize(("family", "typed", "said"), [
    ("bleu.steps-order", ["", "x", "9", "0", "1.5"], "順番を選んでください"),
    ("bleu.measures-match", ["", "Z", "1", "AB"], "記号を選んでください"),
])  # fmt: skip
def test_what_is_no_place_is_a_matter_of_form(bank: Bank, family: str, typed: list[str], said: str) -> None:
    instance = issue(bank, family, 1)
    right = right_texts(instance)
    for text in typed:
        reading = bank.read(instance, (text, *right[1:]))
        problem = reading.cells[0].problem
        assert problem is not None
        assert said in problem.ja
        assert all(cell.problem is None for cell in reading.cells[1:])
        with pytest.raises(ValueError, match="of its own"):
            bank.grade(instance, given(instance, (text, *right[1:])))


def test_full_width_and_small_letters_are_read_and_repeats_named(bank: Bank) -> None:
    instance = issue(bank, "bleu.measures-match", 1)
    right = right_texts(instance)
    wide = tuple(text.lower().translate(str.maketrans("abcde", "ａｂｃｄｅ")) for text in right)
    assert graded(bank, instance, wide)[0]
    cells = bank.read(instance, (right[1], *right[1:])).cells
    assert [cell.problem is not None for cell in cells] == [True, True, False, False]
    assert cells[0].problem is not None
    assert f"記号 {right[1]} が 2 回以上" in cells[0].problem.ja
    assert bank.read(instance, ()).readable is False


def test_an_answer_to_a_family_that_is_gone_still_shows_the_key(bank: Bank) -> None:
    for family in ("lstm.step-order", "bleu.measures-match"):
        instance = issue(bank, family, 3).model_copy(update={"family": "no.longer"})
        right = right_texts(instance)
        assert bank.grade(instance, given(instance, right)).correct
        review = bank.review(instance, given(instance, right[::-1]))
        assert {said.item: said.right for said in review.items} == dict(enumerate(right))
        assert all(said.reason is None for said in review.items)


def test_an_item_is_known_by_its_id_and_drift_is_said_where_the_key_differs(bank: Bank) -> None:
    instance = issue(bank, "lstm.parts-match", 3)
    items = (instance.items[0].model_copy(update={"text": Bilingual(ja="旧", en="old")}), *instance.items[1:])
    reworded = instance.model_copy(update={"items": items})
    assert not bank.review(reworded, UNKNOWN).drifted
    assert bank.review(reworded, UNKNOWN).items == bank.review(instance, UNKNOWN).items
    pairs = instance.key.pairs
    other = instance.model_copy(update={"key": instance.key.model_copy(update={"pairs": (*pairs[1:], pairs[0])})})
    assert bank.review(other, UNKNOWN).drifted
    order = issue(bank, "lstm.step-order", 3)
    before = order.key.before
    turned = order.model_copy(update={"key": order.key.model_copy(update={"before": (*before[1:], before[0])})})
    assert bank.review(turned, UNKNOWN).drifted
    assert not bank.review(order, UNKNOWN).drifted


@pytest.mark.parametrize("family", ending("passage"))
def test_no_blank_and_no_majority_gives_a_passage_away(bank: Bank, family: str) -> None:
    for seed in SEEDS:
        instance = issue(bank, family, seed)
        rows = [re.findall(r"（.）\u2060([^　]+)", choice.text.ja) for choice in instance.choices]
        assert len({len(row) for row in rows}) == 1
        assert len(rows[0]) >= 4
        right = rows[instance.key.choice or 0]
        for blank, column in enumerate(zip(*rows, strict=True)):
            assert sorted(Counter(column).values()) == [2, 2]
            assert right[blank] in column


@pytest.mark.parametrize("topic", sorted({FAMILIES[family].topic for family in ending("passage")}))
def test_passages_are_whole_with_their_blanks_in_order_in_both_languages(topic: str) -> None:
    for passage in passages.passages(topic).values():
        numbers = [str(k + 1) for k in range(len(passage.blanks))]
        assert re.findall(r"\[\[(\d)\]\]", passage.text.ja) == numbers
        assert re.findall(r"\[\[(\d)\]\]", passage.text.en) == numbers
        assert not JAPANESE.search(passage.text.en)
        for blank in passage.blanks:
            assert len(blank.wrong) >= 2
            every = (blank.right, *blank.wrong)
            assert len({filling.ja for filling in every}) == len({filling.en for filling in every}) == len(every)
            assert not any(JAPANESE.search(filling.en) for filling in (*every, blank.reason))


def test_every_topic_has_a_passage() -> None:
    assert {FAMILIES[family].topic for family in ending("passage")} == {card.topic for card in FAMILIES.values()}


@pytest.mark.parametrize("family", ending("diagram"))
def test_each_wrong_picture_differs_in_words_and_only_as_its_slip_says(family: str) -> None:
    card = FAMILIES[family]
    unit = diagrams.units(card.topic)[card.id.split(".")[1].removesuffix("-diagram")]
    pictures = [unit.picture, *(diagrams.rewritten(unit, rewrite) for rewrite in unit.wrong)]
    for language in LANGUAGES:
        said = [picture.in_words().in_language(language) for picture in pictures]
        assert len(set(said)) == len(said)
    assert all(len(picture.arrows) == len(unit.arrows) for picture in pictures)
    with pytest.raises(ValueError, match="nothing to change"):
        diagrams.edited(unit.picture, diagrams.Edit(arrow=("no", "where"), now=("x", "y")))


@pytest.mark.parametrize("form", ["order", "match"])
def test_the_new_forms_are_asked(form: Form) -> None:
    assert sum(form in [asked for _, asked in card.asks] for card in FAMILIES.values()) >= 13


@pytest.mark.parametrize("name", POOLS)
def test_what_is_left_over_is_true_of_nothing_shown(name: str) -> None:
    """A right side that fits another left side too is never left over beside it, but both are shown together."""
    pool = POOLS[name]
    shown = drawn(pool)
    for pair, others in pool.also.items():
        for other in others:
            assert not any(spare == pair and other in chosen for chosen, spare in shown)
            assert any({pair, other} <= set(chosen) for chosen, _ in shown)
    assert {pair for chosen, _ in shown for pair in chosen} == set(pool.pairs)


def test_what_fits_the_reconstruction_error_as_well_is_never_left_over_beside_it() -> None:
    assert "mse" in POOLS["autoencoder terms"].also["reconstruction"]


def test_what_is_true_elsewhere_is_said_of_pairs_alone() -> None:
    written = POOLS["autoencoder terms"].model_dump() | {"also": {"blur": ("mean",)}}
    with pytest.raises(ValueError, match="also: no pair mean; there are denoising, kl"):
        Pool.model_validate(written)


def form(text: str) -> str:
    """Whether an English option begins with a verb of one thing, with a verb in -ing, or with neither."""
    first = text.split(maxsplit=1)[0]
    if first.endswith("ing"):
        return "-ing"
    return "-s" if re.fullmatch("[a-z]+s", first) and first != "its" else ""


@pytest.mark.parametrize("name", POOLS)
def test_no_option_is_told_by_its_grammar(name: str) -> None:
    """All English options of a pool are in one form, so that none fits a left side of many, or of one, alone."""
    pool = POOLS[name]
    options = [*(pair.right.en for pair in pool.pairs.values()), *(decoy.en for decoy in pool.decoys.values())]
    assert len(set(map(form, options))) == 1, options
