"""The table of what was sent lately, by which rates are limited where several processes serve. No learner's data."""

from sqlalchemy import ARRAY, Double, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.accounts import ACCESS
from app.db.columns import Base, Real


class RateWindow(Base):
    """When somebody sent something, as far as it still counts. A file has one process, which remembers it by itself."""

    __tablename__ = "rate_window"
    __table_args__ = ({"sqlite_strict": True, "info": ACCESS},)

    key_sha256: Mapped[str] = mapped_column(Text, primary_key=True)  # of what is limited, and for whom
    moments: Mapped[list[float]] = mapped_column(ARRAY(Double).with_variant(Text, "sqlite"))  # seconds since 1970
    until: Mapped[float] = mapped_column(Real)  # when the last of them counts no more
