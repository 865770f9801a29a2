"""The control log of a conference: of all its events those that somebody did, by whom and about whom.

What the telephone network does to a call (it rings, is answered, is hung up) is told with the call, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from portal.domain.conference import Conference

By = Literal["chair", "portal", "network"]
Row = Mapping[str, Any]
"""A row of the event log: `at`, `type`, `data`, `cause`, `command`."""


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the control log. `what` is an event's type, with its kind where there are several; `whom` are ids of
    participants; `data` is the event's."""

    at: datetime
    by: By
    what: str
    whom: tuple[int, ...]
    data: Mapping[str, Any]


def acts(conference: Conference, log: Sequence[Row]) -> list[Act]:
    """What was done, in order; `log` is the whole event log of `conference`."""
    found = []
    listed = 0  # rows of the list so far: the id of a row is its place in it
    for row, after in zip(log, [*log[1:], None], strict=True):
        whom: tuple[int, ...] = ()
        match row["type"], row["data"]:
            case (("conference.scheduled" | "conference.edited"), {"participants": rows}):
                listed = len(rows)
            case "participant.added", _:
                listed += 1
                whom = (listed,)
            case "calls.authorised", {"participants": rows}:
                whom = tuple(rows)
            case _, {"participant": one}:
                whom = (one,)
            case _, {"leg": leg_id}:
                whom = tuple(leg.participant for leg in conference.legs if leg.id == leg_id)
        if told := _told(row, after):
            found.append(Act(row["at"], *told, whom, row["data"]))
    return found


Told = tuple[By, str] | None


def _told(row: Row, after: Row | None) -> Told:
    """Who did it and what it is; None if it is no act."""
    by = ACTS.get(row["type"])
    return by(row, after) if callable(by) else by and (by, row["type"])


def _started(row: Row, _: Row | None) -> Told:
    """At its time by the portal; before it by the chair, who wanted it at once or has dialled in."""
    return "portal" if row["command"] == "timer.start" else "chair", row["type"]


def _extended(row: Row, _: Row | None) -> Told:
    return ("portal", "conference.extended.automatic") if row["data"]["automatic"] else ("chair", row["type"])


def _ended(row: Row, _: Row | None) -> Told:
    return "chair" if row["data"]["reason"] == "chair" else "portal", row["type"]


def _added(row: Row, after: Row | None) -> Told:
    """By the chair, or because somebody who was not listed dialled in: then that comes next, in the same breath."""
    dialled = after and after["type"] in ("leg.dialled_in", "leg.waiting")
    if dialled and after and all(row[name] == after[name] for name in ("at", "cause", "command")):
        return "network", "participant.added.dialled_in"
    return "chair", row["type"]


def _called(row: Row, _: Row | None) -> Told:
    kind = row["data"]["by"]
    return "chair" if kind == "chair" else "portal", f"calls.authorised.{kind}"


def _hung_up(row: Row, _: Row | None) -> Told:
    """A call that ends is an act only if the chair ended it."""
    reason = row["data"]["reason"]
    return ("chair", f"leg.ended.{reason}") if reason in ("cancelled", "disconnected") else None


ACTS: dict[str, By | Callable[[Row, Row | None], Told]] = {
    "conference.scheduled": "chair",
    "conference.edited": "chair",
    "conference.cancelled": "chair",
    "conference.opened": "portal",
    "conference.started": _started,
    "conference.warned": "portal",
    "conference.extended": _extended,
    "conference.locked": "chair",
    "conference.unlocked": "chair",
    "conference.ended": _ended,
    "conference.expired": "portal",
    "conference.failed": "portal",
    "participant.added": _added,
    "participant.renamed": "chair",
    "participant.removed": "chair",
    "participant.blocked": "chair",
    "participant.unblocked": "chair",
    "calls.authorised": _called,
    "leg.muted": "chair",
    "leg.unmuted": "chair",
    "leg.ended": _hung_up,
}
