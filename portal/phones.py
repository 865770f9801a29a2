"""The simulated telephone network: each number behaves as told, by a readable convention or by backstage.

The network keeps its own view of every call, so that a test can look at the telephone that rang as well as at the
portal's page. Its steps are jobs, so a call goes on where it was after a restart.
The convention holds in the reserved block 375 25 999 0XXX:

    0NN  answers after NN seconds             4XX  refuses
    1NN  answers after 2 s, hangs up NN s on  5XX  is unreachable
    2XX  is busy                              6XX  does not exist
    3XX  does not answer                      7XX–9XX and any other number: answers after 2 s
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from portal.store import jobs
from portal.store.database import Work
from portal.store.schema import behaviours, calls

Kind = Literal["answers", "busy", "no_answer", "rejects", "unreachable", "invalid"]
RESERVED = "+375259990"

MINUTE = timedelta(minutes=1)

_SECOND = timedelta(seconds=1)
_FAILURES = {
    "busy": ("busy", 1),
    "unreachable": ("unreachable", 2),
    "invalid": ("invalid", 1),
    "rejects": ("rejected", 3),
}
_REASONS = {f"phone.{reason}": reason for reason, _ in _FAILURES.values()}
_STEPS = ("phone.ring", "phone.answer", "phone.hang_up", *_REASONS)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a number does when called. `after` and `hangs_up_after` in seconds; the latter None: stays on the line."""

    kind: Kind
    after: int = 2
    hangs_up_after: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What the network tells the portal of a leg: `ringing`, `answered`, `left`, or why the call failed."""

    conference: int
    leg: int
    news: str


def conventional(number: str) -> Behaviour:
    """How a number behaves unless backstage has said otherwise."""
    if not number.startswith(RESERVED) or len(number) != len(RESERVED) + 3:
        return Behaviour("answers")
    digit, rest = number[-3], int(number[-2:])
    match digit:
        case "0":
            return Behaviour("answers", after=rest)
        case "1":
            return Behaviour("answers", hangs_up_after=rest)
        case "2":
            return Behaviour("busy")
        case "3":
            return Behaviour("no_answer")
        case "4":
            return Behaviour("rejects")
        case "5":
            return Behaviour("unreachable")
        case "6":
            return Behaviour("invalid")
    return Behaviour("answers")


def behaviour(work: Work, number: str) -> Behaviour:
    told = work.db.execute(select(behaviours).where(behaviours.c.number == number)).one_or_none()
    return Behaviour(told.kind, told.after, told.hangs_up_after) if told else conventional(number)


def behave(work: Work, number: str, wanted: Behaviour) -> None:
    """From the next call on, `number` does as `wanted`."""
    values = {"kind": wanted.kind, "after": wanted.after, "hangs_up_after": wanted.hangs_up_after}
    statement = upsert(behaviours).values(number=number, **values)
    work.db.execute(statement.on_conflict_do_update(index_elements=["number"], set_=values))


def call(work: Work, number: str, caller: str, conference: int, leg: int) -> None:
    """The portal calls `number` and shows it `caller`'s; what comes of it is reported step by step, as jobs run."""
    values = {"number": number, "direction": "out", "conference": conference, "leg": leg, "state": "calling"}
    call_id = _new_call(work, values | {"caller": caller})
    told = behaviour(work, number)

    def step(kind: str, seconds: int) -> None:
        jobs.add(work, work.now + seconds * _SECOND, kind, conference, call_id)

    if told.kind == "answers":
        step("phone.ring", min(1, told.after))
        step("phone.answer", told.after)
        if told.hangs_up_after is not None:
            step("phone.hang_up", told.after + told.hangs_up_after)
        return
    if told.kind in ("no_answer", "rejects"):
        step("phone.ring", 1)
    if told.kind in _FAILURES:
        reason, seconds = _FAILURES[told.kind]
        step(f"phone.{reason}", seconds)


def _new_call(work: Work, values: dict[str, Any]) -> int:
    row = {"result": "", "muted": False, "placed_at": work.now} | values
    return work.insert(calls, row)


def dialled_in(work: Work, number: str, conference: int, leg: int) -> None:
    """`number` has called the access number and been let in."""
    values = {"number": number, "direction": "in", "conference": conference, "leg": leg, "state": "talking"}
    _new_call(work, values | {"caller": number, "answered_at": work.now})


def step(work: Work, job: jobs.Job) -> Report | None:
    """Does a step of a call that has fallen due and reports it; None if the call is over already."""
    found = work.db.execute(select(calls).where(calls.c.id == job.ref, calls.c.state != "ended")).one_or_none()
    if found is None:
        return None
    match job.kind:
        case "phone.ring":
            news, changes = "ringing", {"state": "ringing", "rang_at": work.now}
        case "phone.answer":
            news, changes = "answered", {"state": "talking", "answered_at": work.now}
        case "phone.hang_up":
            news, changes = "left", {"state": "ended", "result": "hung up", "ended_at": work.now}
        case _:
            news = _REASONS[job.kind]
            changes = {"state": "ended", "result": news, "ended_at": work.now}
    work.db.execute(update(calls).where(calls.c.id == found.id).values(changes))
    return Report(found.conference, found.leg, news)


def hang_up(work: Work, number: str) -> list[Report]:
    """The person at `number` hangs up; a report for each call that this ends."""
    found = work.db.execute(select(calls).where(calls.c.number == number, calls.c.state == "talking")).all()
    for row in found:
        _end(work, row, "hung up")
    return [Report(row.conference, row.leg, "left") for row in found]


def release(work: Work, conference: int, leg: int) -> None:
    """The portal ends its side of a leg: the telephone falls silent."""
    where = (calls.c.conference == conference, calls.c.leg == leg, calls.c.state != "ended")
    for row in work.db.execute(select(calls).where(*where)).all():
        _end(work, row, "released")


def _end(work: Work, row: Row[Any], result: str) -> None:
    work.db.execute(update(calls).where(calls.c.id == row.id).values(state="ended", result=result, ended_at=work.now))
    jobs.drop(work, row.conference, _STEPS, row.id)


def attempts(work: Work, caller: str) -> tuple[int, datetime | None]:
    """How many calls `caller` has made in the last minute, and when the oldest of them was."""
    recent = (calls.c.caller == caller, calls.c.direction == "out", calls.c.placed_at > work.now - MINUTE)
    count, oldest = work.db.execute(select(func.count(), func.min(calls.c.placed_at)).where(*recent)).one()
    return int(count), oldest


def mute(work: Work, conference: int, leg: int, muted: bool) -> None:
    """The portal takes or gives back the voice of a leg."""
    where = (calls.c.conference == conference, calls.c.leg == leg)
    work.db.execute(update(calls).where(*where).values(muted=muted))


def calls_of(work: Work, number: str) -> list[dict[str, Any]]:
    """Every call that `number` has seen, oldest first, as the network saw it."""
    found = select(calls).where(calls.c.number == number).order_by(calls.c.id)
    return [dict(row) for row in work.db.execute(found).mappings()]
