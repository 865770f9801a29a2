"""Logging in through the page, and going on with a saved log-in that is first looked at: each in a browser of its own.

Run by `python -m tests.bench`, which reads the seconds from the properties in the JUnit report.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from playwright.sync_api import BrowserContext

from fixtures.actors import NewActor
from pages.elements import is_there
from pages.labels import SIGN_OUT

TURNS = 9  # the first is thrown away


def test_turn_about(
    new_chair: NewActor,
    new_context: Callable[..., BrowserContext],
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    by_page, by_saved = [], []
    for _ in range(TURNS):
        chair, context = new_chair(), new_context()
        page = context.new_page()
        began = time.perf_counter()
        chair.sign_in_from(chair.open_portal())
        by_page.append(time.perf_counter() - began)
        saved = chair.context.storage_state()
        began = time.perf_counter()
        context.set_storage_state(saved)
        page.goto(chair.url, wait_until="domcontentloaded")
        inside = is_there(page, SIGN_OUT)
        by_saved.append(time.perf_counter() - began)
        assert inside, "the saved log-in does not hold"
        for opened in (chair.context, context):
            opened.close()
    record_testsuite_property("by page", median(by_page[1:]))
    record_testsuite_property("by saved", median(by_saved[1:]))
