"""What opens something: random enough that nobody guesses it, and stored only as what it is recognised by."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 random bits, as they stand in a cookie or an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of it. It is random, so there is nothing that a slow hash would have to protect."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_id() -> int:
    """The number of a row that others may have in hand when it is gone: nobody ever gets it again."""
    return 1 + secrets.randbelow(2**53 - 1)
