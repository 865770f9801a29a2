"""A browser that was not ready is started once more; whatever else is wrong is told at once."""

from __future__ import annotations

from typing import cast

import pytest
from playwright.sync_api import Browser, Error

from fixtures.browser import again_if_not_ready

NOT_READY = Error("BrowserType.launch: Protocol error (network.addDataCollector): unknown command")
NOT_THERE = Error("BrowserType.launch: Executable doesn't exist at /usr/bin/firefox")
BROWSER = cast(Browser, object())


@pytest.mark.parametrize(
    ("answers", "starts", "ends"),
    [
        ([BROWSER], 1, BROWSER),
        ([NOT_READY, BROWSER], 2, BROWSER),
        ([NOT_READY, NOT_READY, BROWSER], 2, NOT_READY),
        ([NOT_THERE, BROWSER], 1, NOT_THERE),
    ],
    ids=["ready", "not ready yet", "never ready", "not there"],
)
def test_a_browser_that_was_not_ready_is_started_once_more(
    answers: list[Browser | Error], starts: int, ends: Browser | Error
) -> None:
    given = []

    def launch(**options: object) -> Browser:
        given.append(options)
        answer = answers[len(given) - 1]
        if isinstance(answer, Error):
            raise answer
        return answer

    if isinstance(ends, Error):
        with pytest.raises(Error, match=str(ends)[-15:]):
            again_if_not_ready(launch)(headless=True)
    else:
        assert again_if_not_ready(launch)(headless=True) is ends
    assert given == [{"headless": True}] * starts
