"""An answer is rated anew by the learner, and its kind comes again when that says."""

from app.db.models import Grade
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.marks import read_mark
from app.schedule import telling


def rate(services: Services, visitor: Visitor, quiz_id: int, number: int, sent: str, grade: Grade) -> bool:
    """Rate an answer to a question of a quiz; ``sent`` is its mark. False where it is withdrawn or no review.

    Raises ``NotFoundError`` for an answer that is none to this question.
    """
    submission_id, content = read_mark(sent)
    with services.database.write(whose=visitor.learner_id) as session:
        found = repository.find_submission(session, visitor.learner_id, quiz_id, number, submission_id)
        if found is None or not found.instance.fingerprint.startswith(content):
            raise NotFoundError
        return telling.rate(session, services.bank, found, grade, services.now())
