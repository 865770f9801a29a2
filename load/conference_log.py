"""One conference as its event log tells it, counted anew: what was done in it, and which calls there were when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from fixtures.backstage import Event

_OVER = ("conference.ended", "conference.cancelled", "conference.expired", "conference.failed")
_BEGINS = ("leg.queued", "leg.calling", "leg.dialled_in", "leg.waiting")
_DIALS_IN = ("leg.dialled_in", "leg.waiting")


@dataclass(slots=True)
class Told:
    """Numbers are digits. `done`: how often each command was carried out, with what tells it from others of its kind.

    `authorised`: by the chair, how often each number. `calls`: how often a number was called by one authorisation.
    `legs`: when each call began and ended, None if it has not. `over` likewise. `too_many`: the first event by which
    more legs were live than the conference has seats. `own_mailboxes`: the chair's, who may be invited too.
    """

    owner: int
    number: str
    passwords: tuple[str, str]
    size: int
    begun: datetime
    subject: str
    listed: tuple[str, ...]
    own_mailboxes: frozenset[str]
    over: datetime | None = None
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    calls: Counter[tuple[int, str]] = field(default_factory=Counter)
    legs: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    too_many: str = ""


def digits(number: object) -> str:
    """`+375 29 123-45-67` → `375291234567`."""
    return "".join(filter(str.isdigit, str(number)))


def tell(events: Sequence[Event]) -> Told:
    """Counts the events of one conference; the first is `conference.scheduled`."""
    first, *later = events
    rows = [digits(row["number"]) for row in first.data["participants"]]
    told = Told(
        owner=first.data["owner"],
        number=first.data["number"],
        passwords=(first.data["chair_password"], first.data["guest_password"] or ""),
        size=first.data["size"],
        begun=first.at,
        subject=first.data["subject"],
        listed=tuple(rows),
        own_mailboxes=frozenset(str(row["email"]).lower() for row in first.data["participants"] if row["chair"]),
    )
    told.done["plan", ""] = 1
    live: set[int] = set()
    for event, following in pairwise([*later, None]):
        if event is not None:
            _count(told, event, following, rows)
            _lines(told, event, rows, live)
    return told


def _count(told: Told, event: Event, following: Event | None, rows: list[str]) -> None:
    match event.type, event.data:
        case "conference.edited", data:
            told.done["edit", ""] += 1
            told.subject, told.size = data["subject"], data["size"]
            told.passwords = (told.passwords[0], data["guest_password"] or "")
            rows[:] = [digits(row["number"]) for row in data["participants"]]
            told.listed = tuple(rows)
        case "participant.added", data:
            rows.append(digits(data["number"]))
            if following is None or following.type not in _DIALS_IN or following.cause != event.cause:
                told.done["add", rows[-1]] += 1
        case "calls.authorised", {"by": "chair", "participants": called}:
            told.done.update(("invite", _of(rows, one)) for one in called)
        case "conference.extended", {"automatic": False, "minutes": minutes}:
            told.done["extend", str(minutes)] += 1
        case "participant.blocked", {"participant": one}:
            told.done["block", _of(rows, one)] += 1
        case "participant.unblocked", {"participant": one}:
            told.done["unblock", _of(rows, one)] += 1
        case "conference.cancelled", _:
            told.done["cancel", ""] += 1
        case "conference.ended", {"reason": "chair"}:
            told.done["end", ""] += 1
        case (("leg.dialled_in" | "leg.waiting"), {"participant": one}):
            told.done["dial_in", _of(rows, one)] += 1
    if event.type in _OVER:
        told.over = event.at


def _lines(told: Told, event: Event, rows: list[str], live: set[int]) -> None:
    if event.type in _BEGINS:
        told.legs.append((event.at, None))
        live.add(len(told.legs))
    elif event.type == "leg.not_placed":
        told.legs.append((event.at, event.at))
    elif event.type == "leg.ended" and event.data["leg"] in live:
        leg = event.data["leg"]
        told.legs[leg - 1] = (told.legs[leg - 1][0], event.at)
        live.remove(leg)
    if event.type in ("leg.queued", "leg.calling", "leg.not_placed"):
        told.calls[event.data["authorised"], _of(rows, event.data["participant"])] += 1
    if len(live) > told.size and not told.too_many:
        told.too_many = f"{len(live)} calls at once after event {event.seq}, it has {told.size} seats"


def _of(rows: list[str], participant: int) -> str:
    """The number of a row; of one that the log never told of, its id."""
    return rows[participant - 1] if 0 < participant <= len(rows) else f"row {participant}"
