"""The tables of who may go on as which learner. They are no learner's data: no export holds any of them.

Nothing that would open an account is stored as it is: of tokens and codes, which are random, the SHA-256 alone, of
passphrases what Argon2id makes of them.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.columns import Base, Instant

ACCESS = {"access": True}  # marks these tables: deleting what a learner has leaves them as they are
LONGEST_NAME = 32
LONGEST_AGENT = 60


class Account(Base):
    """The name and passphrase of a learner. One who has none is known by one browser alone."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("known_as"),
        Index("uq_account_looks_like", "looks_like", unique=True),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", name="name"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    known_as: Mapped[str] = mapped_column(Text)  # the name without regard to case, by which it is looked for
    # What it is taken for at a glance; None for one of before that was asked, where another has the same.
    looks_like: Mapped[str | None] = mapped_column(Text)
    passphrase: Mapped[str] = mapped_column(Text)  # hashed, with the parameters of its time
    created_at: Mapped[datetime] = mapped_column(Instant)


class LoginSession(Base):
    """A browser that goes on as a learner, until it is told not to or has been away for too long."""

    __tablename__ = "login_session"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        CheckConstraint(f"length(agent) <= {LONGEST_AGENT}", name="agent"),
        Index("ix_login_session_learner", "learner_id"),
        Index("ix_login_session_expires", "expires_at"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Text)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    agent: Mapped[str] = mapped_column(Text)  # browser and system, to be told apart in a list
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class RecoveryCode(Base):
    """A code that stands in for a passphrase that was forgotten, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        UniqueConstraint("learner_id", "code_sha256"),
        {"sqlite_strict": True, "info": ACCESS},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    code_sha256: Mapped[str] = mapped_column(Text)


class ResetLink(Base):
    """The address that the operator gave out for a passphrase that was forgotten; the newest one alone."""

    __tablename__ = "reset_link"
    __table_args__ = (UniqueConstraint("token_sha256"), {"sqlite_strict": True, "info": ACCESS})

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(Instant)
