"""What each event changes. State is what the events add up to: the same functions bring the tables after a command and
replay a whole log for an audit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from portal.domain.conference import Conference, Leg, LegState, Participant, State
from portal.domain.events import Event


def born(event: Event, conference_id: int) -> Conference:
    """The conference that a `conference.scheduled` event brings into being, or one that is over and was imported."""
    values = _planned(event.data)
    if event.type == "conference.imported":
        values |= {key: datetime.fromisoformat(values[key]) for key in ("started_at", "ended_at")}
        values["state"] = State(values["state"])
    return Conference(id=conference_id, seq=1, **values)


def apply(conference: Conference, event: Event, at: datetime) -> Conference:
    """The conference after `event`, which happened at `at`. Raises KeyError for an event nobody knows."""
    return replace(_EFFECTS[event.type](conference, event.data, at), seq=conference.seq + 1)


def apply_all(conference: Conference, events: Iterable[Event], at: datetime) -> Conference:
    for event in events:
        conference = apply(conference, event, at)
    return conference


def replay(events: Iterable[tuple[Event, datetime]], conference_id: int) -> Conference:
    """The state that a conference's log adds up to; the first event is `conference.scheduled`."""
    past = iter(events)
    conference = born(next(past)[0], conference_id)
    for event, at in past:
        conference = apply(conference, event, at)
    return conference


def _planned(data: dict[str, Any]) -> dict[str, Any]:
    values = dict(data)
    for key in ("starts_at", "ends_at"):
        values[key] = datetime.fromisoformat(values[key])
    rows = values["participants"]
    values["participants"] = tuple(Participant(id=n, planned=True, **row) for n, row in enumerate(rows, 1))
    return values


_Effect = Callable[[Conference, dict[str, Any], datetime], Conference]


def _edited(conference: Conference, data: dict[str, Any], _: datetime) -> Conference:
    return replace(conference, sequence=conference.sequence + 1, **_planned(data))


def _over(state: State) -> _Effect:
    def over(conference: Conference, data: dict[str, Any], at: datetime) -> Conference:
        return replace(conference, state=state, end_reason=data.get("reason", ""), ended_at=at)

    return over


def _extended(conference: Conference, data: dict[str, Any], _: datetime) -> Conference:
    ends_at = datetime.fromisoformat(data["ends_at"])
    return replace(conference, ends_at=ends_at, minutes=conference.minutes + data["minutes"], warned=0)


def _added(conference: Conference, data: dict[str, Any], _: datetime) -> Conference:
    row = Participant(id=len(conference.participants) + 1, planned=False, **data)
    return replace(conference, participants=(*conference.participants, row))


def _row(**changes: Any) -> _Effect:
    def changed(conference: Conference, data: dict[str, Any], _: datetime) -> Conference:
        told = {name: data[name] if value is None else value for name, value in changes.items()}
        rows = tuple(replace(p, **told) if p.id == data["participant"] else p for p in conference.participants)
        return replace(conference, participants=rows)

    return changed


def _blocked(yes: bool) -> _Effect:
    """Who is blocked is muted on the line (memo 9.5)."""
    block = _row(blocked=yes)

    def changed(conference: Conference, data: dict[str, Any], at: datetime) -> Conference:
        live = conference.live_leg(data["participant"])
        blocked = block(conference, data, at)
        return _leg_changed(blocked, live.id, muted=yes) if live else blocked

    return changed


def _new_leg(state: LegState, *, ended: bool = False) -> _Effect:
    direction: Literal["in", "out"] = "in" if state in (LegState.CONNECTED, LegState.WAITING) else "out"

    def made(conference: Conference, data: dict[str, Any], at: datetime) -> Conference:
        row = conference.participant(data["participant"])
        leg = Leg(
            id=len(conference.legs) + 1,
            participant=data["participant"],
            direction=direction,
            state=state,
            started_at=at,
            authorised=data.get("authorised", 0),
            tries=data.get("tries", 1),
            chair=data.get("chair", bool(row and row.chair)),
            reason=data.get("reason", ""),
            connected_at=at if state is LegState.CONNECTED else None,
            ended_at=at if ended else None,
        )
        return replace(conference, legs=(*conference.legs, leg))

    return made


def _leg(**changes: Any) -> _Effect:
    def changed(conference: Conference, data: dict[str, Any], at: datetime) -> Conference:
        told = {name: at if value is None else value for name, value in changes.items()}
        return _leg_changed(conference, data["leg"], **told)

    return changed


def _leg_ended(conference: Conference, data: dict[str, Any], at: datetime) -> Conference:
    return _leg_changed(conference, data["leg"], state=LegState.ENDED, reason=data["reason"], ended_at=at)


def _leg_changed(conference: Conference, leg_id: int, **changes: Any) -> Conference:
    legs = tuple(replace(leg, **changes) if leg.id == leg_id else leg for leg in conference.legs)
    return replace(conference, legs=legs)


def _nothing(conference: Conference, _: dict[str, Any], __: datetime) -> Conference:
    return conference


_EFFECTS: dict[str, _Effect] = {
    "conference.edited": _edited,
    "conference.opened": lambda c, _, __: replace(c, state=State.OPEN),
    "conference.started": lambda c, _, at: replace(c, state=State.ACTIVE, started_at=at),
    "conference.reminded": _nothing,
    "conference.warned": lambda c, data, _: replace(c, warned=data["minutes"]),
    "conference.extended": _extended,
    "conference.locked": lambda c, _, __: replace(c, locked=True),
    "conference.unlocked": lambda c, _, __: replace(c, locked=False),
    "conference.ended": _over(State.ENDED),
    "conference.cancelled": _over(State.CANCELLED),
    "conference.expired": _over(State.EXPIRED),
    "conference.failed": _over(State.FAILED),
    "participant.added": _added,
    "participant.renamed": _row(name=None),
    "participant.removed": _row(removed=True),
    "participant.blocked": _blocked(True),
    "participant.unblocked": _blocked(False),
    "calls.authorised": _nothing,
    "leg.queued": _new_leg(LegState.QUEUED),
    "leg.calling": _new_leg(LegState.CALLING),
    "leg.not_placed": _new_leg(LegState.ENDED, ended=True),
    "leg.dialled_in": _new_leg(LegState.CONNECTED),
    "leg.waiting": _new_leg(LegState.WAITING),
    "leg.dialled": _leg(state=LegState.CALLING),
    "leg.ringing": _leg(state=LegState.RINGING),
    "leg.connected": _leg(state=LegState.CONNECTED, connected_at=None),
    "leg.muted": _leg(muted=True),
    "leg.unmuted": _leg(muted=False),
    "leg.ended": _leg_ended,
}
