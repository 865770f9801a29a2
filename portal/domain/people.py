"""Decisions about the rows of the participant list: added, renamed, removed, muted, blocked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from portal.domain import calls
from portal.domain.calls import ticked
from portal.domain.conference import Conference, LegState, Participant
from portal.domain.events import Event
from portal.domain.plan import NAME_LENGTH
from portal.domain.possible import demand
from portal.domain.refusals import refuse


def add(conference: Conference, number: str, name: str, now: datetime) -> list[Event]:
    """Adds a row and calls nobody (memo 9.1). `number` is E.164."""
    demand(conference, "add")
    _check_name(name)
    if conference.listed(number):
        raise refuse("number_repeated", "number")
    if len(conference.rows) >= conference.size:
        raise refuse("conference_full", "number", size=conference.size)
    return [added(number, name)]


def added(number: str, name: str = "", *, chair: bool = False) -> Event:
    """A new row."""
    return Event("participant.added", {"number": number, "name": name, "email": "", "chair": chair})


def rename(conference: Conference, ticks: Collection[int], name: str, now: datetime) -> list[Event]:
    """Gives the one row that is ticked another name; an empty one takes it away. Refused `tick_one`."""
    demand(conference, "rename")
    _check_name(name)
    row = the_one(conference, ticks)
    return [] if row.name == name else [Event("participant.renamed", {"participant": row.id, "name": name})]


def the_one(conference: Conference, ticks: Collection[int]) -> Participant:
    """The only row that is ticked; refused `nobody_ticked`, `tick_one`."""
    rows = ticked(conference, ticks)
    if len(rows) != 1:
        raise refuse("tick_one", "tick")
    return rows[0]


def _check_name(name: str) -> None:
    if len(name) > NAME_LENGTH:
        raise refuse("name_long", "name", limit=NAME_LENGTH)


def remove(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Takes the ticked off the list; their calls end."""
    demand(conference, "remove")
    rows = ticked(conference, ticks)
    return calls.ended(conference, rows) + _each("participant.removed", rows)


def block(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Mutes the ticked and bars their numbers (memo 9.5)."""
    demand(conference, "block")
    return _each("participant.blocked", (p for p in ticked(conference, ticks) if not p.blocked))


def unblock(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Takes back `block`."""
    demand(conference, "unblock")
    return _each("participant.unblocked", (p for p in ticked(conference, ticks) if p.blocked))


def _each(type_: str, rows: Iterable[Participant]) -> list[Event]:
    return [Event(type_, {"participant": p.id}) for p in rows]


def mute(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Takes the voice of the ticked who are connected. Refused `nobody_connected`."""
    demand(conference, "mute")
    return _voices(conference, ticked(conference, ticks), mute=True)


def unmute(conference: Conference, ticks: Collection[int], now: datetime) -> list[Event]:
    """Gives the ticked their voice back, but not the blocked. Refused `nobody_connected`, `blocked_stay_muted`."""
    demand(conference, "unmute")
    rows = ticked(conference, ticks)
    if all(p.blocked for p in rows):
        raise refuse("blocked_stay_muted", "tick")
    return _voices(conference, [p for p in rows if not p.blocked], mute=False)


def mute_all(conference: Conference, now: datetime) -> list[Event]:
    """Takes everybody's voice but the chair's."""
    demand(conference, "mute_all")
    return _voices(conference, conference.rows, mute=True, all_but_chair=True)


def unmute_all(conference: Conference, now: datetime) -> list[Event]:
    """Gives everybody their voice back but the blocked."""
    demand(conference, "unmute_all")
    return _voices(conference, [p for p in conference.rows if not p.blocked], mute=False)


def _voices(
    conference: Conference, rows: Iterable[Participant], *, mute: bool, all_but_chair: bool = False
) -> list[Event]:
    legs = [leg for p in rows if (leg := conference.live_leg(p.id)) and leg.state is LegState.CONNECTED]
    legs = [leg for leg in legs if not (all_but_chair and leg.chair)]
    if not legs:
        raise refuse("nobody_connected", "tick")
    return [Event("leg.muted" if mute else "leg.unmuted", {"leg": leg.id}) for leg in legs if leg.muted != mute]
