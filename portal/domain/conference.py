"""A conference with its participants and legs, and how each event changes it.

Participant and leg are two things: a participant is a row of the list, a leg is one call attempt of that row;
calling again makes another leg.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from portal.domain.events import Event


class State(StrEnum):
    """The life of a conference; the last three are final."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        return self in (State.ENDED, State.CANCELLED, State.EXPIRED)


class LegState(StrEnum):
    """The life of a call."""

    CALLING = "calling"
    RINGING = "ringing"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A row of the participant list. `planned`: listed before the start (6.2 calls only those)."""

    id: int
    number: str
    name: str
    email: str
    chair: bool
    planned: bool
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One call of one participant. `reason` is why it ended, empty while it lives."""

    id: int
    participant: int
    direction: Literal["out", "in"]
    state: LegState
    started_at: datetime
    reason: str = ""
    muted: bool = False
    connected_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.state is not LegState.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """The aggregate. `ends_at` is the planned end and moves with every extension; minutes are the total planned."""

    id: int
    owner: int
    number: str
    subject: str
    immediate: bool
    starts_at: datetime
    ends_at: datetime
    minutes: int
    size: int
    auto_invite: bool
    extend_by: int
    reminder: int
    chair_password: str
    guest_password: str | None
    state: State = State.SCHEDULED
    end_reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    participants: tuple[Participant, ...] = ()
    legs: tuple[Leg, ...] = ()
    seq: int = 0

    def participant(self, participant_id: int) -> Participant | None:
        return next((p for p in self.participants if p.id == participant_id), None)

    def listed(self, number: str) -> Participant | None:
        return next((p for p in self.participants if p.number == number), None)

    def leg(self, leg_id: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def live_leg(self, participant_id: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.participant == participant_id and leg.live), None)

    @property
    def live_legs(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.live)

    @property
    def anybody_connected(self) -> bool:
        return any(leg.state is LegState.CONNECTED for leg in self.legs)

    @property
    def anybody_ever_connected(self) -> bool:
        return any(leg.connected_at for leg in self.legs)

    def status(self, participant_id: int) -> str:
        """What a participant's row shows: `listed`, the live leg's state, or why the last leg ended (memo 9.3)."""
        legs = [leg for leg in self.legs if leg.participant == participant_id]
        if not legs:
            return "listed"
        return str(legs[-1].reason or legs[-1].state)


def born(event: Event, conference_id: int) -> Conference:
    """The conference that a `conference.scheduled` event brings into being."""
    data = dict(event.data)
    invitees = data.pop("participants")
    for key in ("starts_at", "ends_at"):
        data[key] = datetime.fromisoformat(data[key])
    rows = tuple(Participant(id=n, planned=True, **row) for n, row in enumerate(invitees, 1))
    return Conference(id=conference_id, participants=rows, seq=1, **data)


def apply(conference: Conference, event: Event, at: datetime) -> Conference:
    """The conference after `event`, which happened at `at`."""
    return replace(_changed(conference, event, at), seq=conference.seq + 1)


def apply_all(conference: Conference, events: Iterable[Event], at: datetime) -> Conference:
    for event in events:
        conference = apply(conference, event, at)
    return conference


def _changed(conference: Conference, event: Event, at: datetime) -> Conference:
    data = event.data
    match event.type:
        case "conference.opened":
            return replace(conference, state=State.OPEN)
        case "conference.started":
            return replace(conference, state=State.ACTIVE, started_at=at)
        case "conference.extended":
            return replace(
                conference,
                ends_at=datetime.fromisoformat(data["ends_at"]),
                minutes=conference.minutes + data["minutes"],
            )
        case "conference.reminded":
            return conference
        case "conference.ended":
            return replace(conference, state=State.ENDED, end_reason=data["reason"], ended_at=at)
        case "conference.cancelled":
            return replace(conference, state=State.CANCELLED, ended_at=at)
        case "conference.expired":
            return replace(conference, state=State.EXPIRED, ended_at=at)
        case "participant.added":
            row = Participant(id=len(conference.participants) + 1, planned=False, **data)
            return replace(conference, participants=(*conference.participants, row))
        case "participant.blocked" | "participant.unblocked":
            blocked = event.type == "participant.blocked"
            rows = tuple(
                replace(p, blocked=blocked) if p.id == data["participant"] else p for p in conference.participants
            )
            legs = tuple(
                replace(leg, muted=blocked) if leg.participant == data["participant"] and leg.live else leg
                for leg in conference.legs
            )
            return replace(conference, participants=rows, legs=legs)
        case "leg.calling":
            return replace(conference, legs=(*conference.legs, _new_leg(conference, data, LegState.CALLING, at)))
        case "leg.dialled_in":
            leg = replace(_new_leg(conference, data, LegState.CONNECTED, at), connected_at=at)
            return replace(conference, legs=(*conference.legs, leg))
        case "leg.ringing":
            return _leg_changed(conference, data["leg"], state=LegState.RINGING)
        case "leg.connected":
            return _leg_changed(conference, data["leg"], state=LegState.CONNECTED, connected_at=at)
        case "leg.ended":
            return _leg_changed(conference, data["leg"], state=LegState.ENDED, reason=data["reason"], ended_at=at)
    raise ValueError(f"unknown event {event.type}")


def _new_leg(conference: Conference, data: dict[str, Any], state: LegState, at: datetime) -> Leg:
    return Leg(
        id=len(conference.legs) + 1,
        participant=data["participant"],
        direction="out" if state is LegState.CALLING else "in",
        state=state,
        started_at=at,
    )


def _leg_changed(conference: Conference, leg_id: int, **changes: Any) -> Conference:
    legs = tuple(replace(leg, **changes) if leg.id == leg_id else leg for leg in conference.legs)
    return replace(conference, legs=legs)
