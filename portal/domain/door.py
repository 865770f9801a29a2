"""Decisions at the door: who may dial in (memo 6.4, 8.3, 9.5), and the chair's lock on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from portal.domain.calls import Lines
from portal.domain.conference import Conference, State
from portal.domain.events import Event
from portal.domain.life import start
from portal.domain.people import added
from portal.domain.possible import demand
from portal.domain.refusals import refuse


def lock(conference: Conference, now: datetime) -> list[Event]:
    """Nobody dials in any more but with the chair's password; the chair still calls whom he wants."""
    demand(conference, "lock")
    return [] if conference.locked else [Event("conference.locked")]


def unlock(conference: Conference, now: datetime) -> list[Event]:
    """Takes back `lock`."""
    demand(conference, "unlock")
    return [Event("conference.unlocked")] if conference.locked else []


def dial_in(conference: Conference, number: str, password: str, lines: Lines, now: datetime) -> list[Event]:
    """Somebody has called the access number (memo 8.3) and typed `password`, empty if they typed none.

    The chair's password makes a chair, who also starts a conference that is open. The guest's lets anybody in;
    without a guest password only listed numbers may dial in, with no password (6.4). Guests who come before the start
    wait for it on the line. One seat is kept free for a chair who is not there.

    Refused, the password always judged first: `wrong`, `not_listed`, `not_started`, `already_over`, `blocked`,
    `connected_already`, `locked`, `conference_full`, `capacity`.
    """
    row = conference.listed(number)
    chair = _judge(conference, password, listed=row is not None)
    demand(conference, "dial_in")
    if row and row.blocked:
        raise refuse("blocked")
    if row and conference.live_leg(row.id):
        raise refuse("connected_already")
    if conference.locked and not chair:
        raise refuse("locked")
    kept_free = 0 if chair or conference.chair_there else 1
    if len(conference.live_legs) + kept_free >= conference.size:
        raise refuse("conference_full", size=conference.size)
    if lines.free < 1:
        raise refuse("capacity")
    events = [] if row else [added(number, chair=chair)]
    who = {"participant": row.id if row else len(conference.participants) + 1, "chair": chair}
    if conference.state is State.ACTIVE:
        return [*events, Event("leg.dialled_in", who)]
    if chair:
        return start(conference, replace(lines, free=lines.free - 1), now, [*events, Event("leg.dialled_in", who)])
    return [*events, Event("leg.waiting", who)]


def _judge(conference: Conference, password: str, *, listed: bool) -> bool:
    """Whether it is the chair who dials in. Refused `wrong`, `not_listed`."""
    if password == conference.chair_password:
        return True
    if conference.guest_password:
        if password != conference.guest_password:
            raise refuse("wrong")
    elif password:
        raise refuse("wrong")
    elif not listed:
        raise refuse("not_listed")
    return False
