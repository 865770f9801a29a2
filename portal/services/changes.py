"""What follows from events: timers, calls and mails, in the same transaction as the events themselves.

Every command on a conference ends here, so that state, log, timers and network cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from portal import phones
from portal.domain.calls import RING_TIMEOUT
from portal.domain.conference import Conference
from portal.domain.events import Event
from portal.domain.life import NOBODY_JOINED, OPENS_BEFORE
from portal.store import conferences, jobs
from portal.store.database import Work


def created(work: Work, events: Sequence[Event]) -> Conference:
    """Brings a conference into being."""
    conference = conferences.create(work, events)
    _follow_up(work, conference, events)
    return conference


def carry_out(work: Work, conference: Conference, events: Sequence[Event]) -> Conference:
    """Appends the events to the conference's log and does what follows from them."""
    after = conferences.change(work, conference, events)
    _follow_up(work, after, events)
    return after


def _follow_up(work: Work, conference: Conference, events: Sequence[Event]) -> None:
    leg_id = len(conference.legs) - sum(event.type in ("leg.calling", "leg.dialled_in") for event in events)
    for event in events:
        match event.type:
            case "conference.scheduled":
                _plan_timers(work, conference)
            case "conference.started":
                jobs.drop(work, conference.id)
                jobs.add(work, conference.ends_at, "end", conference.id)
                if conference.immediate:
                    jobs.add(work, work.now + NOBODY_JOINED, "nobody_joined", conference.id)
            case "conference.extended":
                jobs.drop(work, conference.id, ("end",))
                jobs.add(work, conference.ends_at, "end", conference.id)
            case "conference.ended" | "conference.cancelled" | "conference.expired":
                jobs.drop(work, conference.id)
            case "leg.calling" | "leg.dialled_in":
                leg_id += 1
                _new_leg(work, conference, leg_id)
            case "leg.connected":
                jobs.drop(work, conference.id, ("ring_timeout",), event.data["leg"])
            case "leg.ended":
                jobs.drop(work, conference.id, ("ring_timeout",), event.data["leg"])
                phones.release(work, conference.id, event.data["leg"])
            case "participant.blocked" | "participant.unblocked":
                if leg := conference.live_leg(event.data["participant"]):
                    phones.mute(work, conference.id, leg.id, leg.muted)


def _plan_timers(work: Work, conference: Conference) -> None:
    if conference.immediate:
        return
    if conference.reminder:
        jobs.add(work, conference.starts_at - timedelta(minutes=conference.reminder), "remind", conference.id)
    jobs.add(work, conference.starts_at - OPENS_BEFORE, "open", conference.id)
    jobs.add(work, conference.starts_at, "start", conference.id)


def _new_leg(work: Work, conference: Conference, leg_id: int) -> None:
    leg = conference.leg(leg_id)
    row = leg and conference.participant(leg.participant)
    if not leg or not row:
        raise LookupError(f"conference {conference.id} has no leg {leg_id}")
    if leg.direction == "in":
        phones.dialled_in(work, row.number, conference.id, leg_id)
        return
    phones.call(work, row.number, conference.id, leg_id)
    jobs.add(work, work.now + RING_TIMEOUT, "ring_timeout", conference.id, leg_id)
