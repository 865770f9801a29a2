"""The portal's core without its process: a database in a file, and time that moves only when told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from portal.domain.conference import Conference
from portal.domain.moments import MINSK
from portal.domain.plan import Invitee, Plan
from portal.domain.terms import Terms
from portal.services import accounts, booking, due, templates
from portal.services.accounts import Account
from portal.store import clock
from portal.store.database import Database, Work

T = TypeVar("T")

MONDAY = datetime(2026, 11, 23, 10, tzinfo=MINSK)
TERMS = Terms(sender="portal@example.org", access_number="+375 17 999-00-00")
ANSWERS, HANGS_UP, BUSY, SILENT = "+375259990002", "+375259990105", "+375259990200", "+375259990300"
REFUSES, UNREACHABLE, UNKNOWN, GUEST = "+375259990400", "+375259990500", "+375259990600", "+375259990777"


@dataclass
class Core:
    """A database with one account, its clock frozen on a Monday at ten."""

    database: Database
    account: Account

    def do(self, use: Callable[[Work], T]) -> T:
        with self.database.work("test") as work:
            return use(work)

    def another(self, n: int = 9) -> Core:
        """The same portal as somebody else, with an account of their own; `n` tells several of them apart."""
        with self.database.work("test") as work:
            made = accounts.issue(work, f"37525999110{n}", "no hash", "Петр", f"petr{n}@example.com")
            account = accounts.get(work, made)
            templates.make_sure_of_default(work, account)
        return Core(self.database, account)

    def schedule(self, *numbers: str, **wanted: object) -> int:
        """An immediate conference with these numbers, or what `wanted` says of the plan."""
        plan: dict[str, Any] = {"subject": "Совещание", "immediate": True, "size": 5, "own_telephone": False} | wanted
        plan["invitees"] = tuple(Invitee(number) for number in numbers)
        return self.do(lambda work: booking.schedule(work, self.account, Plan(**plan)))

    def conference(self, conference_id: int) -> Conference:
        return self.do(lambda work: booking.card(work, self.account, conference_id))

    def statuses(self, conference_id: int) -> list[str]:
        conference = self.conference(conference_id)
        return [conference.status(row.id) for row in conference.participants]

    def advance(self, **delta: float) -> list[str]:
        """Moves the clock on; answers with the kinds of the timers that ran."""
        target = self.do(lambda work: work.now + timedelta(**delta))
        ran: list[str] = []
        while one := self.do(lambda work: due.advance_next(work, target, keep_sessions=True)):
            ran.append(one.kind)
        return ran


def begin(file: Path, terms: Terms = TERMS) -> Core:
    """A new core in `file`."""
    database = Database(f"sqlite:///{file}", terms)
    with database.work() as work:
        clock.freeze(work.db, MONDAY)
        account = accounts.get(work, accounts.issue(work, "375259991000", "no hash", "Анна", "anna@example.com"))
        templates.make_sure_of_default(work, account)
    return Core(database, account)
