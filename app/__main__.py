"""``python -m app serve`` runs the app, ``migrate`` brings the database to this version, ``recount`` counts again,
``regrade`` grades stored answers anew; ``export`` writes what is the learner's into a file, ``import`` takes such a
file over; ``backup``, ``restore`` and ``check`` are about the file of the database itself, ``move`` takes it to
PostgreSQL, ``metrics`` prints how it does (docs/operations.md); ``reset-password`` prints a link for somebody who has
forgotten theirs.

Exit codes: 0 done, 1 the database cannot be used, 2 a setting or an argument cannot, 130 interrupted while starting.
"""

import gc

if __name__ == "__main__":
    gc.disable()  # nothing that is imported is garbage: to look for some takes a fifth of the start

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app import records
from app.db import Database, SchemaError, UnavailableError, totals
from app.db.accounts import Account, LoginSession
from app.db.holding import HeldError, Hold, hold
from app.db.models import Learner
from app.db.place import path_of
from app.db.soundness import UnusableError, refuse_unusable, told
from app.interrupting import Interruption
from app.records import CANNOT_START, RefusedError
from app.serving import listen
from app.settings import LARGEST_PORT, Settings
from app.workers import serve, serve_by

_OF_MANY = (
    "This database belongs to several learners, and in personal mode whoever opens the page would go on as one of them."
    " Set EDRILL_MODE=hosted, or name another database by EDRILL_DATABASE_URL."
)


def main() -> int:
    """Run a command; returns the exit code."""
    try:
        settings = _settings()
        arguments = _arguments(settings)
        if arguments.command == "serve":
            return _serve(settings, arguments.host, arguments.port, arguments.workers)
        gc.enable()  # the app does so itself, once it is made
        if arguments.command in {"backup", "restore", "check", "metrics"}:
            _keep(settings, arguments.command, getattr(arguments, "file", None))
            return 0
        if arguments.command == "move":
            _move(arguments.file, arguments.server)
            return 0
        if arguments.command == "reset-password" and not settings.hosted:
            raise RefusedError("There are accounts in hosted mode only: set EDRILL_MODE=hosted.", CANNOT_START)
        with _used(settings) as held:
            held.share()
            _prepare(settings, held, arguments.command)
            if arguments.command == "export":
                records.export(
                    settings, arguments.file, arguments.account, table=arguments.csv, language=arguments.language
                )
            elif arguments.command == "import":
                records.take_over(settings, arguments.file, arguments.account, keep=arguments.keep_settings)
            elif arguments.command == "regrade":
                records.regrade(settings, arguments.family, dry=arguments.dry_run)
            elif arguments.command == "reset-password":
                records.reset_password(settings, arguments.name)
    except RefusedError as refused:
        sys.stderr.write(f"{refused}\n")
        return refused.code
    except KeyboardInterrupt:
        return 130
    return 0


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"EDRILL_{str(e['loc'][0]).upper()}={_shown(e['input'])}: {e['msg']}" for e in error.errors()]
        raise RefusedError("\n".join(lines), CANNOT_START) from error
    except SettingsError as error:
        raise RefusedError(f"{error}: {error.__cause__}", CANNOT_START) from error


