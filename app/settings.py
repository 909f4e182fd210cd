"""Settings from the environment (``EDRILL_…``) or a ``.env`` file, validated at start."""

import tomllib
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
LARGEST_PORT = 65535
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@cache
def version() -> str:
    """The version of the app, as the project's file has it."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def _database(url: str) -> str:
    try:
        kind = make_url(url).drivername
    except ArgumentError:
        kind = ""
    if kind not in {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}:
        raise ValueError(
            "the address of an SQLite file is expected, as in sqlite:////home/me/edrill.sqlite3, "
            "or of a PostgreSQL database, as in postgresql+psycopg://edrill@localhost/edrill"
        )
    return f"postgresql+psycopg{url.removeprefix('postgresql')}" if kind == "postgresql" else url


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.netloc.removesuffix(f":{parts.port}")
        inside = parts.scheme == "http" and host in LOOPBACK
        alone = f"{parts.scheme}://{parts.netloc}" == url.removesuffix("/") and "@" not in url
        known = alone and (inside or parts.scheme == "https") and parts.hostname is not None
    except ValueError:  # a port that is none, half an address of IPv6
        known = False
    if not known:
        raise ValueError("the app's own address is expected, as in https://drill.example.jp; http for localhost only")
    return url.removesuffix("/")


def _networks(listed: str) -> str:
    for one in filter(None, listed.split(",")):
        ip_network(one.strip(), strict=False)  # raises ValueError, which says what it is not
    return listed


class Settings(BaseSettings):
    """Where the data lie and where the app listens; personal mode has one learner, hosted mode has accounts."""

    model_config = SettingsConfigDict(env_prefix="EDRILL_", env_file=".env", extra="ignore", frozen=True)

    database_url: Annotated[str, AfterValidator(_database)] = f"sqlite:///{ROOT / 'var' / 'edrill.sqlite3'}"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=LARGEST_PORT)] = 8000  # 0: any that is free
    allowed_hosts: tuple[str, ...] = LOOPBACK
    mode: Literal["personal", "hosted"] = "personal"
    # What learners open, in hosted mode.
    base_url: Annotated[Annotated[str, AfterValidator(_origin)] | None, Field(validate_default=True)] = None
    accounts_per_hour: Annotated[int, Field(ge=1)] = (
        10  # that one network may make: a class needs more on its first day
    )
    # Proxies whose word on the visitor's address and on HTTPS counts: addresses or networks, separated by commas.
    forwarded_allow_ips: Annotated[str, AfterValidator(_networks)] = "127.0.0.1"

    # Keeping it running: docs/operations.md
    backups: str = ""  # the folder; beside the database where none is named, and "off" for no automatic backups
    least_free_mb: Annotated[int, Field(ge=0)] = 200  # on the disk of the database, for /readyz
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None  # asked for where it is set
    drain_seconds: Annotated[int, Field(ge=0, le=300)] = 0  # from SIGTERM until no connection is taken any more
    log: Literal["auto", "json", "plain"] = "auto"  # JSON, a line a request, where nobody sits at a terminal

    @field_validator("base_url")
    @classmethod
    def _of_the_mode(cls, url: str | None, of: ValidationInfo) -> str | None:
        if url is None and of.data.get("mode") == "hosted":
            raise ValueError("hosted mode needs the address that learners open, as in https://drill.example.jp")
        return url

    @property
    def database(self) -> str:
        """The address of the database as it may be shown, without a password."""
        return make_url(self.database_url).render_as_string(hide_password=True)

    @property
    def on_server(self) -> bool:
        """Whether the database is on a server, which several processes may use."""
        return self.database_url.startswith("postgresql")

    @property
    def hosted(self) -> bool:
        """Whether there are accounts."""
        return self.mode == "hosted"

    @property
    def secure(self) -> bool:
        """Whether the app is opened by HTTPS, so that its cookie may go no other way."""
        return self.base_url is not None and self.base_url.startswith("https:")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which the app is opened."""
        name = None if self.base_url is None else urlsplit(self.base_url).hostname
        return self.allowed_hosts if name is None or name in self.allowed_hosts else (*self.allowed_hosts, name)
