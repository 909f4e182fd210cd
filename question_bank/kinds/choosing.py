"""What problems with choices share: four of them in a random order, and the slip behind a wrong one."""

from collections.abc import Sequence

from question_bank.forms.chosen import place_chosen
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import slip_texts, told
from question_bank.model.draw import Draw
from question_bank.model.instance import Choice, Instance, Key
from question_bank.model.made import RejectedError
from question_bank.model.review import ChoiceReview, Parting, SlipFinding

CHOICES = 4
LEAST_LIVE_SLIPS = 3
CHOOSE = Bilingual(ja="1 つ選んでください", en="Choose one")


def formula_choice(latex: str) -> Choice:
    """A choice that is a formula."""
    return Choice(text=Bilingual(ja=f"${latex}$", en=f"${latex}$"))


def shuffled(
    draw: Draw, right: Choice, wrong: Sequence[tuple[str, Choice]], essential: Sequence[str] = ()
) -> tuple[tuple[Choice, ...], Key]:
    """Right and wrong choices in a random order: the key's position is uniform.

    Where slips are essential, one of them is among the wrong choices. Raises ``RejectedError`` where there are too few
    that differ.
    """
    every = draw.shuffled("wrong choices", wrong)
    picked = every[: CHOICES - 1]
    if essential and not any(slip in essential for slip, _ in picked):
        needed = [entry for entry in every if entry[0] in essential][:1]
        if not needed:
            raise RejectedError("what the question is about is no choice")
        picked = [*picked[:-1], *needed]
    order = draw.shuffled("order of choices", [(None, right), *picked])
    shown = [choice.text.ja for _, choice in order]
    if len(order) < CHOICES or len(set(shown)) < CHOICES:
        raise RejectedError("choices that look alike")
    slips = tuple(slip for slip, _ in order)
    return tuple(choice for _, choice in order), Key(choice=slips.index(None), slips=slips)


def refuse(unfit: Sequence[str]) -> None:
    """Raise ``RejectedError`` where a slip that the question is about does not show."""
    if unfit:
        raise RejectedError(f"what the question is about does not show: {', '.join(unfit)}")


def slip_remarks(instance: Instance) -> tuple[ChoiceReview, ...]:
    """Each choice with the sentence of the slip that leads to it."""
    texts = slip_texts()
    return tuple(
        ChoiceReview(right=slip is None, remark=texts[slip].sentence if slip is not None and slip in texts else None)
        for slip in instance.key.slips
    )


def chosen_slip(instance: Instance, answer: Answer, symbol: str = "", right: str = "") -> tuple[SlipFinding, ...]:
    """The slip behind a wrongly chosen formula or line of code, with both written side by side."""
    place = place_chosen(answer)
    if place is None or instance.key.slips[place] not in slip_texts():
        return ()
    slip = str(instance.key.slips[place])
    written = instance.choices[place].text.ja.strip("$")
    sides = (Parting(step="", wrong=f"{symbol} = {written}", right=f"{symbol} = {right}"),) if symbol else ()
    return (told(slip, *sides),)
