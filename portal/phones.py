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

from sqlalchemy import bindparam, func, select, update

from portal.store import jobs
from portal.store.database import Work
from portal.store.prepared import Prepared, putting
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

_TOLD = Prepared(select(behaviours).where(behaviours.c.number == bindparam("number")))
_TELL = putting(behaviours)
_GOING_ON = Prepared(select(calls).where(calls.c.id == bindparam("call"), calls.c.state != "ended"))
_TALKING = Prepared(select(calls).where(calls.c.number == bindparam("caller"), calls.c.state == "talking"))
_OF_LEG = (calls.c.conference == bindparam("of"), calls.c.leg == bindparam("about"))
_LIVING = Prepared(select(calls).where(*_OF_LEG, calls.c.state != "ended"))
_THIS = update(calls).where(calls.c.id == bindparam("call"))
_RING = Prepared(_THIS, ["state", "rang_at"])
_ANSWER = Prepared(_THIS, ["state", "answered_at"])
_END = Prepared(_THIS, ["state", "result", "ended_at"])
_MUTE = Prepared(update(calls).where(*_OF_LEG), ["muted"])
_ATTEMPTS = Prepared(
    select(func.count().label("made"), func.min(calls.c.placed_at).label("oldest")).where(
        calls.c.caller == bindparam("who"), calls.c.direction == "out", calls.c.placed_at > bindparam("since")
    )
)


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
    told = _TOLD.first(work.db, number=number)
    return Behaviour(told.kind, told.after, told.hangs_up_after) if told else conventional(number)


def behave(work: Work, number: str, wanted: Behaviour) -> None:
    """From the next call on, `number` does as `wanted`."""
    _TELL.run(work.db, number=number, kind=wanted.kind, after=wanted.after, hangs_up_after=wanted.hangs_up_after)


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
    found = _GOING_ON.first(work.db, call=job.ref)
    if found is None:
        return None
    match job.kind:
        case "phone.ring":
            news = "ringing"
            _RING.run(work.db, call=found.id, state="ringing", rang_at=work.now)
        case "phone.answer":
            news = "answered"
            _ANSWER.run(work.db, call=found.id, state="talking", answered_at=work.now)
        case "phone.hang_up":
            news = "left"
            _END.run(work.db, call=found.id, state="ended", result="hung up", ended_at=work.now)
        case _:
            news = _REASONS[job.kind]
            _END.run(work.db, call=found.id, state="ended", result=news, ended_at=work.now)
    return Report(found.conference, found.leg, news)


def hang_up(work: Work, number: str) -> list[Report]:
    """The person at `number` hangs up; a report for each call that this ends."""
    found = _TALKING.all(work.db, caller=number)
    for row in found:
        _end(work, row, "hung up")
    return [Report(row.conference, row.leg, "left") for row in found]


def release(work: Work, conference: int, leg: int) -> None:
    """The portal ends its side of a leg: the telephone falls silent."""
    for row in _LIVING.all(work.db, of=conference, about=leg):
        _end(work, row, "released")


def _end(work: Work, row: Any, result: str) -> None:
    _END.run(work.db, call=row.id, state="ended", result=result, ended_at=work.now)
    jobs.drop(work, row.conference, _STEPS, row.id)


def attempts(work: Work, caller: str) -> tuple[int, datetime | None]:
    """How many calls `caller` has made in the last minute, and when the oldest of them was."""
    made, oldest = _ATTEMPTS.first(work.db, who=caller, since=work.now - MINUTE)
    return int(made), oldest


def mute(work: Work, conference: int, leg: int, muted: bool) -> None:
    """The portal takes or gives back the voice of a leg."""
    _MUTE.run(work.db, of=conference, about=leg, muted=muted)


def calls_of(work: Work, number: str) -> list[dict[str, Any]]:
    """Every call that `number` has seen, oldest first, as the network saw it."""
    found = select(calls).where(calls.c.number == number).order_by(calls.c.id)
    return [dict(row) for row in work.db.execute(found).mappings()]
