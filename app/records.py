"""Commands about learners' records: ``export``, ``import``, ``regrade``, ``reset-password``; whose, an account says."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.db import Database, UnavailableError
from app.db.soundness import UnusableError
from app.settings import Settings
from question_bank.model.bilingual import Language

CANNOT_START = 2


class RefusedError(Exception):
    """Why the command cannot be done, as a line for the terminal."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def _named(session: Session, settings: Settings, account: str | None) -> int:
    """The id of the learner whom a command is about."""
    from app.accounts.service import find
    from app.learners.service import the_learner

    if not settings.hosted:
        return the_learner(session).id
    known = find(session, account or "")
    if known is None:
        said = f"Nobody has an account of the name {account}." if account else "Say whose: --account NAME."
        raise RefusedError(said, CANNOT_START)
    return known.learner_id


def reset_password(settings: Settings, name: str) -> None:
    """Print an address that works once and within the hour."""
    from app.accounts.service import reset_link

    database = Database(settings.database_url)
    try:
        with database.write() as session:
            path = reset_link(session, name, datetime.now(UTC))
    except UnavailableError as error:
        raise RefusedError(f"The database {settings.database} cannot be used: {error}.", 1) from error
    finally:
        database.dispose()
    if path is None:
        raise RefusedError(f"Nobody has an account of the name {name}.", CANNOT_START)
    sys.stdout.write(f"{settings.base_url}{path}\nIt works once, within the hour.\n")


def export(settings: Settings, path: Path | None, account: str | None, *, table: bool, language: Language) -> None:
    """Write the whole file beside its place, and put it there once it is whole."""
    from app.data.exporting import exported
    from app.data.table import table as written
    from question_bank.bank import load_bank

    database = Database(settings.database_url)
    try:
        with database.read() as session:
            learner_id = _named(session, settings, account)
            pieces = (
                written(session, load_bank(), learner_id, language, datetime.now(UTC))
                if table
                else exported(session, learner_id, datetime.now(UTC))
            )
            if path is None:
                with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as terminal:
                    terminal.writelines(pieces)
                return
            part = path.with_name(f"{path.name}.part")
            with part.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            part.replace(path)
    except OSError as error:
        raise RefusedError(f"{path} cannot be written: {error.strerror or error}", 1) from error
    finally:
        database.dispose()


def take_over(settings: Settings, path: Path, account: str | None, *, keep: bool) -> None:
    """Take over what stands in a file; ``keep``: but for the settings."""
    from app.data.checking import FaultyError
    from app.data.importing import taken_over
    from question_bank.bank import load_bank

    database = Database(settings.database_url)
    try:
        with database.read() as session:
            learner_id = _named(session, settings, account)
        with path.open(encoding="utf-8-sig") as file:
            merged = taken_over(database, load_bank(), learner_id, file, settings=not keep)
        sys.stdout.write(f"{merged.answers} new answers, {merged.known} that were there\n")
    except FaultyError as error:
        lines = [
            f"{path}, line {fault.line}: {f'{fault.place}: ' if fault.place else ''}{fault.told.en}"
            + (f" ({fault.value})" if fault.value else "")
            for fault in error.faults
        ]
        raise RefusedError(
            "\n".join([*lines, *(["There is more."] if error.more else []), "Nothing was changed."]), 1
        ) from error
    except UnavailableError as error:
        raise RefusedError(
            f"The database {settings.database} cannot be used: {error}. Nothing was changed.", 1
        ) from error
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror or error}", 1) from error
    finally:
        database.dispose()


def regrade(settings: Settings, family: str | None, *, dry: bool) -> None:
    """Tell what changes when answers are graded anew; without ``dry`` it does, after a backup."""
    from app.upkeep import commands, regrading
    from question_bank.bank import load_bank

    bank, now = load_bank(), datetime.now(UTC)
    if family is not None and family not in bank.families:
        raise RefusedError(f"There is no kind of question {family}: docs/coverage.md lists all.", CANNOT_START)
    database = Database(settings.database_url)
    try:
        if not dry and database.path is not None:
            sys.stdout.write(commands.back_up(settings, database.path, None, now))
        told = regrading.regrade(database, bank, now, family=family, dry=dry)
    except UnavailableError as error:
        said = f"The database {settings.database_url} cannot be used: {error}. Run it again: it goes on."
        raise RefusedError(said, 1) from error
    except UnusableError as error:
        raise RefusedError(f"{error}. Nothing was changed.", 1) from error
    finally:
        database.dispose()
    sys.stdout.write(regrading.lines(told, dry=dry))
