"""Conference control: what the chair does while it runs (memo step 9)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from portal.domain import calls, door, life, numbers, people
from portal.domain.conference import Conference, State
from portal.domain.events import Event
from portal.domain.planning import read_name
from portal.domain.possible import demand
from portal.domain.refusals import Problems
from portal.services import capacity, changes
from portal.services.accounts import Account
from portal.services.booking import card
from portal.store.database import Work

_OnTheTicked = Callable[[Conference, Collection[int], datetime], list[Event]]
_OnEverybody = Callable[[Conference, datetime], list[Event]]

TICKED: dict[str, _OnTheTicked] = {
    "hang_up": calls.hang_up,
    "remove": people.remove,
    "mute": people.mute,
    "unmute": people.unmute,
    "block": people.block,
    "unblock": people.unblock,
}
EVERYBODY: dict[str, _OnEverybody] = {
    "mute_all": people.mute_all,
    "unmute_all": people.unmute_all,
    "lock": door.lock,
    "unlock": door.unlock,
}


def add(work: Work, account: Account, conference_id: int, number: str, name: str) -> None:
    """Adds a row and calls nobody (9.1). Refused at `number` or `name`."""
    conference = card(work, account, conference_id)
    demand(conference, "add")
    problems = Problems()
    number = problems.read(partial(numbers.parse, abroad=account.international), number, "number")
    name = problems.read(read_name, name, "name")
    problems.tell()
    changes.carry_out(work, conference, people.add(conference, number, name, work.now))


def invite(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> int:
    """Calls the ticked (9.2) and answers with how many are being called or have their turn soon."""
    return _call(work, account, conference_id, ticks, calls.invite)


def redial(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> int:
    """Calls again those of the ticked whose last call is over; answers as `invite`."""
    return _call(work, account, conference_id, ticks, calls.redial)


def _call(
    work: Work,
    account: Account,
    conference_id: int,
    ticks: Collection[int],
    decide: Callable[[Conference, Collection[int], calls.Lines, datetime], list[Event]],
) -> int:
    conference = card(work, account, conference_id)
    events = decide(conference, ticks, capacity.lines(work, conference), work.now)
    changes.carry_out(work, conference, events)
    return sum(event.type in ("leg.calling", "leg.queued") for event in events)


def do(work: Work, account: Account, conference_id: int, act: str, ticks: Collection[int]) -> None:
    """One of `TICKED`, which act on the ticked rows, or of `EVERYBODY`, which need no tick."""
    conference = card(work, account, conference_id)
    decide = partial(TICKED[act], conference, ticks) if act in TICKED else partial(EVERYBODY[act], conference)
    changes.carry_out(work, conference, decide(work.now))


def check_one(work: Work, account: Account, conference_id: int, ticks: Collection[int]) -> None:
    """Refused `tick_one` unless exactly one row is ticked, before a new name is asked for."""
    conference = card(work, account, conference_id)
    demand(conference, "rename")
    people.the_one(conference, ticks)


def rename(work: Work, account: Account, conference_id: int, ticks: Collection[int], name: str) -> None:
    """Gives the one row that is ticked another name. Refused at `new_name`, or `tick_one`."""
    conference = card(work, account, conference_id)
    name = read_name(name, "new_name")
    changes.carry_out(work, conference, people.rename(conference, ticks, name, work.now))


def extend(work: Work, account: Account, conference_id: int, minutes: int) -> None:
    """Extends by 15, 30, 45 or 60 minutes (9.4)."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, life.extend(conference, minutes, work.now))


def end(work: Work, account: Account, conference_id: int) -> None:
    """Ends it and disconnects everybody (9.6); before its start that cancels it."""
    conference = card(work, account, conference_id)
    decide = life.cancel if conference.state is State.OPEN else life.end
    changes.carry_out(work, conference, decide(conference, work.now))
