"""What scenarios may demand of a run or of a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from fixtures import scripts
from fixtures.accounts import IssueAccount
from fixtures.actors import Actor
from fixtures.captcha import Captcha
from fixtures.portal import Target, mark_of
from pages.opening import slow_line


@pytest.fixture
def javascript(pytestconfig: pytest.Config) -> None:
    """For a scenario about what scripts do: skipped in a run with JavaScript off."""
    if pytestconfig.option.without_javascript:
        pytest.skip("is about what scripts do, and JavaScript is off")


@pytest.fixture
def chair_without_scripts(
    portal: Target,
    accounts: IssueAccount,
    captcha: Captcha,
    new_context: Callable[..., BrowserContext],
    browser_name: str,
    pytestconfig: pytest.Config,
) -> Actor:
    """A chair whose browser runs no script, whatever the run is like: pages are not live, nothing opens a pop-up."""
    if pytestconfig.option.without_javascript:
        context = new_context()
    else:
        context = new_context(**scripts.context_args(browser_name, off=True))
        scripts.turn_off(context, browser_name)
    page, mark = context.new_page(), mark_of(pytestconfig)
    return Actor(accounts(), context, page, portal.url, captcha, javascript=False, own=portal.own, mark=mark)


@pytest.fixture
def accounts_are_new(portal: Target) -> None:
    if not portal.own:
        pytest.skip("needs an account that nobody has used before, which only backstage issues")


@pytest.fixture
def fresh_chair(accounts_are_new: None, chair: Actor) -> Actor:
    """A chair with an account as it is issued: nothing in its lists, everything about it known."""
    return chair


@pytest.fixture
def browser_cache(portal: Target) -> None:
    """For a scenario about what the browser keeps: the gates of a foreign target switch its cache off."""
    if not portal.own:
        pytest.skip("is about the browser's cache, which is off where every request is looked at (fixtures/gates.py)")


@pytest.fixture
def https_portal(portal: Target, request: pytest.FixtureRequest) -> Target:
    """A portal at an https address: the target, or one that is started with a certificate of its own."""
    if portal.own:
        another: Callable[..., Target] = request.getfixturevalue("another_portal")
        return another("--tls", "self-signed")
    if not portal.url.startswith("https://"):
        pytest.skip(f"the target's address is given without https: {portal.url}")
    return portal


@pytest.fixture
def slow_answers(portal: Target) -> Iterator[None]:
    """The answer to the first of two quick clicks comes after the second: otherwise a fast portal never sees that one.

    On the reference portal only, where anything may be posted.
    """
    slow_line(portal.own)
    yield
    slow_line(False)
