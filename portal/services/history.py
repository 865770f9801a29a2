"""History: the conferences that are over, by period, and each of them with all that happened in it (memo 10.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select

from portal.domain.conference import Conference
from portal.domain.journal import Act, acts
from portal.domain.moments import days
from portal.domain.refusals import refuse
from portal.services import NotFound
from portal.services.accounts import Account
from portal.services.booking import card
from portal.store import conferences as store
from portal.store.database import Work
from portal.store.schema import began, conferences, over

PAGE = 20


class Period(NamedTuple):
    """Minsk days, both included."""

    first: date
    last: date


class Shown(NamedTuple):
    """A page of the history, the latest first; whether the period has earlier and later ones than these."""

    conferences: list[Conference]
    earlier: bool
    later: bool


def page(work: Work, account: Account, period: Period, *, before: int = 0, after: int = 0, size: int = PAGE) -> Shown:
    """What is over, by actual start; what never started counts by its planned start.

    The latest of the period, or those next `before` or `after` a conference of the history, told by its id. Where they
    begin is looked up in an index and nothing is counted, so that a page of a long history costs no more than one of a
    short history. Refused `period_order`; NotFound without such a conference to go on from.
    """
    if period.first > period.last:
        raise refuse("period_order", "from")
    later = bool(after)
    place = _place(work, account, after or before) if after or before else None
    found = store.query(work, _past(account, period, place, later=later).limit(size))
    if later:
        found.reverse()
    return Shown(found, *(_any_beyond(work, account, period, found, later=way) for way in (False, True)))


def one(work: Work, account: Account, conference_id: int) -> tuple[Conference, list[Act]]:
    """A conference of the caller's own that is over, and its control log."""
    conference = card(work, account, conference_id)
    if not conference.state.final:
        raise NotFound
    return conference, acts(conference, store.log(work, conference_id))


# A conference's place in the history: when it began, and among those of one moment its id.
_Place = tuple[datetime, int]


def _place(work: Work, account: Account, conference_id: int) -> _Place:
    where = (conferences.c.id == conference_id, conferences.c.owner == account.id, over)
    row = work.db.execute(select(began, conferences.c.id).where(*where)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _any_beyond(work: Work, account: Account, period: Period, found: list[Conference], *, later: bool) -> bool:
    if not found:
        return False
    edge = found[0] if later else found[-1]
    place = (edge.started_at or edge.starts_at, edge.id)
    beyond = _past(account, period, place, later=later).with_only_columns(conferences.c.id).limit(1)
    return work.db.execute(beyond).scalar() is not None


def _past(account: Account, period: Period, place: _Place | None, *, later: bool) -> Select[Any]:
    """The rows of a period, the latest first, or from `place` on, either way and nearest first.

    One bound each way: of two upper bounds SQLite would take the wider for its way into the index.
    """
    start, end = days(*period)
    first, last = start, end - timedelta(milliseconds=1)
    where = [conferences.c.owner == account.id, over]
    if place is not None:
        at, conference_id = place
        first, last = (max(first, at), last) if later else (first, min(last, at))
        other = conferences.c.id > conference_id if later else conferences.c.id < conference_id
        where.append(or_(began != at, other))
    order = (began, conferences.c.id) if later else (began.desc(), conferences.c.id.desc())
    return select(conferences).where(*where, began.between(first, last)).order_by(*order)
