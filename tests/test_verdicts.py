"""Whose fault a failure is: one row per rule of reports.verdicts, with exceptions as they really come."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from fixtures.backstage import BackstageError
from fixtures.judging import first_words, known_of
from fixtures.process import PortalDown
from pages.finding import NotFound
from reports.verdicts import Failure, Judgement, judge, worst


class NobodyReadsTheCode(Exception):
    """As an exception says itself whose fault it is."""

    whose = "data"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (AssertionError("Locator expected to be visible"), "product"),
        (NotFound("«Войти» is not on the page"), "product"),
        (pytest.fail.Exception("the windows of this test had trouble: answer 503"), "product"),
        (PlaywrightTimeout('Page.wait_for_event: Timeout 30000ms exceeded while waiting for event "popup"'), "product"),
        (PlaywrightError("Page.goto: net::ERR_CONNECTION_REFUSED at http://127.0.0.1:1/"), "environment"),
        (PlaywrightError("Page.goto: NS_ERROR_UNKNOWN_HOST"), "environment"),
        (PlaywrightError("Page.fill: Target crashed"), "environment"),
        (PlaywrightError("BrowserType.launch: Protocol error (session.new): unknown command"), "environment"),
        (PlaywrightError("Page.click: Target page, context or browser has been closed"), "test"),
        (PlaywrightError("strict mode violation: get_by_role resolved to 2 elements"), "test"),
        (AssertionError("Page crashed"), "environment"),
        (ConnectionRefusedError(111, "Connection refused"), "environment"),
        (TimeoutError("timed out"), "environment"),
        (socket.gaierror(-2, "Name or service not known"), "environment"),
        (ssl.SSLError("wrong version number"), "environment"),
        (OSError(28, "No space left on device"), "environment"),
        (FileNotFoundError(2, "No such file"), "test"),
        (httpx.ReadTimeout("timed out"), "environment"),
        (caused(BackstageError("backstage cannot be reached"), httpx.ConnectError("refused")), "environment"),
        (BackstageError("backstage answered 404 to POST /nothing"), "test"),
        (PortalDown("the portal ended with code 1"), "environment"),
        (pytest.fail.Exception("Timeout (>180.0s) from pytest-timeout."), "environment"),
        (pytest.fail.Exception("no Firefox was found on this machine: run `make setup`."), "environment"),
        (NobodyReadsTheCode("nobody has read the code picture"), "data"),
        (TypeError("unsupported operand"), "test"),
        (KeyError("name"), "test"),
    ],
    ids=lambda value: f"{type(value).__name__}: {value}"[:60] if isinstance(value, BaseException) else None,
)
def test_verdict_by_the_exception(error: BaseException, verdict: str) -> None:
    assert judge(known_of(error)).verdict == verdict


CHECK = ("builtins.AssertionError",)


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (Failure(CHECK, portal_ended=1), "product"),
        (Failure(CHECK, portal_ended=-9), "environment"),
        (Failure(("builtins.ConnectionError",), portal_ended=1), "product"),
        (Failure(CHECK, browser_gone=True), "environment"),
        (Failure(CHECK, browser_gone=True, passed_again=True), "flaky"),
        (Failure(("xdist.WorkerCrash",), "worker 'gw0' crashed"), "environment"),
        (Failure(), "test"),
    ],
)
def test_verdict_by_what_else_is_known(failure: Failure, verdict: str) -> None:
    assert judge(failure).verdict == verdict


def test_what_lies_outside_explains_the_rest() -> None:
    product, network = Judgement("product", "a check"), Judgement("environment", "no network")
    assert worst([product, network, Judgement("test", "a bug")]) == network
    assert worst([Judgement("test", "a bug"), product]) == product


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("AssertionError: «Войти» is not there\n\nCall log:\n  - waiting", "«Войти» is not there"),
        ("Failed: the windows had trouble:\n- answer 503 to GET /", "the windows had trouble: - answer 503 to GET /"),
        ("AssertionError: assert 1 == 2\n +  where 1 = len([0])", "assert 1 == 2"),
        ("playwright._impl._errors.Error: Page.goto: net::ERR Call log: - going", "Error: Page.goto: net::ERR"),
        ("topics\nExpected value: 're.compile'\nActual value: 12\nCall log:\n - x", "topics, but it is: 12"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_what_broke_is_told_in_a_line(message: str, told: str) -> None:
    assert first_words(message) == told
