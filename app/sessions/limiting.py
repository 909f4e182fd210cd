"""How often something may be sent in hosted mode: by one name, one network, one session."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, Protocol

from starlette.requests import Request


class TooOftenError(Exception):
    """Something was sent too often, and nothing was done. It may be sent again in so many ``seconds``.

    ``shared``: by all who use one network, and perhaps not by who is refused.
    """

    def __init__(self, seconds: int, *, shared: bool = False) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
        self.shared = shared


RATES: Final = {
    "name": "5/minute",  # trying passphrases and codes
    "network": "20/minute",  # the same, whatever the name
    "newcomer": "300/hour",  # learners without an account, of one network
    "invitation": "20/minute",  # looking up codes of classes
    "lab": "60/minute",
    "answers": "120/minute",
}
_OF_A_NETWORK = {"network", "newcomer", "accounts"}
_CLOSED_DOORS = {f"/account/{way}" for way in ("login", "recover", "passphrase", "codes", "delete")}
_ANSWERS = {
    *(f"/practice/{{quiz_id}}/items/{{number}}{end}" for end in ("", "/guided", "/withdraw", "/rating", "/hint")),
    *(f"/exams/{{quiz_id}}/items/{{number}}{end}" for end in ("", "/saved")),
}
_COMPUTING = ("/lab/", "/api/v1/compute/", "/api/v1/instances/")


def network(request: Request) -> str:
    """Where a request comes from; of an IPv6 address the /64 that one customer has for themselves."""
    host = "" if request.client is None else request.client.host
    try:
        address = ip_address(host)
    except ValueError:  # no address: a socket of the machine
        return host
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(ip_network((address, 64), strict=False)) if mapped is None else str(mapped)
    return str(address)


def limited_as(method: str, path: str) -> str:
    """What the sending to a route counts as, by its path: a try at a door, lab, answers; or nothing."""
    if path.startswith(_COMPUTING):
        return "lab"
    if method != "POST":
        return ""
    if path in _CLOSED_DOORS or path.startswith("/account/reset/"):
        return "door"
    return "answers" if path in _ANSWERS else ""


class Windows(Protocol):
    """What of ``limits.storage.MovingWindowSupport`` is asked for."""

    def acquire_entry(self, key: str, limit: int, expiry: int, /) -> bool:
        """Count one more in the last ``expiry`` seconds, unless it is more than ``limit``."""
        ...

    def get_moving_window(self, key: str, limit: int, expiry: int, /) -> tuple[float, int]:
        """When the first of those that count was sent, and how many count."""
        ...


class Limits:
    """Counts what was sent in the windows that move with the time: in memory, or where all processes see it."""

    def __init__(self, accounts_an_hour: int, shared: Windows | None = None) -> None:
        # Not wanted in personal mode, and slow to load.
        from limits import parse
        from limits.storage import MemoryStorage

        self._rates = {name: parse(rate) for name, rate in RATES.items()}
        self._rates["accounts"] = parse(f"{accounts_an_hour}/hour")
        # Where many make accounts behind one address, as many come back there at the beginning of a lesson.
        for name in ("network", "newcomer"):
            rate = self._rates[name]
            self._rates[name] = parse(f"{max(rate.amount, accounts_an_hour)}/{rate.GRANULARITY.name}")
        self._windows: Windows = shared or MemoryStorage()

    def take(self, what: str, who: str) -> None:
        """Count one more; raises ``TooOftenError`` where it is one too many, which then does not count."""
        rate = self._rates[what]
        window = (rate.key_for(what, who), rate.amount, rate.get_expiry())
        if not self._windows.acquire_entry(*window):
            began, _ = self._windows.get_moving_window(*window)
            left = max(1, math.ceil(began + rate.get_expiry() - time.time()))
            raise TooOftenError(left, shared=what in _OF_A_NETWORK)
