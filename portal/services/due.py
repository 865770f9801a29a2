"""What the portal does by itself when its time has come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from portal.domain import calls, life
from portal.services import capacity, changes, sessions, telephony
from portal.store import clock, conferences, jobs
from portal.store.database import Work

_DECISIONS = {
    "open": life.open_,
    "remind": life.remind,
    "end": life.time_is_up,
    "nobody_joined": life.nobody_joined,
    "everybody_left": life.everybody_left,
}


class Ran(NamedTuple):
    """A timer that has run: when it was due, what it was, the conference it belongs to."""

    due: datetime
    kind: str
    conference: int


def run_next(work: Work) -> Ran | None:
    """Runs the earliest timer that is due; None when nothing is."""
    job = jobs.take(work, work.now)
    return _run(work, job) if job else None


def advance_next(work: Work, target: datetime, *, keep_sessions: bool) -> Ran | None:
    """Moves the clock to the earliest timer due by `target` and runs it; without one, to `target`, and answers None."""
    job = jobs.take(work, target)
    to = max(work.now, job.due_at if job else target)
    if keep_sessions and to > work.now:
        sessions.shift(work, to - work.now)
    clock.move(work.db, to)
    work.now = to
    return _run(work, job) if job else None


def _run(work: Work, job: jobs.Job) -> Ran:
    work.cause, work.command = f"timer:{job.id}", f"timer.{job.kind}"
    if job.kind == "ring_timeout":
        telephony.ring_timeout(work, job)
    elif job.kind.startswith("phone."):
        telephony.network_step(work, job)
    else:
        _decide(work, job)
    return Ran(job.due_at, job.kind, job.conference)


def _decide(work: Work, job: jobs.Job) -> None:
    conference = conferences.load(work, job.conference)
    if conference is None:
        raise LookupError(f"timer {job.kind} of conference {job.conference}, which is not there")
    match job.kind:
        case "dial":
            telephony.dial(work, conference, job)
            return
        case "start":
            events = life.start(conference, capacity.lines(work, conference), work.now)
        case "retry":
            events = calls.retry(conference, job.ref, capacity.lines(work, conference), work.now)
        case "warn":
            events = life.warn(conference, job.ref, work.now)
        case kind:
            events = _DECISIONS[kind](conference, work.now)
    changes.carry_out(work, conference, events)
