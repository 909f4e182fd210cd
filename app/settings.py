"""Settings from the environment (``EDRILL_…``) or a ``.env`` file, validated at start."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
LARGEST_PORT = 65535


@cache
def version() -> str:
    """The version of the app, as the project's file has it."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def _sqlite(url: str) -> str:
    try:
        known = make_url(url).drivername in {"sqlite", "sqlite+pysqlite"}
    except ArgumentError:
        known = False
    if not known:
        raise ValueError("the address of an SQLite file is expected, as in sqlite:////home/me/edrill.sqlite3")
    return url


class Settings(BaseSettings):
    """Where the data lie and where the app listens."""

    model_config = SettingsConfigDict(env_prefix="EDRILL_", env_file=".env", extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_sqlite)] = f"sqlite:///{ROOT / 'var' / 'edrill.sqlite3'}"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=LARGEST_PORT)] = 8000  # 0: any that is free
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")

    # Keeping it running: docs/operations.md
    backups: str = ""  # the folder; beside the database where none is named, and "off" for no automatic backups
    least_free_mb: Annotated[int, Field(ge=0)] = 200  # on the disk of the database, for /readyz
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None  # asked for where it is set
    drain_seconds: Annotated[int, Field(ge=0, le=300)] = 0  # from SIGTERM until no connection is taken any more
    log: Literal["auto", "json", "plain"] = "auto"  # JSON, a line a request, where nobody sits at a terminal
