"""``python -m app serve`` runs the app, ``migrate`` brings the database to this version, ``recount`` counts again."""

import argparse
import sys
from socket import socket

import uvicorn

from app.db import Database, SchemaError, totals
from app.factory import create_app
from app.settings import Settings


def main() -> int:
    """Run a command; returns the exit code."""
    settings = Settings()
    parser = argparse.ArgumentParser(prog="python -m app")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="migrate the embedded database and serve the app")
    serve.add_argument("--host", default=settings.host)
    serve.add_argument("--port", type=int, default=settings.port)
    commands.add_parser("migrate", help="bring the database to this version")
    commands.add_parser("recount", help="make the totals of the statistics anew from the answers")
    arguments = parser.parse_args()
    try:
        database = Database(settings.database_url)
        database.migrate()
        if arguments.command == "recount":
            with database.write() as session:
                sys.stdout.write(f"{totals.recount(session)} answers counted\n")
        database.dispose()
    except SchemaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if arguments.command == "serve":
        return _serve(settings, arguments.host, arguments.port)
    return 0


class _Announced(uvicorn.Server):
    """Prints its address once it can be opened."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host = self.config.host
            port = self.servers[0].sockets[0].getsockname()[1]
            sys.stdout.write(
                f"edrill: http://{'localhost' if host == '127.0.0.1' else host}:{port}/  (Ctrl+C to stop)\n"
            )
            sys.stdout.flush()


def _serve(settings: Settings, host: str, port: int) -> int:
    if host not in {"127.0.0.1", "localhost", "::1"}:
        sys.stderr.write("There is no login: everyone who can reach this address shares one learner's progress.\n")
        settings = settings.model_copy(update={"allowed_hosts": ("*",)})
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    server = _Announced(config)
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
