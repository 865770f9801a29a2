"""Timers: rows that fall due. Taking one, its effect and its removal are one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, delete, or_, select, update

from portal.store.database import Work
from portal.store.prepared import Prepared, adding
from portal.store.schema import jobs

_ADD = adding(jobs, "due_at", "kind", "conference", "ref")
_FIRST = Prepared(select(jobs).order_by(jobs.c.due_at, jobs.c.id).limit(1))
_TAKE = Prepared(delete(jobs).where(jobs.c.id == bindparam("job")))


class Job(NamedTuple):
    """`kind` says what is to be done; `ref` is the leg or call it is about, 0 for the conference itself."""

    id: int
    due_at: datetime
    kind: str
    conference: int
    ref: int


def add(work: Work, due_at: datetime, kind: str, conference: int, ref: int = 0) -> None:
    _ADD.run(work.db, due_at=due_at, kind=kind, conference=conference, ref=ref)
    work.due = min(due_at, work.due or due_at)


def drop(work: Work, conference: int, kinds: Collection[str] = (), ref: int = 0) -> None:
    """Takes back the timers of a conference: all of them, or those of `kinds` about `ref`."""
    if kinds:
        _dropping(*kinds).run(work.db, of=conference, about=ref)
    else:
        _dropping().run(work.db, of=conference)


@cache
def _dropping(*kinds: str) -> Prepared:
    statement = delete(jobs).where(jobs.c.conference == bindparam("of"))
    if kinds:
        statement = statement.where(or_(*(jobs.c.kind == kind for kind in kinds)), jobs.c.ref == bindparam("about"))
    return Prepared(statement)


def take(work: Work, until: datetime) -> Job | None:
    """The earliest job due at `until` or before, removed; None when nothing is due."""
    row = _FIRST.first(work.db)
    if row is None or row.due_at > until:
        return None
    _TAKE.run(work.db, job=row.id)
    return Job(*row)


def postpone_first(work: Work, until: datetime) -> None:
    """Puts the earliest job that is due off until `until`: it has failed, and the others shall not wait behind it."""
    first = select(jobs.c.id).where(jobs.c.due_at <= work.now).order_by(jobs.c.due_at, jobs.c.id).limit(1)
    work.db.execute(update(jobs).where(jobs.c.id == first.scalar_subquery()).values(due_at=until))


def next_due(work: Work) -> datetime | None:
    """When the earliest job falls due, by the portal's clock."""
    row = _FIRST.first(work.db)
    return row.due_at if row else None
