"""Decisions about outgoing calls: who is called when, and what the network reports of it.

Every call has an authorising event before it (`calls.authorised`), which says who wanted it. A batch is paced: ten
calls at once, the others a second later each ten. Calls that cannot be placed leave a leg that says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from portal.domain.conference import Conference, Leg, LegState, Participant
from portal.domain.events import Event
from portal.domain.possible import demand
from portal.domain.refusals import refuse

RING_TIMEOUT = timedelta(seconds=45)
RETRY_AFTER = timedelta(seconds=30)
CALLS_AT_ONCE = 10
PACE = timedelta(seconds=1)
WORTH_RETRYING = ("busy", "no_answer")

_DIALLED = frozenset({LegState.CALLING, LegState.RINGING})


@dataclass(frozen=True, slots=True)
class Lines:
    """What the portal can spare for calls: `free` legs, so many `calls` of the owner still in this minute (what is more
    waits for its turn), and the numbers that may not be called (any more)."""

    free: int
    calls: int
    barred: frozenset[str] = frozenset()


By = Literal["chair", "automatic", "retry"]


def place(
    conference: Conference, rows: Collection[Participant], by: By, lines: Lines, now: datetime, *, tries: int = 1
) -> list[Event]:
    """Calls `rows`: the authorisation, then for each a call, a place in the queue, or why it was not placed.

    Not placed: `barred`, `full` (the conference's size), `capacity` (no leg free in the portal).
    """
    if not rows:
        return []
    authorised = conference.seq + 1
    events = [Event("calls.authorised", {"participants": [p.id for p in rows], "by": by})]
    queued = sum(leg.state is LegState.QUEUED for leg in conference.legs)
    turn = -(-queued // CALLS_AT_ONCE) * CALLS_AT_ONCE
    seats = conference.size - len(conference.live_legs)
    free, calls = lines.free, lines.calls
    for row in rows:
        data = {"participant": row.id, "authorised": authorised, "tries": tries}
        reason = "barred" if row.number in lines.barred else "full" if seats < 1 else "capacity" if free < 1 else ""
        if reason:
            events.append(Event("leg.not_placed", data | {"reason": reason}))
            continue
        seats, free = seats - 1, free - 1
        wait = turn // CALLS_AT_ONCE * PACE
        turn += 1
        calls -= 1
        if wait or calls < 0:
            events.append(Event("leg.queued", data | {"due": (now + wait).isoformat()}))
        else:
            events.append(Event("leg.calling", data))
    return events


def automatic(conference: Conference, lines: Lines, now: datetime) -> list[Event]:
    """At the start those listed while planning are called, if the plan wants it (memo 6.2)."""
    if not conference.auto_invite:
        return []
    rows = [p for p in conference.rows if p.planned and not p.blocked and not conference.live_leg(p.id)]
    return place(conference, rows, "automatic", lines, now)


def ticked(conference: Conference, ticks: Collection[int]) -> list[Participant]:
    """The rows that are ticked; refused `nobody_ticked`."""
    rows = [p for p in conference.rows if p.id in ticks]
    if not rows:
        raise refuse("nobody_ticked", "tick")
    return rows


def invite(conference: Conference, ticks: Collection[int], lines: Lines, now: datetime) -> list[Event]:
    """Calls the ticked (memo 9.2): not those with a live leg, not the blocked. Refused `nobody_to_call`."""
    demand(conference, "invite")
    return _call(conference, ticked(conference, ticks), "nobody_to_call", lines, now)


def redial(conference: Conference, ticks: Collection[int], lines: Lines, now: datetime) -> list[Event]:
    """Calls again those of the ticked whose last call is over. Refused `nobody_to_redial`."""
    demand(conference, "redial")
    rows = [p for p in ticked(conference, ticks) if conference.last_leg(p.id)]
    return _call(conference, rows, "nobody_to_redial", lines, now)


def _call(conference: Conference, rows: Iterable[Participant], nobody: str, lines: Lines, now: datetime) -> list[Event]:
    called = [p for p in rows if not p.blocked and not conference.live_leg(p.id)]
    if not called:
        raise refuse(nobody, "tick")
    return place(conference, called, "chair", lines, now)


def retry(conference: Conference, leg_id: int, lines: Lines, now: datetime) -> list[Event]:
    """Half a minute after a busy or unanswered call: once more, if nothing has happened to the row meanwhile."""
    demand(conference, "retry")
    leg = conference.leg(leg_id)
    row = leg and conference.participant(leg.participant)
    if not leg or not row or row.blocked or row.removed or conference.last_leg(row.id) != leg:
        return []
    return place(conference, [row], "retry", lines, now, tries=leg.tries + 1)


def worth_retrying(conference: Conference, leg: Leg) -> bool:
    """Whether an ended call is to be repeated: busy or unanswered, and not yet as often as the plan says."""
    return leg.reason in WORTH_RETRYING and leg.direction == "out" and leg.tries <= conference.retries


def dial(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The turn of a queued call has come."""
    demand(conference, "dial")
    return _progress(conference, leg_id, {LegState.QUEUED}, Event("leg.dialled", {"leg": leg_id}))


def hang_up(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Ends the calls of the ticked; their rows stay. Refused `nobody_on_the_line`."""
    demand(conference, "hang_up")
    events = ended(conference, ticked(conference, ticks))
    if not events:
        raise refuse("nobody_on_the_line", "tick")
    return events


def ended(conference: Conference, rows: Iterable[Participant]) -> list[Event]:
    """The live calls of `rows` end: `cancelled` before an answer, `disconnected` after it."""
    legs = [leg for p in rows if (leg := conference.live_leg(p.id))]
    spoken = (LegState.CONNECTED, LegState.WAITING)
    reasons = {leg.id: "disconnected" if leg.state in spoken else "cancelled" for leg in legs}
    return [Event("leg.ended", {"leg": leg_id, "reason": reason}) for leg_id, reason in reasons.items()]


def everybody_out(conference: Conference) -> list[Event]:
    """No leg outlives its conference."""
    return [Event("leg.ended", {"leg": leg.id, "reason": "conference_ended"}) for leg in conference.live_legs]


def ringing(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The network says that the telephone rings."""
    return _progress(conference, leg_id, {LegState.CALLING}, Event("leg.ringing", {"leg": leg_id}))


def answered(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The network says that somebody has answered."""
    return _progress(conference, leg_id, _DIALLED, Event("leg.connected", {"leg": leg_id}))


def failed(conference: Conference, leg_id: int, reason: str, now: datetime) -> list[Event]:
    """The call came to nothing: `busy`, `no_answer`, `rejected`, `unreachable`, `invalid` (memo 9.3)."""
    return _progress(conference, leg_id, _DIALLED, Event("leg.ended", {"leg": leg_id, "reason": reason}))


def left(conference: Conference, leg_id: int, now: datetime) -> list[Event]:
    """The participant has hung up."""
    event = Event("leg.ended", {"leg": leg_id, "reason": "left"})
    return _progress(conference, leg_id, {LegState.CONNECTED, LegState.WAITING}, event)


def _progress(conference: Conference, leg_id: int, expected: Collection[LegState], event: Event) -> list[Event]:
    """The network's word is taken only while it fits: what comes late changes nothing."""
    leg = conference.leg(leg_id)
    return [event] if leg and leg.state in expected else []
