"""Settings from the environment (``EDRILL_…``) or a ``.env`` file, validated at start."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where the data lie and where the app listens."""

    model_config = SettingsConfigDict(env_prefix="EDRILL_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'var' / 'edrill.sqlite3'}"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
