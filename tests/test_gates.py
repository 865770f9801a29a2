"""Strangers are safe: on a foreign target nobody is dialled or written to who is not on the lists, by any way there is.

Each attack is an attempt to get a stranger's number or address to a portal that writes down all it hears.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright

from fixtures import gates
from fixtures.strangers import Rules, Stranger
from tests.attacks import ATTACKS, FRIEND, MAILBOX, Attack, attached, from_a_client_of_its_own, plain, planned
from tests.eavesdropper import OWN, STRANGER, Heard, eavesdropper

PASSWORD = "Konferencia-2026"
ACCOUNTS = {OWN: PASSWORD}
MAY_CREATE = Rules(True, frozenset({FRIEND}), frozenset({MAILBOX}), ACCOUNTS)
ONLY_READS = Rules(False, frozenset(), frozenset(), ACCOUNTS)


@pytest.fixture
def heard() -> Iterator[Heard]:
    with eavesdropper() as portal:
        yield portal


@pytest.fixture
def foreign(browser: Browser, heard: Heard) -> Iterator[Page]:
    """A window at the portal of nobody, as a run that may create things there has it."""
    with gates.closed(MAY_CREATE):
        context = browser.new_context(base_url=heard.url)
        page = context.new_page()
        page.goto(heard.url)
        yield page
        context.close()
        gates.forget_withheld()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_way_leads_to_a_stranger(foreign: Page, heard: Heard, attack: Attack) -> None:
    with contextlib.suppress(Stranger, Error):
        attack(foreign)
    assert heard.taken == []


def test_nothing_is_sent_while_a_page_goes_away(foreign: Page, heard: Heard) -> None:
    """Whether a gate sees such a request is a matter of luck: beacons are not made, plain requests still are."""
    told = foreign.evaluate(
        """async () => {
            const answer = await fetch(new Request('/', {keepalive: true}));
            return [navigator.sendBeacon('/take', 'beacon'), typeof fetchLater, answer.ok];
        }"""
    )
    assert told == [False, "undefined", True]
    assert [one for one in heard.taken if "beacon" in one] == []


def test_a_client_of_its_own_does_not_reach_a_stranger_either(
    playwright: Playwright, heard: Heard, foreign: Page
) -> None:
    with pytest.raises(Stranger):
        from_a_client_of_its_own(playwright, heard.url)
    assert heard.taken == []


FRIENDLY: dict[str, Attack] = {
    "a form": planned(FRIEND, "", MAILBOX),
    "a form with a date and a time": planned("23.11.2026", "15:00", "60"),
    "JSON": lambda page: page.evaluate(
        "to => fetch('/take', {method: 'POST', body: JSON.stringify({to})}).then(() => 1)", [FRIEND, MAILBOX]
    ),
    "a file": attached(f"Анна;{FRIEND};{MAILBOX}".encode()),
    "the short cut": plain(form={"number": "80 25 999-07-01", "token": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b"}),
    "a socket": lambda page: page.evaluate(
        "to => new Promise(r => { const s = new WebSocket(location.origin.replace('http', 'ws'));"
        " s.onopen = () => { s.send(to); setTimeout(r, 200) } })",
        FRIEND,
    ),
}


@pytest.mark.skip_browser("firefox")  # it does not tell what scripts and files send: there they are withheld
@pytest.mark.parametrize("way", FRIENDLY.values(), ids=FRIENDLY)
def test_those_on_the_lists_are_reached(foreign: Page, heard: Heard, way: Attack) -> None:
    """A guard that lets nothing through would be no proof."""
    way(foreign)
    assert len(heard.taken) == 1


@pytest.mark.skip_browser("firefox")
def test_a_target_that_is_only_read_gets_log_in_and_log_out_and_nothing_else(browser: Browser, heard: Heard) -> None:
    """Neither a form that names nobody, nor a wrong password, which might lock the account out."""
    sent = [
        ("/login", {"account": OWN, "password": PASSWORD, "code": "12345", "csrf": "a1b2c3"}),
        ("/logout", {"csrf": "a1b2c3"}),
        ("/login", {"account": OWN, "password": "wrong"}),
        ("/login", {"account": STRANGER, "password": PASSWORD}),
        ("/login", {"account": OWN, "password": PASSWORD, "to": STRANGER}),
        ("/logout", {"subject": "Планерка", "minutes": "60", "size": "10", "do": "schedule"}),
        ("/take", {"subject": "Планерка"}),
    ]
    with gates.closed(ONLY_READS):
        context = browser.new_context(base_url=heard.url)
        page = context.new_page()
        page.goto(heard.url)
        for path, form in sent:
            with contextlib.suppress(Stranger):
                context.request.post(path, form={**form})
            page.evaluate(
                "([path, form]) => fetch(path, {method: 'POST', body: new URLSearchParams(form)}).catch(() => {})",
                [path, form],
            )
        context.close()
    assert [told.split()[1] for told in heard.sessions] == ["/login", "/login", "/logout", "/logout"]
    assert heard.taken == []


def test_outside_the_gates_everything_is_as_before(browser: Browser, heard: Heard, tmp_path: Path) -> None:
    with gates.closed(MAY_CREATE):
        pass
    context = browser.new_context(base_url=heard.url)
    context.request.post("/take", form={"to": STRANGER})
    context.close()
    assert len(heard.taken) == 1
