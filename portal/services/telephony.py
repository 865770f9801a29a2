"""Where portal and telephone network meet: what the network reports, and who dials in (memo 8.3, 9.3)."""

from __future__ import annotations

from sqlalchemy import select

from portal import phones
from portal.domain import calls
from portal.domain.conference import State
from portal.domain.life import POSSIBLE
from portal.domain.refusals import Refused
from portal.services import changes
from portal.store import conferences, jobs
from portal.store.database import Work
from portal.store.schema import conferences as conference_rows


def network_step(work: Work, job: jobs.Job) -> None:
    """A step of a call has fallen due."""
    if report := phones.step(work, job):
        _take(work, report)


def hang_up(work: Work, number: str) -> None:
    """The person at `number` hangs up."""
    for report in phones.hang_up(work, number):
        _take(work, report)


def ring_timeout(work: Work, job: jobs.Job) -> None:
    """Nobody has answered within 45 seconds."""
    _take(work, phones.Report(job.conference, job.ref, "no_answer"))


def _take(work: Work, report: phones.Report) -> None:
    conference = conferences.load(work, report.conference)
    if conference is None or conference.state not in POSSIBLE["leg"]:
        return
    match report.news:
        case "ringing":
            events = calls.ringing(conference, report.leg, work.now)
        case "answered":
            events = calls.answered(conference, report.leg, work.now)
        case "left":
            events = calls.left(conference, report.leg, work.now)
        case reason:
            events = calls.failed(conference, report.leg, reason, work.now)
    changes.carry_out(work, conference, events)


def dial_in(work: Work, number: str, conference_number: str, password: str) -> str:
    """`number` (E.164) calls the access number and types conference number and password (empty: none).

    Answers with `connected`, or with why not: `wrong` (no such conference, or not its password), `blocked`, …
    """
    where = (conference_rows.c.number == conference_number, conference_rows.c.state == State.ACTIVE)
    found = conferences.query(work, select(conference_rows).where(*where))
    if not found:
        return "wrong"
    try:
        events = calls.dial_in(found[0], number, password, work.now)
    except Refused as refused:
        return refused.problems[0].code
    changes.carry_out(work, found[0], events)
    return "connected"
