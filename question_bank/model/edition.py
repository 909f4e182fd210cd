"""Which edition of engine and bank this is: what was read of a run by another one is read anew."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READ = {".py", ".toml", ".md"}


@cache
def edition() -> str:
    """A short mark of all code, data and texts of ``engine`` and ``question_bank``: it changes with any of them."""
    mark = hashlib.sha256()
    for package in ("engine", "question_bank"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in _READ:
                mark.update(path.relative_to(ROOT).as_posix().encode())
                mark.update(path.read_bytes())
    return mark.hexdigest()[:16]
