"""Decisions about the conference as a whole: from planning to its end.

Each takes the conference and the time and returns the events that follow, or raises Refused. Which command is
possible in which state is said once, in `POSSIBLE`; every other pair is refused with a code.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from portal.domain.conference import Conference, State, apply_all, born
from portal.domain.events import Event
from portal.domain.plan import EXTENSIONS, MINUTES, Invitee, Plan, check
from portal.domain.refusals import refuse

OPENS_BEFORE = timedelta(minutes=10)
NOBODY_JOINED = timedelta(minutes=5)

_UNTIL_THE_END = frozenset({State.SCHEDULED, State.OPEN, State.ACTIVE})
POSSIBLE: dict[str, frozenset[State]] = {
    "open": frozenset({State.SCHEDULED}),
    "start": frozenset({State.SCHEDULED, State.OPEN}),
    "remind": frozenset({State.SCHEDULED, State.OPEN}),
    "add": frozenset({State.OPEN, State.ACTIVE}),
    "invite": frozenset({State.ACTIVE}),
    "dial_in": frozenset({State.ACTIVE}),
    "leg": frozenset({State.ACTIVE}),
    "block": frozenset({State.OPEN, State.ACTIVE}),
    "unblock": frozenset({State.OPEN, State.ACTIVE}),
    "extend": frozenset({State.ACTIVE}),
    "end": frozenset({State.OPEN, State.ACTIVE}),
    "nobody_joined": frozenset({State.ACTIVE}),
    "time_is_up": frozenset({State.ACTIVE}),
}


def demand(conference: Conference, command: str) -> None:
    """Raises Refused (`already_over` or `not_started`) where `command` is not possible in this state."""
    if conference.state not in POSSIBLE[command]:
        raise refuse("not_started" if conference.state in _UNTIL_THE_END else "already_over")


def schedule(
    plan: Plan, *, owner: int, chair: Invitee, number: str, passwords: tuple[str, str], now: datetime
) -> list[Event]:
    """Creates the conference (memo 7.1), at once running if immediate (5.3).

    `passwords` are the chair's and, if the plan wants one, the guest's (6.4); they are drawn by the caller.
    The chair's own telephone is the first row if the plan lists it (5.7).
    """
    check(plan, now)
    starts_at = now if plan.immediate or plan.starts_at is None else plan.starts_at
    rows = ([chair] if plan.own_telephone else []) + list(plan.invitees)
    scheduled = Event(
        "conference.scheduled",
        {
            "owner": owner,
            "number": number,
            "subject": plan.subject,
            "immediate": plan.immediate,
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(minutes=plan.minutes)).isoformat(),
            "minutes": plan.minutes,
            "size": plan.size,
            "auto_invite": plan.auto_invite,
            "extend_by": plan.extend_by,
            "reminder": 0 if plan.immediate else plan.reminder,
            "chair_password": passwords[0],
            "guest_password": passwords[1] if plan.guest_password else None,
            "participants": [asdict(row) for row in rows],
        },
    )
    if not plan.immediate:
        return [scheduled]
    return [scheduled, *start(born(scheduled, 0), now)]


def open_(conference: Conference, now: datetime) -> list[Event]:
    """Ten minutes before the start the control opens (memo 8.4)."""
    demand(conference, "open")
    return [Event("conference.opened")]


def remind(conference: Conference, now: datetime) -> list[Event]:
    """The chosen interval before the start the reminder goes out (memo 6.5)."""
    demand(conference, "remind")
    return [Event("conference.reminded")]


def start(conference: Conference, now: datetime) -> list[Event]:
    """Starts it; with automatic invitation those listed while planning are called (memo 6.2)."""
    demand(conference, "start")
    events = [Event("conference.started")]
    if conference.auto_invite:
        events += [
            Event("leg.calling", {"participant": p.id}) for p in conference.participants if p.planned and not p.blocked
        ]
    return events


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


def time_is_up(conference: Conference, now: datetime) -> list[Event]:
    """At the planned end: extends automatically while somebody is connected (memo 6.3), else it is over."""
    demand(conference, "time_is_up")
    if conference.extend_by and conference.anybody_connected and conference.minutes + conference.extend_by in MINUTES:
        return [_extended(conference, conference.extend_by, automatic=True)]
    if not conference.anybody_ever_connected:
        return [*_everybody_out(conference), Event("conference.expired")]
    return [*_everybody_out(conference), Event("conference.ended", {"reason": "timeout"})]


def nobody_joined(conference: Conference, now: datetime) -> list[Event]:
    """Five minutes after the start of an immediate conference: expires if nobody has joined (memo 5.3)."""
    demand(conference, "nobody_joined")
    if conference.anybody_ever_connected:
        return []
    return [*_everybody_out(conference), Event("conference.expired")]


def end(conference: Conference, now: datetime) -> list[Event]:
    """The chair ends it and everybody is disconnected (memo 9.6); before the start that cancels it."""
    demand(conference, "end")
    if conference.state is State.OPEN:
        return [Event("conference.cancelled")]
    return [*_everybody_out(conference), Event("conference.ended", {"reason": "chair"})]


def _everybody_out(conference: Conference) -> list[Event]:
    return [Event("leg.ended", {"leg": leg.id, "reason": "conference_ended"}) for leg in conference.live_legs]


def replay(events: list[tuple[Event, datetime]], conference_id: int) -> Conference:
    """The state that a conference's whole log adds up to."""
    conference = born(events[0][0], conference_id)
    for event, at in events[1:]:
        conference = apply_all(conference, [event], at)
    return conference
