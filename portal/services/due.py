"""What the portal does by itself when its time has come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.dialects.sqlite import insert as upsert

from portal import notices
from portal.domain import life
from portal.domain.conference import Conference
from portal.services import changes, sessions, telephony
from portal.services.booking import mailboxes
from portal.store import clock, conferences, jobs
from portal.store.database import Work
from portal.store.schema import outbox

_DECISIONS = {
    "open": life.open_,
    "start": life.start,
    "remind": life.remind,
    "end": life.time_is_up,
    "nobody_joined": life.nobody_joined,
}


class Letterhead(NamedTuple):
    """What every mail of this portal says of it: the sender's address and the number to dial."""

    sender: str
    access_number: str


class Ran(NamedTuple):
    """A timer that has run: when it was due, what it was, the conference it belongs to."""

    due: datetime
    kind: str
    conference: int


def run_next(work: Work, letterhead: Letterhead) -> Ran | None:
    """Runs the earliest timer that is due; None when nothing is."""
    job = jobs.take(work, work.now)
    return _run(work, job, letterhead) if job else None


def advance_next(work: Work, target: datetime, letterhead: Letterhead, *, keep_sessions: bool) -> Ran | None:
    """Moves the clock to the earliest timer due by `target` and runs it; without one, to `target`, and answers None."""
    job = jobs.take(work, target)
    to = max(work.now, job.due_at if job else target)
    if keep_sessions and to > work.now:
        sessions.shift(work, to - work.now)
    clock.move(work.db, to)
    work.now = to
    return _run(work, job, letterhead) if job else None


def _run(work: Work, job: jobs.Job, letterhead: Letterhead) -> Ran:
    work.cause = f"timer:{job.kind}"
    if job.kind in _DECISIONS:
        conference = conferences.load(work, job.conference)
        if conference is None:
            raise LookupError(f"timer {job.kind} of conference {job.conference}, which is not there")
        after = changes.carry_out(work, conference, _DECISIONS[job.kind](conference, work.now))
        if job.kind == "remind":
            _send_reminders(work, after, letterhead)
    elif job.kind == "ring_timeout":
        telephony.ring_timeout(work, job)
    else:
        telephony.network_step(work, job)
    return Ran(job.due_at, job.kind, job.conference)


def _send_reminders(work: Work, conference: Conference, letterhead: Letterhead) -> None:
    """One message to each mailbox of the list (memo 6.7), into the outbox."""
    for mailbox in mailboxes(conference):
        message = notices.reminder(
            conference, mailbox, sender=letterhead.sender, access_number=letterhead.access_number, now=work.now
        )
        values = {"message_id": message["Message-ID"], "recipient": mailbox, "message": message.as_bytes()}
        times = {"queued_at": work.now, "next_at": work.now, "attempts": 0, "error": ""}
        statement = upsert(outbox).values(account=conference.owner, **values, **times)
        work.db.execute(statement.on_conflict_do_nothing())
