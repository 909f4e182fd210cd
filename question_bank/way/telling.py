"""What may lie behind a wrong answer at the end of a way: only what agrees with every value that was written on it."""

from collections.abc import Sequence
from dataclasses import replace

from engine.derivation import Derivation, Name
from question_bank.feedback.diagnosis import Suspect
from question_bank.feedback.findings import finding, suspects
from question_bank.feedback.lines import line_id
from question_bank.feedback.parting import side
from question_bank.model.answer import Answer
from question_bank.model.review import Parting, SlipFinding
from question_bank.way.guided import Guide, Move
from question_bank.way.judging import Recognised


def findings(guide: Guide, moves: Sequence[Move], answer: Answer) -> tuple[SlipFinding, ...]:
    """The slips behind a wrong answer, given the moves before it; empty where nothing explains it.

    An answer that follows from the learner's own values has its slips where they were made. Of any other, what gives
    it must give these values too; the slip of a chosen choice that does not is told as a possibility.
    """
    walk, record = guide.walked(moves), guide.numeric.run.derivation()
    if guide.answered(moves, answer, correct=False) != "wrong":
        made = ((name, judged.slip, judged.shown) for name, judged in walk.judged.items())
        return tuple(_met(record, name, slip, shown) for name, slip, shown in made if slip is not None)

    def agrees(suspect: Suspect) -> bool:
        return walk.agrees(suspect.values)

    found = suspects(guide.instance, guide.numeric, guide.trace, answer, agrees)
    told = (suspect if agrees(suspect) else replace(suspect, certain=False) for suspect in found)
    return tuple(finding(guide.numeric, record, suspect) for suspect in told)


def _met(record: Derivation, name: Name, slip: Recognised, shown: str) -> SlipFinding:
    """A slip that was recognised at a step of the way."""
    right = side(record, name)
    wrong = f"{right.symbol} = {slip.wrong} = {shown}" if slip.wrong else f"{right.symbol} = {shown}"
    return SlipFinding(
        kind="named" if slip.named else "systematic",
        slips=(slip.id,) if slip.named else (),
        name=slip.text.name,
        names=(slip.text.name,) if slip.named else (),
        sentence=slip.text.sentence,
        partings=(Parting(step=line_id(name), wrong=wrong, right=right.latex),),
        value=shown,
        certain=slip.named,
    )
