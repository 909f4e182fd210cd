"""The database: engine, units of work, tables."""

from app.db.database import Database, SchemaError

__all__ = ["Database", "SchemaError"]
