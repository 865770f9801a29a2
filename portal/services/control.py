"""Conference control: what the chair does while it runs (memo step 9)."""

from __future__ import annotations

from collections.abc import Collection

from portal.domain import calls, life, numbers
from portal.domain.planning import read_name
from portal.domain.refusals import Problems
from portal.services import changes
from portal.services.accounts import Account
from portal.services.booking import card
from portal.store.database import Work


def add(work: Work, account: Account, conference_id: int, number: str, name: str) -> None:
    """Adds a row and calls nobody (9.1). Refused at `number` or `name`."""
    conference = card(work, account, conference_id)
    life.demand(conference, "add")
    problems = Problems()
    number = problems.read(numbers.parse, number, "number")
    name = problems.read(read_name, name, "name")
    problems.tell()
    changes.carry_out(work, conference, calls.add(conference, number, name, work.now))


def invite(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> int:
    """Calls the ticked (9.2) and answers with how many are being called."""
    conference = card(work, account, conference_id)
    events = calls.invite(conference, ticks, work.now)
    changes.carry_out(work, conference, events)
    return len(events)


def block(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> None:
    """Mutes the ticked and bars their numbers (9.5)."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, calls.block(conference, ticks, work.now))


def unblock(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> None:
    """Takes back `block`."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, calls.unblock(conference, ticks, work.now))


def extend(work: Work, account: Account, conference_id: int, minutes: int) -> None:
    """Extends by 15, 30, 45 or 60 minutes (9.4)."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, life.extend(conference, minutes, work.now))


def end(work: Work, account: Account, conference_id: int) -> None:
    """Ends it and disconnects everybody (9.6); before its start that cancels it."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, life.end(conference, work.now))
