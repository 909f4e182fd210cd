"""The database: engine, units of work, tables."""

from app.db.database import GLANCE, Database, NotSavedError, SchemaError, UnavailableError

__all__ = ["GLANCE", "Database", "NotSavedError", "SchemaError", "UnavailableError"]
