"""A conference with its participants and legs.

Participant and leg are two things: a participant is a row of the list, a leg is one call attempt of that row;
calling again makes another leg.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


class State(StrEnum):
    """The life of a conference; the last four are final."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        return self not in (State.SCHEDULED, State.OPEN, State.ACTIVE)


class LegState(StrEnum):
    """The life of a call. QUEUED: its turn to be dialled has not come. WAITING: dialled in before the start."""

    QUEUED = "queued"
    CALLING = "calling"
    RINGING = "ringing"
    WAITING = "waiting"
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A row of the participant list. `planned`: listed before the start (6.2 calls only those).

    A removed row is shown no more; its legs stay in the history.
    """

    id: int
    number: str
    name: str
    email: str
    chair: bool
    planned: bool
    blocked: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One call of one participant. `reason` is why it ended, empty while it lives.

    `authorised` is the seq of the event that authorised an outgoing call; `tries` counts the automatic tries that led
    to it, itself included; `chair`: who talks is the chair.
    """

    id: int
    participant: int
    direction: Literal["out", "in"]
    state: LegState
    started_at: datetime
    authorised: int = 0
    tries: int = 1
    chair: bool = False
    reason: str = ""
    muted: bool = False
    connected_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.state is not LegState.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """The aggregate. `ends_at` is the planned end and moves with every extension; minutes are the total planned.

    `retries`: how often busy and unanswered calls are repeated. `warned`: how many minutes before the end a warning
    was given last (0: none). `sequence` counts the changes made before the start (RFC 5545, SEQUENCE).
    """

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
    retries: int = 0
    chair_password: str
    guest_password: str | None
    locked: bool = False
    warned: int = 0
    sequence: int = 0
    state: State = State.SCHEDULED
    end_reason: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    participants: tuple[Participant, ...] = ()
    legs: tuple[Leg, ...] = ()
    seq: int = 0

    @property
    def rows(self) -> tuple[Participant, ...]:
        """The participant list as people see it."""
        return tuple(p for p in self.participants if not p.removed)

    def participant(self, participant_id: int) -> Participant | None:
        return next((p for p in self.participants if p.id == participant_id), None)

    def listed(self, number: str) -> Participant | None:
        return next((p for p in self.rows if p.number == number), None)

    def leg(self, leg_id: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def live_leg(self, participant_id: int) -> Leg | None:
        return next((leg for leg in self.legs if leg.participant == participant_id and leg.live), None)

    def last_leg(self, participant_id: int) -> Leg | None:
        return next((leg for leg in reversed(self.legs) if leg.participant == participant_id), None)

    @property
    def live_legs(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.live)

    @property
    def anybody_connected(self) -> bool:
        return any(leg.state is LegState.CONNECTED for leg in self.legs)

    @property
    def chair_there(self) -> bool:
        return any(leg.live and leg.chair for leg in self.legs)

    @property
    def anybody_ever_connected(self) -> bool:
        return any(leg.connected_at for leg in self.legs)

    def status(self, participant_id: int) -> str:
        """What a participant's row shows: `listed`, the live leg's state, or why the last leg ended (memo 9.3)."""
        leg = self.last_leg(participant_id)
        return str(leg.reason or leg.state) if leg else "listed"
