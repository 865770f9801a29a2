"""Timers: rows that fall due. Taking one, its effect and its removal are one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from portal.store.database import Work
from portal.store.schema import jobs


class Job(NamedTuple):
    """`kind` says what is to be done; `ref` is the leg or call it is about, 0 for the conference itself."""

    id: int
    due_at: datetime
    kind: str
    conference: int
    ref: int


def add(work: Work, due_at: datetime, kind: str, conference: int, ref: int = 0) -> None:
    work.db.execute(insert(jobs).values(due_at=due_at, kind=kind, conference=conference, ref=ref))


def drop(work: Work, conference: int, kinds: Collection[str] = (), ref: int = 0) -> None:
    """Takes back the timers of a conference: all of them, or those of `kinds` about `ref`."""
    statement = delete(jobs).where(jobs.c.conference == conference)
    if kinds:
        statement = statement.where(jobs.c.kind.in_(kinds), jobs.c.ref == ref)
    work.db.execute(statement)


def take(work: Work, until: datetime) -> Job | None:
    """The earliest job due at `until` or before, removed; None when nothing is due."""
    found = select(jobs).where(jobs.c.due_at <= until).order_by(jobs.c.due_at, jobs.c.id).limit(1)
    row = work.db.execute(found).one_or_none()
    if row is None:
        return None
    work.db.execute(delete(jobs).where(jobs.c.id == row.id))
    return Job(*row)


def postpone_first(work: Work, until: datetime) -> None:
    """Puts the earliest job that is due off until `until`: it has failed, and the others shall not wait behind it."""
    first = select(jobs.c.id).where(jobs.c.due_at <= work.now).order_by(jobs.c.due_at, jobs.c.id).limit(1)
    work.db.execute(update(jobs).where(jobs.c.id == first.scalar_subquery()).values(due_at=until))


def next_due(work: Work) -> datetime | None:
    """When the earliest job falls due, by the portal's clock."""
    return work.db.execute(select(jobs.c.due_at).order_by(jobs.c.due_at).limit(1)).scalar()
