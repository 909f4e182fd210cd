"""Where an answered question comes from: its own address, and what a report of a mistake needs to find it again.

An address holds the seed, from which the key can be worked out: it is told after the answer only.
"""

from dataclasses import dataclass

from app.settings import version
from question_bank.model.instance import Instance


@dataclass(frozen=True)
class Origin:
    """An instance by what reproduces it, and the versions that made it and show it."""

    family: str
    version: int
    level: int
    form: str
    seed: int
    engine: str
    app: str

    @property
    def address(self) -> str:
        """Where the same question can be seen and started."""
        return f"/q/{self.family}/{self.version}/{self.level}/{self.form}/{self.seed}"


def origin(instance: Instance) -> Origin:
    """Where an instance comes from."""
    made = (instance.family, instance.version, instance.level, instance.form, instance.seed)
    return Origin(*made, instance.engine_version, version())
