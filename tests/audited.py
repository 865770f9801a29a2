"""A real portal to which everything was done that journeys do, its ledger, and what it says of itself afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from fixtures.backstage import Backstage
from load import audit_reading
from load.ledger import Command, Entry, Outcome
from load.records import Records
from portal.domain.plan import Invitee, Plan
from portal.services import booking, control, telephony
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, Core
from tests.serving import cookie, served

RUN = "load-2411-"
ONE, TWO, LATER, CALLED_OFF = (f"{RUN}{number}" for number in (1, 2, 3, 4))
ANNA, PETR = "375259991000", "375259991109"


class Found(NamedTuple):
    ledger: list[Entry]
    records: Records


def entry(mark: str, command: Command, outcome: Outcome = "acknowledged", account: str = ANNA, **details: Any) -> Entry:
    return Entry(mark, "conference", account, command, outcome, 0.0, details.pop("conference", None), details)


def do_it(portal: Core) -> list[Entry]:
    """By two people two conferences, one for later, one called off: all that a journey does, and its ledger."""
    petr = portal.another()
    ledger = [
        *hold(portal, ANNA, ONE, ANSWERS, GUEST, "+375259990785"),
        *hold(petr, PETR, TWO, "+375259990003", "+375259990778", "+375259990786"),
    ]
    letters = ["vera@example.com", "oleg@example.com"]
    rows = tuple(Invitee(f"+37525999079{n}", "", to) for n, to in enumerate(letters))
    plan = Plan(subject=LATER, starts_at=core.MONDAY + timedelta(hours=3), invitees=rows)
    id_ = portal.do(lambda work: booking.schedule(work, portal.account, plan))
    seen = portal.conference(id_).seq
    renamed = replace(plan, subject=f"{LATER} перенесено")
    portal.do(lambda work: booking.edit(work, portal.account, id_, renamed, seen))
    ledger.append(entry(LATER, "plan", letters_to=letters, numbers=[row.number for row in rows], conference=id_))
    ledger.append(entry(LATER, "edit", subject=f"{LATER} перенесено", conference=id_))
    far = replace(plan, subject=CALLED_OFF, starts_at=core.MONDAY + timedelta(days=300), invitees=())
    id_ = portal.do(lambda work: booking.schedule(work, portal.account, far))
    portal.do(lambda work: booking.cancel(work, portal.account, id_))
    ledger += [entry(CALLED_OFF, "plan", conference=id_), entry(CALLED_OFF, "cancel", conference=id_)]
    portal.advance(seconds=30)
    return ledger


def hold(who: Core, login: str, mark: str, listed: str, added: str, dialler: str) -> list[Entry]:
    """A whole conference by one person."""
    account = who.account
    id_ = who.schedule(listed, BUSY, subject=mark, guest_password=True)
    who.do(lambda work: control.add(work, account, id_, added, ""))
    who.do(lambda work: control.invite(work, account, id_, [1, 2, 3]))
    who.advance(seconds=5)
    card = who.conference(id_)
    who.do(lambda work: telephony.dial_in(work, dialler, card.number, card.guest_password or ""))
    who.do(lambda work: control.extend(work, account, id_, 15))
    who.do(lambda work: control.do(work, account, id_, "block", [1]))
    who.do(lambda work: control.do(work, account, id_, "unblock", [1]))
    who.do(lambda work: control.end(work, account, id_))
    done: list[tuple[Command, dict[str, Any]]] = [
        ("plan", {"numbers": [listed, BUSY], "form_key": mark}), ("add", {"number": added}),
        ("invite", {"numbers": [listed, BUSY, added]}), ("dial_in", {"number": dialler}), ("extend", {"minutes": 15}),
        ("block", {"number": listed}), ("unblock", {"number": listed}), ("end", {"seen": [mark]}),
    ]  # fmt: skip
    return [entry(mark, command, account=login, conference=id_, **details) for command, details in done]


def lived(folder: Path) -> Found:
    """Done to the core of a portal, which is then served and read over backstage and over its pages."""
    portal = core.begin(folder / "portal.sqlite3")
    ledger = do_it(portal)
    annas = cookie(portal)
    portal.database.close()
    with served(folder) as process:
        backstage = Backstage(process.backstage_url, process.token)
        backstage.advance(10)
        records = audit_reading.read(backstage, RUN, ledger, lines=10_000)
        backstage.close()
        with httpx.Client(base_url=process.url, cookies=annas, trust_env=False) as http:
            shown = audit_reading.show(lambda path: http.get(path).raise_for_status().text)
    return Found(ledger, replace(records, shown={ANNA: shown}))
