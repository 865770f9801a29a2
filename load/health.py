"""Is the generator itself well? How late its loop wakes, how busy it is from its first second on, whose clock is ahead.

Nothing here knows of greenlets: under Locust `time.sleep` and sockets are the cooperative ones.
"""

from __future__ import annotations

import http.client
import math
import ssl
import time
from array import array
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from fixtures.transport import PATIENCE, Transport
from load.connection import DIRECT, basic

NAP = 0.02
"""Seconds that the sentinel sleeps; what it sleeps longer is the lag of the loop."""
_ASKED = 12
_APART = 0.09
_KEPT = 1.5


class Sentinel:
    """Sleeps and looks how late it woke."""

    def __init__(self) -> None:
        self._lags = array("d")
        self.watching = True

    def watch(self) -> None:
        """Until `watching` is false."""
        while self.watching:
            before = time.monotonic()
            time.sleep(NAP)
            self._lags.append(max(time.monotonic() - before - NAP, 0.0))

    def taken(self) -> bytes:
        """The lags since the last time, seconds, as an array of doubles."""
        lags, self._lags = self._lags, array("d")
        return lags.tobytes()


class Processor:
    """How much of a core this process takes."""

    def __init__(self) -> None:
        self._before = (time.process_time(), time.monotonic())

    def share(self) -> float:
        """Of one core, since the last time or the beginning."""
        now = (time.process_time(), time.monotonic())
        spent, passed = now[0] - self._before[0], now[1] - self._before[1]
        self._before = now
        return spent / passed if passed > 0 else 0.0


def clock_ahead(url: str, transport: Transport = DIRECT) -> float | None:
    """By how many seconds this machine's clock is ahead of the target's; None if its answers have no usable date.

    A Date header has whole seconds, and servers keep it for another one or longer, so each answer only tells between
    which bounds the truth is; a second of questions narrows them, and the middle is told: three quarters of a second
    off at most. Raises OSError if the target cannot be reached.
    """
    parts = urlsplit(url)
    lowest, highest = -math.inf, math.inf
    try:
        for _ in range(_ASKED):
            with closing(_connection(parts, transport)) as connection:
                asked = _seconds_now()
                connection.request("HEAD", parts.path or "/", headers=basic(transport))
                told = _date(connection.getresponse().headers.get("Date", ""))
            if told is None:
                return None
            lowest, highest = max(lowest, asked - told - 1 - _KEPT), min(highest, _seconds_now() - told)
            time.sleep(_APART)
    except http.client.HTTPException as error:
        raise OSError(f"no usable answer: {error!r}") from error
    return (lowest + highest) / 2


def _connection(parts: SplitResult, transport: Transport) -> http.client.HTTPConnection:
    """As the journeys reach the target, authority, certificate and other addresses included."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    line = transport.connect(host, parts.port or (443 if secure else 80))
    if secure:
        line = transport.trust(ssl.create_default_context()).wrap_socket(line, server_hostname=host)
    connection.sock = line
    return connection


def _seconds_now() -> float:
    return datetime.now(UTC).timestamp()


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