def _shown(value: object) -> str:
    """A setting as it was given, without the password of an address."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", str(value))


def _arguments(settings: Settings) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="migrate the embedded database and serve the app")
    serve.add_argument("--host", default=settings.host)
    serve.add_argument("--port", type=_port, default=settings.port, help="0 takes any that is free")
    serve.add_argument("--workers", type=_count, default=1, help="processes, where the database is PostgreSQL's")
    commands.add_parser("migrate", help="bring the database to this version")
    commands.add_parser("recount", help="make statistics and schedule anew from the answers")
    regrade = commands.add_parser("regrade", help="grade stored answers by today's rules and keys")
    regrade.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
    regrade.add_argument("--family", metavar="KIND", help="the answers to one kind of question alone: rnn.output")
    export = commands.add_parser("export", help="write everything of the learner's as JSON, or the answers as CSV")
    export.add_argument("file", type=Path, nargs="?", help="where to; without it to the terminal")
    export.add_argument("--csv", action="store_true", help="the answers as a table")
    export.add_argument("--language", choices=("ja", "en"), default="ja", help="of the table")
    taking = commands.add_parser("import", help="take over a file that export wrote")
    taking.add_argument("file", type=Path)
    taking.add_argument("--keep-settings", action="store_true", help="leave the settings as they are")
    backup = commands.add_parser("backup", help="copy the database while it is in use, and look the copy through")
    backup.add_argument("file", type=Path, nargs="?", help="where to; without it among the automatic backups")
    restore = commands.add_parser("restore", help="put a backup in the place of the database, which is kept")
    restore.add_argument("file", type=Path)
    commands.add_parser("check", help="look through every page of the database")
    commands.add_parser("metrics", help="print what can be measured of the database without the server")
    moving = commands.add_parser(
        "move", help="put all that is in a file of SQLite into an empty database of PostgreSQL"
    )
    moving.add_argument("file", metavar="SQLITE", help="the file, or its address")
    moving.add_argument("server", metavar="POSTGRES", help="as in postgresql+psycopg://edrill@localhost/edrill")
    for command in (export, taking):
        command.add_argument("--account", "--learner", metavar="NAME", help="whose; in hosted mode it must be named")
    reset = commands.add_parser("reset-password", help="print a link by which an account gets another passphrase")
    reset.add_argument("name")
    return parser.parse_args()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= LARGEST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: choose one from 1 to {LARGEST_PORT}")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def _move(file: str, server: str) -> None:
    from app.upkeep.moving import moved

    try:
        sys.stdout.write(moved(file, server))
    except (UnusableError, HeldError) as error:
        raise RefusedError(f"{error}.", 1) from error


def _unusable(settings: Settings, reason: object) -> RefusedError:
    return RefusedError(f"The database {settings.database} cannot be used: {reason}.", 1)


def _file(settings: Settings) -> Path:
    path = path_of(settings.database_url)
    if path is None:
        raise UnusableError("it is no file: name one with EDRILL_DATABASE_URL, as in sqlite:////home/me/edrill.sqlite3")
    return path


@contextmanager
def _used(settings: Settings) -> Iterator[Hold]:
    """The database, once it was looked at; what is wrong with it is refused in one line."""
    try:
        path = None if settings.on_server else _file(settings)
        if path is None:
            from app.db.postgresql import refuse_unsuited

            refuse_unsuited(settings.database_url)
        else:
            refuse_unusable(path)
        with hold(path) as held:
            yield held
    except (UnusableError, HeldError, SchemaError) as error:
        raise _unusable(settings, error) from error


def _keep(settings: Settings, command: str, file: Path | None) -> None:
    """Back the file up, restore it, look through it, or measure it."""
    from app.upkeep import commands

    if settings.on_server:
        from app.db.postgresql import instead

        raise RefusedError(instead(settings.database_url, command, str(file or "edrill.dump")), CANNOT_START)
    now = datetime.now(UTC)
    try:
        path = _file(settings)
        with hold(path) as held:
            if command == "restore" and file is not None:
                with held.alone():
                    sys.stdout.write(commands.restore(settings, path, file, now))
                return
            held.share()
            if command == "check":
                sys.stdout.write(commands.check(settings, path))
            elif command == "metrics":
                sys.stdout.write(commands.measure(settings, path, now))
            else:
                sys.stdout.write(commands.back_up(settings, path, file, now))
    except (UnusableError, HeldError) as error:
        raise RefusedError(f"{error}.", 1) from error


def _prepare(settings: Settings, held: Hold, command: str) -> bool:
    """Bring the database to this version, with its learner and, if asked for, with its totals counted anew.

    One on a server is brought there by ``migrate`` alone, since others may be using it. Returns whether it can be
    written to: one that needs no change can be served without.
    """
    from app.learners.service import ensure_learner

    try:
        database = Database(settings.database_url)
        with ExitStack() as stack:
            stack.callback(database.dispose)
            if settings.on_server and command != "migrate":
                database.check()
            elif not database.is_current():
                with held.alone():
                    _migrate(settings, database)
            if not settings.hosted:  # there learners come by themselves
                if _has_accounts(database):
                    raise RefusedError(_OF_MANY, CANNOT_START)
                ensure_learner(database, datetime.now(UTC))
            if command == "recount":
                sys.stdout.write(f"{_recount(database)} answers counted\n")
            return not database.read_only
    except (DBAPIError, UnavailableError, OSError) as error:
        cause = error.__cause__ if isinstance(error, UnavailableError) and error.__cause__ is not None else error
        reason = cause.orig if isinstance(cause, DBAPIError) and cause.orig is not None else cause
        raise _unusable(settings, told(reason)) from error


def _migrate(settings: Settings, database: Database) -> None:
    """Bring it to the newest schema, after a backup of what there is."""
    from app.upkeep.automatic import shelf_of
    from app.upkeep.backups import take

    path = database.path
    own = shelf_of(settings, path)
    if path is not None and own is not None and not database.read_only and database.revision() is not None:
        take(path, own, datetime.now(UTC))
    database.migrate()


def _has_accounts(database: Database) -> bool:
    with database.read() as session:
        found = (select(LoginSession.id), select(Account.learner_id))
        return any(session.scalar(one.limit(1)) is not None for one in found)


def _recount(database: Database) -> int:
    """Make the totals and the schedules anew from the answers; returns how many answers there are."""
    from app.schedule import log
    from question_bank.bank import load_bank

    bank = load_bank()
    with database.write() as session:
        counted = totals.recount(session)
        for learner in session.scalars(select(Learner)).all():
            log.replay(session, log.log_of(bank, learner))
    return counted


def _serve(settings: Settings, host: str, port: int, workers: int) -> int:
    if workers > 1 and not settings.on_server:
        said = "One process serves a file of SQLite: more are for a database of PostgreSQL, by EDRILL_DATABASE_URL."
        raise RefusedError(said, CANNOT_START)
    interruption = Interruption()
    try:
        listening = listen(host, port)
    except OSError as error:
        reason = error.strerror or str(error)
        said = f"Cannot listen on {host}, port {port}: {reason}. Choose another one with --port or --host."
        raise RefusedError(said, CANNOT_START) from error
    with listening, _used(settings) as held:
        held.serve()
        held.share()
        if not _prepare(settings, held, "serve"):
            sys.stderr.write(f"The database {settings.database} is read-only: pages are shown, nothing is saved.\n")
        if host not in {"127.0.0.1", "localhost", "::1"} and not settings.hosted:
            sys.stderr.write("There is no login: everyone who can reach this address shares one learner's progress.\n")
            settings = settings.model_copy(update={"allowed_hosts": ("*",)})
        if workers > 1:
            return serve_by(workers, settings, host, listening)
        return serve(settings, host, listening, interruption)


if __name__ == "__main__":
    sys.exit(main())
