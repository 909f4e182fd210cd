"""What was sent lately, kept in PostgreSQL, where every process and every machine that serves sees it.

It goes by the clock of the database.
"""

import secrets

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.sessions.tokens import digest

# The statements are put together of constants of this module alone; whatever is sent is bound to them.
_NOW = "extract(epoch FROM clock_timestamp())::float8"
_KEPT = f"ARRAY(SELECT one FROM unnest(rate_window.moments) AS one WHERE one > {_NOW} - :expiry)"  # noqa: S608 - as said
# One statement, which locks the row: two processes never both take what is left for one of them.
_TAKE = text(
    f"INSERT INTO rate_window (key_sha256, moments, until) "  # noqa: S608 - as said
    f"VALUES (:key, ARRAY[{_NOW}], {_NOW} + :expiry) "
    f"ON CONFLICT (key_sha256) DO UPDATE SET moments = {_KEPT} || excluded.moments, until = excluded.until "
    f"WHERE cardinality({_KEPT}) < :limit RETURNING 1"
)
_LOOK = text(
    f"SELECT coalesce((SELECT min(one) FROM unnest({_KEPT}) AS one), {_NOW}), cardinality({_KEPT}) "  # noqa: S608 - as said
    "FROM rate_window WHERE key_sha256 = :key"
)
_SWEEP = text(f"DELETE FROM rate_window WHERE until < {_NOW}")  # noqa: S608 - as said
_SWEPT = 200  # one in so many that are sent also sweeps what counts no more


class SharedWindows:
    """See ``limiting.Windows``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire_entry(self, key: str, limit: int, expiry: int) -> bool:
        """Count one more, unless it is one too many.

        Where it cannot be counted it is let through: what cannot be done then is told by whatever does it.
        """
        counted = {"key": digest(key), "limit": limit, "expiry": float(expiry)}
        try:
            with self._database.engine.begin() as connection:
                if not secrets.randbelow(_SWEPT):
                    connection.execute(_SWEEP)
                return connection.execute(_TAKE, counted).first() is not None
        except DBAPIError:
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the first of those that still count was sent, and how many there are."""
        with self._database.engine.begin() as connection:
            began, count = connection.execute(_LOOK, {"key": digest(key), "expiry": float(expiry)}).one()
            return float(began), int(count)
