"""A quiz is started, its questions come again, or the rest of it is left."""

from collections.abc import Sequence

from sqlalchemy import update

from app.db.models import Learner
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.practice.start import StartPage
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.repository import Item, QuizHead
from app.quiz.selection import Slot, candidates, choose, with_slip
from app.quiz.sheets import open_sheet, quiz_items
from app.quiz.states import MISSED

SLIP_QUESTIONS = 5
# Three times one hidden unit, in whole numbers; a wrong choice is told by the slip that leads to it.
FIRST = Slot("rnn.unrolled", "rnn", 1, "choice")
FIRST_QUESTIONS = 5


def _store(
    services: Services, head: QuizHead, slots: Sequence[Slot], shown: str = "", chosen: str | None = None
) -> int:
    # Drawn before the write begins: numbers take milliseconds each, and there is one writer.
    with services.database.read() as session:
        seen = repository.seen_fingerprints(session, head.learner_id)
    drawn = draw(services, slots, [shown, *seen])
    pairs = [(slot.topic, instance) for slot, instance in zip(slots, drawn, strict=True)]
    with services.database.write(whose=head.learner_id) as session:
        if head.repeats_id is not None or head.wish is not None:  # the button pressed twice, or on two pages
            asked = [(instance.family, instance.level, instance.form) for _, instance in pairs]
            started = repository.just_repeated(session, head, asked, services.now() - repository.AT_ONCE)
            if started is not None:
                return started
        if chosen is not None:
            session.execute(update(Learner).where(Learner.id == head.learner_id).values(start=chosen))
        return repository.add_quiz(session, head, pairs, services.now())


def start(services: Services, visitor: Visitor, wish: StartPage, *, once: bool, remember: bool) -> int | None:
    """Start a quiz and return its id; None where no question fits what was chosen.

    Of this and the others: ``once`` is what the buttons of pages send. Pressed twice, or on two pages, they start one
    quiz, as long as nothing is answered in it.
    """
    slots = choose(wish.cards, wish.asked, wish.levels, wish.count, wish.ordering, services.random)
    if not slots:
        return None
    head = QuizHead(visitor.learner_id, wish.asked, wish.levels, wish.ordering, wish=wish.ticked() if once else None)
    return _store(services, head, slots, chosen=wish.ticked(briefly=True) if remember else None)


def start_first(services: Services, visitor: Visitor, *, once: bool) -> int:
    """Start a newcomer's quiz: easy questions of one topic, of which the first is done in a minute."""
    cards = [card for card in services.bank.families.values() if card.topic == FIRST.topic and card.id != FIRST.family]
    others = choose(cards, [FIRST.topic], [FIRST.level], FIRST_QUESTIONS - 1, "mixed", services.random)
    head = QuizHead(visitor.learner_id, (FIRST.topic,), (FIRST.level,), "topic", wish="first" if once else None)
    return _store(services, head, [FIRST, *others])


def start_family(services: Services, visitor: Visitor, family: str, shown: str = "", *, once: bool) -> int:
    """Start a quiz of one family in each of its levels and forms; raises ``NotFoundError`` for an unknown family.

    ``shown`` is the fingerprint of contents that were just seen elsewhere.
    """
    card = services.bank.families.get(family)
    if card is None:
        raise NotFoundError
    levels = tuple(sorted({level for level, _ in card.asks}))
    slots = candidates([card], [card.topic], levels)[family]
    wish = f"family {family} {shown}" if once else None
    return _store(services, QuizHead(visitor.learner_id, (card.topic,), levels, "topic", wish=wish), slots, shown)


def start_slip(services: Services, visitor: Visitor, slip: str, *, once: bool) -> int:
    """Start a quiz of questions in which a named slip can happen; raises ``NotFoundError`` for an unknown one."""
    cards = [services.bank.families[family] for family in services.bank.slip_families.get(slip, ())]
    slots = with_slip(cards, slip, SLIP_QUESTIONS, services.random)
    if not slots:
        raise NotFoundError
    topics = tuple(dict.fromkeys(slot.topic for slot in slots))
    levels = tuple(sorted({slot.level for slot in slots}))
    wish = f"slip {slip}" if once else None
    return _store(services, QuizHead(visitor.learner_id, topics, levels, "mixed", wish=wish), slots)


def _again(services: Services, visitor: Visitor, quiz_id: int, asked: Sequence[Item]) -> int:
    slots = [
        Slot(item.family, item.topic, item.level, form)
        for item in asked
        if (card := services.bank.families.get(item.family)) is not None
        for level, form in card.asks
        if (level, form) == (item.level, item.form)
    ]
    if not slots:
        raise NotFoundError
    topics = tuple(dict.fromkeys(slot.topic for slot in slots))
    levels = tuple(sorted({slot.level for slot in slots}))
    return _store(services, QuizHead(visitor.learner_id, topics, levels, "again", quiz_id), slots)


def again(services: Services, visitor: Visitor, quiz_id: int, number: int) -> int:
    """The same kind of question with new numbers, as a quiz of its own. It must be over: answered, or of an exam."""
    sheet = open_sheet(services, visitor, quiz_id, number)
    if sheet.told is None:
        raise NotFoundError
    asked = [item for item in sheet.items if item.number == number]
    return _again(services, visitor, quiz_id, asked)


def wrong_again(services: Services, visitor: Visitor, quiz_id: int) -> int:
    """The questions of a quiz that were not answered right, with new numbers."""
    asked = [item for item in quiz_items(services, visitor, quiz_id) if item.state in MISSED]
    return _again(services, visitor, quiz_id, asked)


def drop(services: Services, visitor: Visitor, quiz_id: int) -> None:
    """Leave the rest of a quiz unanswered; raises ``NotFoundError``. Dropped twice it stays as it is."""
    with services.database.write(whose=visitor.learner_id) as session:
        quiz = repository.find_quiz(session, visitor.learner_id, quiz_id)
        if quiz is None:
            raise NotFoundError
        if quiz.finished_at is None and quiz.dropped_at is None:
            quiz.dropped_at = services.now()
