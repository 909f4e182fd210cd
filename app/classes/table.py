"""The figures of a class as a table for spreadsheets: a line for each kind that a member answered in a set.

Who agrees and has not answered a set yet has a line as well, so that nobody looks like somebody who left.
"""

from collections.abc import Mapping

from app.classes.counting import Counted
from app.web.spreadsheets import BEGINNING, guarded, lines
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual, Language

COLUMNS = tuple(
    Bilingual(ja=ja, en=en)
    for ja, en in (
        ("メンバー", "member"),
        ("課題", "assignment"),
        ("分野", "topic"),
        ("分野の ID", "topic id"),
        ("問題の種類", "kind"),
        ("種類の ID", "kind id"),
        ("解答", "answers"),
        ("正解", "right"),
        ("わからない", "do not know"),
        ("期限後", "after the due date"),
        ("平均の秒数", "mean seconds"),
        ("誤り", "slips"),
    )
)


def written(bank: Bank, counted: Counted, titles: Mapping[int, str], language: Language) -> str:
    """The whole file: there are as many lines as members, sets and kinds, not as answers."""
    names = {one.id: one.name for one in counted.members}
    topics = {topic.id: topic.title.in_language(language) for topic in bank.topics.topics}
    slips: dict[tuple[int, int, str], list[str]] = {}
    for made in counted.slips:
        named = bank.slip_names.get(made.slip)
        said = named.in_language(language) if named else made.slip
        slips.setdefault((made.member, made.set_id, made.family), []).append(f"{said} ×{made.times}")
    rows = [
        [
            guarded(names[one.member]),
            guarded(titles[one.set_id]),
            guarded(topics.get(one.topic, one.topic)),
            guarded(one.topic),
            guarded(bank.title(one.family).in_language(language)),
            guarded(one.family),
            str(one.answered),
            str(one.right),
            str(one.unknown),
            str(one.late),
            f"{one.seconds / one.timed:.1f}" if one.timed else "",
            guarded("; ".join(slips.get((one.member, one.set_id, one.family), ()))),
        ]
        for one in sorted(counted.answers, key=lambda one: (names[one.member], one.set_id, one.topic, one.family))
    ]
    begun = {(one.member, one.set_id) for one in counted.answers}
    rows += [
        [guarded(one.name), guarded(title), "", "", "", "", "0", "0", "0", "0", "", ""]
        for one in counted.members
        for set_id, title in titles.items()
        if (one.id, set_id) not in begun
    ]
    return BEGINNING + lines([[column.in_language(language) for column in COLUMNS], *rows])
