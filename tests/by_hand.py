"""A person at a window, for tests of recording by hand; and waiting until what was done is told and seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext

from fixtures.capturing import Capture


@contextmanager
def windows(browser: Browser) -> Iterator[BrowserContext]:
    """Of two pixels to each that the page reckons with, as in a recording."""
    context = browser.new_context(device_scale_factor=2, viewport={"width": 1000, "height": 700})
    yield context
    context.close()


def until(capture: Capture, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done() and time.monotonic() < end:
        capture.pump()
    assert done()


def at_rest(capture: Capture) -> None:
    until(capture, lambda: all(not window.stale for window in capture._windows))
