"""Decisions about the conference as a whole: from planning to its end.

Each takes the conference and the time and returns the events that follow, or raises Refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from portal.domain.calls import Lines, automatic, everybody_out
from portal.domain.conference import Conference, LegState
from portal.domain.effects import apply_all, born
from portal.domain.events import Event
from portal.domain.plan import EXTENSIONS, MINUTES, Invitee, Plan, check
from portal.domain.possible import demand
from portal.domain.refusals import refuse

OPENS_BEFORE = timedelta(minutes=10)
NOBODY_JOINED = timedelta(minutes=5)
EVERYBODY_LEFT = timedelta(seconds=60)
WARNINGS = (5, 1)  # minutes before the end


def schedule(
    plan: Plan,
    *,
    owner: int,
    chair: Invitee,
    number: str,
    passwords: tuple[str, str],
    lines: Lines,
    now: datetime,
) -> list[Event]:
    """Creates the conference (memo 7.1), at once running if immediate (5.3).

    `passwords` are the chair's and, if the plan wants one, the guest's (6.4); they are drawn by the caller.
    The chair's own telephone is the first row if the plan lists it (5.7).
    """
    check(plan, now)
    asked = _asked(plan, chair, passwords[1] if plan.guest_password else None, now)
    given = {"owner": owner, "number": number, "immediate": plan.immediate, "chair_password": passwords[0]}
    scheduled = Event("conference.scheduled", given | asked)
    if not plan.immediate:
        return [scheduled]
    return [scheduled, *start(born(scheduled, 0), lines, now)]


def _asked(plan: Plan, chair: Invitee, guest_password: str | None, now: datetime) -> dict[str, Any]:
    starts_at = now if plan.immediate or plan.starts_at is None else plan.starts_at
    rows = ([chair] if plan.own_telephone else []) + list(plan.invitees)
    return {
        "subject": plan.subject,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=plan.minutes)).isoformat(),
        "minutes": plan.minutes,
        "size": plan.size,
        "auto_invite": plan.auto_invite,
        "extend_by": plan.extend_by,
        "reminder": 0 if plan.immediate else plan.reminder,
        "retries": plan.retries,
        "guest_password": guest_password,
        "participants": [asdict(row) for row in rows],
    }


def edit(
    conference: Conference, plan: Plan, *, chair: Invitee, guest_password: str, seen: int, now: datetime
) -> list[Event]:
    """Changes everything but number and chair's password, until the control opens.

    `seen` is the seq of the conference as its editor saw it. `guest_password` is a fresh one, taken if the plan wants
    one and there is none. Refused as `check` says, `changed_elsewhere`, `edit_immediate`.
    """
    demand(conference, "edit")
    if seen != conference.seq:
        raise refuse("changed_elsewhere")
    if plan.immediate:
        raise refuse("edit_immediate", "immediate")
    reminded = (plan.starts_at, plan.reminder) == (conference.starts_at, conference.reminder)
    check(replace(plan, reminder=0) if reminded else plan, now)
    guest = (conference.guest_password or guest_password) if plan.guest_password else None
    edited = Event("conference.edited", _asked(plan, chair, guest, now))
    after = apply_all(conference, [edited], now)
    same = replace(after, sequence=conference.sequence, seq=conference.seq) == conference
    return [] if same else [edited]


def cancel(conference: Conference, now: datetime) -> list[Event]:
    """The owner calls it off before the start."""
    demand(conference, "cancel")
    return [*everybody_out(conference), Event("conference.cancelled")]


def open_(conference: Conference, now: datetime) -> list[Event]:
    """Ten minutes before the start the control opens (memo 8.4)."""
    demand(conference, "open")
    return [Event("conference.opened")]


def remind(conference: Conference, now: datetime) -> list[Event]:
    """The chosen interval before the start the reminder goes out (memo 6.5)."""
    demand(conference, "remind")
    return [Event("conference.reminded")]


def start(conference: Conference, lines: Lines, now: datetime, first: Sequence[Event] = ()) -> list[Event]:
    """Starts it: who waits on the line comes in, and with automatic invitation the listed are called (memo 6.2).

    `first` is what started it before its time. With no leg free in the whole portal and nobody on the line it fails.
    """
    demand(conference, "start")
    waiting = [leg for leg in conference.legs if leg.state is LegState.WAITING]
    if lines.free < 1 and not waiting and not first:
        return [Event("conference.failed", {"reason": "capacity"})]
    events = [Event("conference.started"), *(Event("leg.connected", {"leg": leg.id}) for leg in waiting), *first]
    return [*events, *automatic(apply_all(conference, events, now), lines, now)]


def extend(conference: Conference, minutes: int, now: datetime) -> list[Event]:
    """The chair extends (memo 9.4); up to 1440 minutes in all."""
    demand(conference, "extend")
    if minutes not in EXTENSIONS:
        raise refuse("extend_choice", "action")
    if conference.minutes + minutes not in MINUTES:
        raise refuse("extension_limit", "action")
    return [_extended(conference, minutes, automatic=False)]


def _extended(conference: Conference, minutes: int, *, automatic: bool) -> Event:
    ends_at = conference.ends_at + timedelta(minutes=minutes)
    return Event("conference.extended", {"minutes": minutes, "ends_at": ends_at.isoformat(), "automatic": automatic})


def warn(conference: Conference, minutes: int, now: datetime) -> list[Event]:
    """`minutes` before the end the chair is warned, unless it will be extended by itself."""
    demand(conference, "warn")
    return [] if _extends_itself(conference) else [Event("conference.warned", {"minutes": minutes})]


def _extends_itself(conference: Conference) -> bool:
    """While somebody is connected, and up to 1440 minutes in all (memo 6.3)."""
    possible = conference.extend_by and conference.minutes + conference.extend_by in MINUTES
    return bool(possible and conference.anybody_connected)


def time_is_up(conference: Conference, now: datetime) -> list[Event]:
    """At the planned end: extends automatically while somebody is connected (memo 6.3), else it is over."""
    demand(conference, "time_is_up")
    if _extends_itself(conference):
        return [_extended(conference, conference.extend_by, automatic=True)]
    return _over(conference, "timeout")


def nobody_joined(conference: Conference, now: datetime) -> list[Event]:
    """Five minutes after the start of an immediate conference: expires if nobody has joined (memo 5.3)."""
    demand(conference, "nobody_joined")
    return [] if conference.anybody_ever_connected else _over(conference, "")


def everybody_left(conference: Conference, now: datetime) -> list[Event]:
    """A minute after the last participant has left: it is over, unless somebody has come back."""
    demand(conference, "everybody_left")
    return [] if conference.live_legs else _over(conference, "empty")


def end(conference: Conference, now: datetime) -> list[Event]:
    """The chair ends it and everybody is disconnected (memo 9.6)."""
    demand(conference, "end")
    return [*everybody_out(conference), Event("conference.ended", {"reason": "chair"})]


def _over(conference: Conference, reason: str) -> list[Event]:
    """What nobody was ever connected to has not taken place: it expires."""
    if conference.anybody_ever_connected:
        return [*everybody_out(conference), Event("conference.ended", {"reason": reason})]
    return [*everybody_out(conference), Event("conference.expired")]
