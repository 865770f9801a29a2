"""A time limit and Ctrl-C end a test whose browser says nothing more, and the run goes on to its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stand_in import lay_down, stand_in

SILENCE = 'page.evaluate("new Promise(() => {})")'
TIME_LIMIT = f"""
import pytest

def test_begins(page):  # and starts the browser, which is not to count
    page.goto("/page")

@pytest.mark.timeout(5)
def test_waits(page):
    {SILENCE}

def test_goes_on(page):
    page.goto("/page")
"""
CTRL_C = f"""
import os, signal, threading

def test_waits(page):
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    {SILENCE}
"""


@pytest.fixture(autouse=True)
def _portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        yield


@pytest.mark.nightly
def test_a_time_limit(pytester: pytest.Pytester) -> None:
    lay_down(pytester, TIME_LIMIT)
    result = pytester.runpytest_subprocess(timeout=90)
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines("*Timeout (>5.0s) from pytest-timeout*")


def test_ctrl_c(pytester: pytest.Pytester) -> None:
    lay_down(pytester, CTRL_C)
    result = pytester.runpytest_subprocess(timeout=90)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines("*KeyboardInterrupt*")
