"""What follows from events: timers, calls and mails, in the same transaction as the events themselves.

Every command on a conference ends here, so that state, log, timers and network cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal import phones
from portal.domain.calls import RETRY_AFTER, RING_TIMEOUT, worth_retrying
from portal.domain.conference import Conference, Leg, LegState, State
from portal.domain.events import Event
from portal.domain.life import EVERYBODY_LEFT, NOBODY_JOINED, OPENS_BEFORE, WARNINGS
from portal.services import accounts, post
from portal.store import conferences, jobs
from portal.store.database import Work

_MINUTE = timedelta(minutes=1)


def created(work: Work, events: Sequence[Event]) -> Conference:
    """Brings a conference into being."""
    conference = conferences.create(work, events)
    _follow_up(work, None, conference, events)
    return conference


def carry_out(work: Work, conference: Conference, events: Sequence[Event]) -> Conference:
    """Appends the events to the conference's log and does what follows from them."""
    after = conferences.change(work, conference, events)
    _follow_up(work, conference, after, events)
    return after


def _follow_up(work: Work, before: Conference | None, conference: Conference, events: Sequence[Event]) -> None:
    for event in events:
        match event.type:
            case "conference.scheduled" | "conference.edited":
                _plan_timers(work, conference)
            case "conference.started":
                jobs.drop(work, conference.id, ("open", "start", "remind"))
                _end_timers(work, conference)
                if conference.immediate:
                    jobs.add(work, work.now + NOBODY_JOINED, "nobody_joined", conference.id)
            case "conference.extended":
                _end_timers(work, conference)
            case "leg.dialled":
                _dial(work, conference, event.data["leg"])
            case "leg.connected":
                jobs.drop(work, conference.id, ("ring_timeout",), event.data["leg"])
            case "leg.ended":
                _leg_over(work, conference, event.data["leg"])
            case "leg.muted" | "leg.unmuted":
                phones.mute(work, conference.id, event.data["leg"], event.type == "leg.muted")
            case "participant.blocked" | "participant.unblocked":
                if leg := conference.live_leg(event.data["participant"]):
                    phones.mute(work, conference.id, leg.id, leg.muted)
    due = {event.data["participant"]: event.data["due"] for event in events if event.type == "leg.queued"}
    for leg in conference.legs[len(before.legs) if before else 0 :]:
        _new_leg(work, conference, leg, due.get(leg.participant, ""))
    if conference.state.final:
        jobs.drop(work, conference.id)
    elif any(event.type.startswith("leg.") for event in events):
        _watch_for_emptiness(work, conference)
    post.send(work, before, conference, events)


def _plan_timers(work: Work, conference: Conference) -> None:
    jobs.drop(work, conference.id)
    if conference.immediate:
        return
    remind_at = conference.starts_at - conference.reminder * _MINUTE
    if conference.reminder and remind_at >= work.now:
        jobs.add(work, remind_at, "remind", conference.id)
    jobs.add(work, conference.starts_at - OPENS_BEFORE, "open", conference.id)
    jobs.add(work, conference.starts_at, "start", conference.id)


def _end_timers(work: Work, conference: Conference) -> None:
    jobs.drop(work, conference.id, ("end",))
    jobs.add(work, conference.ends_at, "end", conference.id)
    for minutes in WARNINGS:
        jobs.drop(work, conference.id, ("warn",), minutes)
        if (at := conference.ends_at - minutes * _MINUTE) > work.now:
            jobs.add(work, at, "warn", conference.id, minutes)


def _watch_for_emptiness(work: Work, conference: Conference) -> None:
    jobs.drop(work, conference.id, ("everybody_left",))
    if conference.state is State.ACTIVE and conference.anybody_ever_connected and not conference.live_legs:
        jobs.add(work, work.now + EVERYBODY_LEFT, "everybody_left", conference.id)


def _new_leg(work: Work, conference: Conference, leg: Leg, due: str) -> None:
    row = conference.participant(leg.participant)
    match leg.state:
        case LegState.QUEUED:
            jobs.add(work, datetime.fromisoformat(due), "dial", conference.id, leg.id)
        case LegState.CALLING:
            _dial(work, conference, leg.id)
        case LegState.CONNECTED | LegState.WAITING if row:
            phones.dialled_in(work, row.number, conference.id, leg.id)


def _dial(work: Work, conference: Conference, leg_id: int) -> None:
    leg = conference.leg(leg_id)
    row = leg and conference.participant(leg.participant)
    if not row:
        raise LookupError(f"conference {conference.id} has no leg {leg_id}")
    caller = accounts.get(work, conference.owner).number
    phones.call(work, row.number, caller, conference.id, leg_id)
    jobs.add(work, work.now + RING_TIMEOUT, "ring_timeout", conference.id, leg_id)


def _leg_over(work: Work, conference: Conference, leg_id: int) -> None:
    jobs.drop(work, conference.id, ("ring_timeout", "dial"), leg_id)
    phones.release(work, conference.id, leg_id)
    leg = conference.leg(leg_id)
    if leg and worth_retrying(conference, leg):
        jobs.add(work, work.now + RETRY_AFTER, "retry", conference.id, leg_id)
