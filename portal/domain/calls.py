"""Decisions about participants and their legs: adding, inviting, blocking, dialling in, what the network reports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from portal.domain.conference import Conference, LegState, Participant
from portal.domain.events import Event
from portal.domain.life import demand
from portal.domain.plan import NAME_LENGTH
from portal.domain.refusals import refuse

RING_TIMEOUT = timedelta(seconds=45)


def add(conference: Conference, number: str, name: str, now: datetime) -> list[Event]:
    """Adds a row and calls nobody (memo 9.1). `number` is E.164."""
    demand(conference, "add")
    if len(name) > NAME_LENGTH:
        raise refuse("name_long", "name", limit=NAME_LENGTH)
    if conference.listed(number):
        raise refuse("number_repeated", "number")
    if len(conference.participants) >= conference.size:
        raise refuse("conference_full", "number", size=conference.size)
    return [_added(number, name)]


def _added(number: str, name: str, *, chair: bool = False) -> Event:
    return Event("participant.added", {"number": number, "name": name, "email": "", "chair": chair})


def invite(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Calls the ticked (memo 9.2): not those with a live leg, not the blocked."""
    demand(conference, "invite")
    called = [p for p in _ticked(conference, ticks) if not p.blocked and not conference.live_leg(p.id)]
    if not called:
        raise refuse("nobody_to_call", "tick")
    return [Event("leg.calling", {"participant": p.id}) for p in called]


def block(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Mutes the ticked and bars their numbers (memo 9.5)."""
    demand(conference, "block")
    return [Event("participant.blocked", {"participant": p.id}) for p in _ticked(conference, ticks) if not p.blocked]


def unblock(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Takes back `block`."""
    demand(conference, "unblock")
    return [Event("participant.unblocked", {"participant": p.id}) for p in _ticked(conference, ticks) if p.blocked]


def _ticked(conference: Conference, ticks: Collection[int]) -> list[Participant]:
    rows = [p for p in conference.participants if p.id in ticks]
    if not rows:
        raise refuse("nobody_ticked", "tick")
    return rows


def dial_in(conference: Conference, number: str, password: str, now: datetime) -> list[Event]:
    """Somebody has called the access number (memo 8.3) and typed `password`, empty if they typed none.

    The chair's password makes a chair. The guest's lets anybody in; without a guest password only listed numbers
    may dial in, with no password (6.4). A blocked number is barred (9.5). Refused: `wrong`, `blocked`,
    `connected_already`, `conference_full`, `not_started`, `already_over`.
    """
    demand(conference, "dial_in")
    row = conference.listed(number)
    chair = password == conference.chair_password
    guest = password == conference.guest_password if conference.guest_password else row is not None and not password
    if not chair and not guest:
        raise refuse("wrong")
    if row and row.blocked:
        raise refuse("blocked")
    if row and conference.live_leg(row.id):
        raise refuse("connected_already")
    if len(conference.live_legs) >= conference.size:
        raise refuse("conference_full", size=conference.size)
    if row:
        return [Event("leg.dialled_in", {"participant": row.id})]
    row_id = len(conference.participants) + 1
    return [_added(number, "", chair=chair), Event("leg.dialled_in", {"participant": row_id})]


def ringing(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The network says that the telephone rings."""
    return _progress(conference, leg_id, {LegState.CALLING}, Event("leg.ringing", {"leg": leg_id}))


def answered(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The network says that somebody has answered."""
    return _progress(conference, leg_id, {LegState.CALLING, LegState.RINGING}, Event("leg.connected", {"leg": leg_id}))


def failed(conference: Conference, leg_id: int, reason: str, now: datetime) -> list[Event]:
    """The call came to nothing: `busy`, `no_answer`, `rejected`, `unreachable`, `invalid` (memo 9.3)."""
    event = Event("leg.ended", {"leg": leg_id, "reason": reason})
    return _progress(conference, leg_id, {LegState.CALLING, LegState.RINGING}, event)


def left(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The participant has hung up."""
    event = Event("leg.ended", {"leg": leg_id, "reason": "left"})
    return _progress(conference, leg_id, {LegState.CONNECTED}, event)


def _progress(conference: Conference, leg_id: int, expected: set[LegState], event: Event) -> list[Event]:
    """The network's word is taken only while it fits: what comes late changes nothing."""
    leg = conference.leg(leg_id)
    return [event] if leg and leg.state in expected else []
