"""Where portal and telephone network meet: what the network reports, and who dials in (memo 8.3, 9.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select

from portal import phones
from portal.domain import calls, door
from portal.domain.conference import Conference, LegState
from portal.domain.possible import POSSIBLE
from portal.domain.refusals import Refused
from portal.services import capacity, changes
from portal.store import conferences, jobs
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import conferences as conference_rows
from portal.store.schema import dial_failures

TRIES = 3  # wrong entries of one caller …
GUESSES = 20  # … and of all unlisted callers at one conference number, within
LOCKED = timedelta(minutes=15)

_NUMBERED = Prepared(
    select(conference_rows)
    .where(conference_rows.c.number == bindparam("number"))
    .order_by(conference_rows.c.id.desc())
    .limit(1)
)


class Outcome(NamedTuple):
    """`reason`: why somebody waits (`not_started`) or was refused; empty when connected."""

    outcome: Literal["connected", "waiting", "refused"]
    reason: str = ""


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


def dial(work: Work, conference: Conference, job: jobs.Job) -> None:
    """The turn of a queued call has come, unless its owner has made all the calls of this minute."""
    leg = conference.leg(job.ref)
    if leg is None or leg.state is not LegState.QUEUED:
        return
    if later := capacity.next_turn(work, conference):
        jobs.add(work, later, job.kind, job.conference, job.ref)
        return
    changes.carry_out(work, conference, calls.dial(conference, job.ref, work.now))


def dial_in(work: Work, number: str, conference_number: str, password: str) -> Outcome:
    """`number` (E.164) calls the access number and types conference number and password (empty: none).

    Refused for what `door.dial_in` says; `wrong` also where there is no such conference, so that nobody learns which
    numbers there are; `too_many_tries` for 15 minutes after three wrong entries of a caller, and for unlisted callers
    after twenty at one conference number.
    """
    conference = _numbered(work, conference_number)
    listed = conference is not None and conference.listed(number) is not None
    if _tried_too_often(work, number, conference_number, listed=listed):
        return Outcome("refused", "too_many_tries")
    if conference is None:
        return _wrong(work, number, conference_number, "wrong")
    try:
        lines = capacity.lines(work, conference)
        events = door.dial_in(conference, number, password, lines, work.now)
    except Refused as refused:
        code = refused.problems[0].code
        if code in ("wrong", "not_listed"):
            return _wrong(work, number, conference_number, code)
        return Outcome("refused", code)
    changes.carry_out(work, conference, events)
    waits = any(event.type == "leg.waiting" for event in events)
    return Outcome("waiting", "not_started") if waits else Outcome("connected")


def _numbered(work: Work, conference_number: str) -> Conference | None:
    """The latest conference that had this number: the one that lives, if one does."""
    found = conferences.whole(work, _NUMBERED.all(work.db, number=conference_number))
    return found[0] if found else None


def _wrong(work: Work, number: str, conference_number: str, code: str) -> Outcome:
    work.db.execute(delete(dial_failures).where(dial_failures.c.at <= work.now - LOCKED))
    work.db.execute(insert(dial_failures).values(number=number, conference=conference_number, at=work.now))
    return Outcome("refused", code)


def _tried_too_often(work: Work, number: str, conference_number: str, *, listed: bool) -> bool:
    def wrong(who: ColumnElement[bool]) -> int:
        where = (who, dial_failures.c.at > work.now - LOCKED)
        return int(work.db.execute(select(func.count()).select_from(dial_failures).where(*where)).scalar_one())

    if wrong(dial_failures.c.number == number) >= TRIES:
        return True
    return not listed and wrong(dial_failures.c.conference == conference_number) >= GUESSES
