"""What is read from JSON or TOML, or stored as JSON."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that never changes and has no field too many."""

    model_config = ConfigDict(frozen=True, extra="forbid")
