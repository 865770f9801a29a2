"""Whose fault a failure is, decided by evidence: product, environment, test, data or flaky.

A pure function over what is known of the failure; the first rule that fits decides, and says why in a sentence.
docs/reports.md has the rules as a table for people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

Verdict = Literal["product", "environment", "test", "data", "flaky"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_ASSERTIONS = frozenset({"builtins.AssertionError", "builtins.Failed"})
_NETWORK = frozenset({
    "builtins.ConnectionError", "builtins.TimeoutError", "socket.gaierror", "ssl.SSLError", "httpx.TransportError",
})  # fmt: skip
_BROWSER = frozenset({"playwright.Error"})
_CANNOT_BE_REACHED = (
    r"net::ERR_|NS_ERROR_|SSL_ERROR|SEC_ERROR|MOZILLA_PKIX|Failed to launch|BrowserType\.launch: |"
    r"Executable doesn't exist|Connection closed"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What is known of one failed attempt.

    `kinds`: the exception's class and its bases as `package.Name`, the most special first. `declared`: what the
    exception itself says (an attribute `whose`). `portal_ended`: the exit code of our own portal if it ended without
    being told to, negative for a signal. `browser_gone`: the browser process is no longer connected.
    """

    kinds: tuple[str, ...] = ()
    message: str = ""
    declared: str = ""
    portal_ended: int | None = None
    browser_gone: bool = False
    passed_again: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and why in a sentence."""

    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """Fits when the exception is of one of the kinds (none: of any) and the pattern is found in its message."""

    judgement: Judgement
    kinds: frozenset[str] = frozenset()
    pattern: str = ""

    def fits(self, failure: Failure) -> bool:
        of_kind = not self.kinds or bool(self.kinds.intersection(failure.kinds))
        return of_kind and (not self.pattern or bool(re.search(self.pattern, failure.message)))


_RULES = (
    _Rule(Judgement("environment", "a page of the browser crashed"), pattern=r"(Target|Page) crashed"),
    _Rule(Judgement("environment", "the disk is full"), pattern=r"No space left on device"),
    _Rule(
        Judgement("environment", "this machine has no such browser"), pattern=r"was found on this machine: run `make"
    ),
    _Rule(
        Judgement("environment", "a worker process of the run ended in the middle of the test"),
        frozenset({"xdist.WorkerCrash"}),
    ),
    _Rule(Judgement("environment", "portal or browser could not be reached"), _BROWSER, _CANNOT_BE_REACHED),
    _Rule(Judgement("environment", "a connection could not be made, or broke off"), _NETWORK),
    _Rule(
        Judgement("environment", "the whole test took longer than any test may, though each wait ends before"),
        frozenset({"builtins.Failed"}),
        r"^Timeout [(>]",
    ),
    _Rule(Judgement("product", "what the scenario says is not what the portal does"), _ASSERTIONS),
    _Rule(
        Judgement("product", "the portal did not do in time what the test waited for"),
        frozenset({"playwright.TimeoutError"}),
    ),
)
_DECLARED: dict[Verdict, str] = {
    "data": "an account, a picture code or a mailbox that the test needs was not to be had",
    "environment": "the portal did not come up",
}
_BROKEN_TEST = Judgement("test", "the test itself broke: it raised an exception that is no failed check")


def judge(failure: Failure) -> Judgement:
    """The verdict on one failure."""
    if failure.passed_again:
        return Judgement("flaky", "it failed, and passed when it was run again on the same portal")
    for verdict in VERDICTS:
        if failure.declared == verdict:
            return Judgement(verdict, _DECLARED.get(verdict, "the harness says so where it happened"))
    if failure.portal_ended is not None:
        if failure.portal_ended < 0:
            return Judgement("environment", f"the portal was ended from outside by signal {-failure.portal_ended}")
        return Judgement("product", f"the portal ended by itself with code {failure.portal_ended}; see portal.log")
    if failure.browser_gone:
        return Judgement("environment", "the browser ended in the middle of the test")
    return next((rule.judgement for rule in _RULES if rule.fits(failure)), _BROKEN_TEST)


def worst(judgements: list[Judgement]) -> Judgement:
    """One verdict on several failures of one attempt: what lies outside of the product explains the rest."""
    order: tuple[Verdict, ...] = ("environment", "data", "product", "test", "flaky")
    return min(judgements, key=lambda judged: order.index(judged.verdict))
