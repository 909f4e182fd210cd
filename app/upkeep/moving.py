"""A database moves from a file to a server: what the command looks at, and what it says."""

from pathlib import Path

from pydantic import ValidationError

from app.db import Database, SchemaError, UnavailableError
from app.db.holding import hold
from app.db.moving import NotMovedError, move
from app.db.place import path_of
from app.db.postgresql import refuse_unsuited
from app.db.soundness import UnusableError, refuse_unusable
from app.settings import Settings


def moved(file: str, server: str) -> str:
    """Move it while nobody uses the file; returns lines for the terminal.

    ``file`` is the name of one, or its address. Raises ``UnusableError`` or ``HeldError``, with nothing moved.
    """
    address = file if "://" in file else f"sqlite:///{Path(file).resolve()}"
    path = path_of(address)
    if path is None or not path.is_file():
        raise UnusableError(f"there is no file {file}")
    try:
        server = Settings(database_url=server).database_url
    except ValidationError:
        server = ""
    if not server.startswith("postgresql"):
        raise UnusableError("the second one is no address of a PostgreSQL database")
    refuse_unusable(path)
    refuse_unsuited(server)
    source, target = Database(address), Database(server)
    try:
        with hold(path) as held, held.alone():
            source.check()
            target.migrate()
            counts = move(source, target)
    except (NotMovedError, SchemaError, UnavailableError) as error:
        raise UnusableError(f"nothing was moved: {error}") from error
    finally:
        source.dispose()
        target.dispose()
    answers, learners = counts["submission"], counts["learner"]
    lines = [f"{name}: {count}" for name, count in counts.items() if count]
    sums = f"{learners} learners, {answers} answers, {sum(counts.values())} rows in all: each was read again there"
    return "\n".join([*lines, f"Moved {sums} and is the same.", "Name the new one by EDRILL_DATABASE_URL.", ""])
