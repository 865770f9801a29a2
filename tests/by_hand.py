"""A person at a window, for tests of recording by hand: waiting until what was done is told and seen."""

from __future__ import annotations

import time
from collections.abc import Callable

from fixtures.capturing import Capture


def until(capture: Capture, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done() and time.monotonic() < end:
        capture.pump()
    assert done()


def at_rest(capture: Capture) -> None:
    until(capture, lambda: all(not window.stale for window in capture._windows))
