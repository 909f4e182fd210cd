"""Passphrases: which are taken, how they are stored, how they are held against what is stored.

Hashing takes 20 MiB and 40 ms on purpose. Two threads of its own do it, so that a burst of logins takes neither the
machine's memory nor the threads of the pages.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from question_bank.model.bilingual import Bilingual

T = TypeVar("T")
SHORTEST, LONGEST = 8, 128
# Argon2id with the least that OWASP asks for: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = _HASHER.hash("")  # compared where there is no such name, so that this takes as long
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passphrase")

_LENGTH = Bilingual(
    ja=f"パスフレーズは {SHORTEST} 文字から {LONGEST} 文字までにしてください。",
    en=f"Choose a passphrase of {SHORTEST} to {LONGEST} characters.",
)
_COMMON = Bilingual(
    ja="よく使われていて、すぐに破られるパスフレーズです。ほかのものにしてください。",
    en="This passphrase is among the most common ones and would soon be guessed. Choose another one.",
)
_NAME = Bilingual(ja="名前と同じパスフレーズは使えません。", en="The passphrase must not be the name.")
_TYPED = Bilingual(
    ja="2 回の入力が一致しません。もう一度入力してください。", en="The two entries differ. Enter the passphrase again."
)


def _read(typed: str) -> str:
    """One text however it was typed: full-width letters and composed characters are the plain ones."""
    return normalize("NFKC", typed)


@cache
def _common() -> frozenset[str]:
    """The most common passwords of leaked lists, from zxcvbn (MIT, Dropbox and Daniel Wolf), and some of our own."""
    return frozenset(Path(__file__).with_name("common.txt").read_text(encoding="utf-8").split())


def problem(typed: str, again: str, name: str) -> Bilingual | None:
    """Why a passphrase is not taken. Of what it is made is not asked; longer is better."""
    read = _read(typed)
    if not SHORTEST <= len(read) <= LONGEST:
        return _LENGTH
    if read.lower() in _common() or len(set(read)) == 1:
        return _COMMON
    if read.casefold() == _read(name).casefold():
        return _NAME
    return None if _read(again) == read else _TYPED


async def hashed(typed: str) -> str:
    """What is stored."""
    return await _aside(lambda: _HASHER.hash(_read(typed)))


def _holds(stored: str | None, typed: str) -> bool:
    try:
        return _HASHER.verify(_NOBODYS if stored is None else stored, _read(typed)[: LONGEST + 1]) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


async def holds(stored: str | None, typed: str) -> bool:
    """Whether this is the passphrase that is stored; it takes as long where none is."""
    return await _aside(lambda: _holds(stored, typed))


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return _HASHER.check_needs_rehash(stored)


async def _aside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
