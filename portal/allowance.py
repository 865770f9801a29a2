"""What costs the portal something and anybody may ask for is given to an address so often a minute and no more."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address, ip_network

MINUTE = 60.0  # seconds of real time: it is this machine that is spared


class Allowance:
    """`limit` an address a minute; minutes begin for all addresses at once, so that nothing is kept of earlier ones.

    In IPv6 a network of 64 bits counts as one address, since that is what a single subscriber has. This machine is
    not limited: its tests and loads are its own affair.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._since = 0.0
        self._taken: Counter[str] = Counter()

    def take(self, address: str, now: float) -> bool:
        """Whether one more may be had; `now` in seconds, of a clock that only goes forward."""
        if now - self._since >= MINUTE:
            self._since = now
            self._taken.clear()
        if (whose := _whose(address)) is None:
            return True
        self._taken[whose] += 1
        return self._taken[whose] <= self.limit


def _whose(address: str) -> str | None:
    """Who is counted; None is this machine."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.is_loopback:
        return None
    return str(found if found.version == 4 else ip_network((int(found), 64), strict=False))
