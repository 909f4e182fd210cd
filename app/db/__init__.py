"""The database: engine, units of work, tables."""

from app.db import accounts as accounts  # these tables are part of the schema
from app.db import classes as classes
from app.db import derived as derived
from app.db import rates as rates
from app.db.database import GLANCE, Database, SchemaError, schemas
from app.db.exams import Exam, ExamAnswer
from app.db.store import GoneError, NotSavedError, UnavailableError

__all__ = [
    "GLANCE",
    "Database",
    "Exam",
    "ExamAnswer",
    "GoneError",
    "NotSavedError",
    "SchemaError",
    "UnavailableError",
    "schemas",
]
