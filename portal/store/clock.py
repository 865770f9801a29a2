"""The portal's clock: a row of the database, read in the transaction, that backstage can freeze, set and advance.

Running, it shows real time plus an offset; frozen, it stands.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select, update

from portal.store.prepared import Prepared
from portal.store.schema import clock

_READ = Prepared(select(clock.c.offset_ms, clock.c.frozen_at))


def now(db: Connection) -> datetime:
    """The portal's time, an aware datetime in UTC to the millisecond."""
    row = _READ.first(db)
    return row.frozen_at or _real() + timedelta(milliseconds=row.offset_ms)


def frozen(db: Connection) -> bool:
    return _READ.first(db).frozen_at is not None


def freeze(db: Connection, at: datetime | None = None) -> None:
    """Stops the clock, at `at` or where it is."""
    db.execute(update(clock).values(frozen_at=at or now(db)))


def resume(db: Connection) -> None:
    """Lets a frozen clock run on from where it stands."""
    offset = now(db) - _real()
    db.execute(update(clock).values(frozen_at=None, offset_ms=offset // timedelta(milliseconds=1)))


def move(db: Connection, to: datetime) -> None:
    """Sets the clock to `to`; it goes on running or standing as before."""
    if frozen(db):
        db.execute(update(clock).values(frozen_at=to))
    else:
        db.execute(update(clock).values(offset_ms=(to - _real()) // timedelta(milliseconds=1)))


def _real() -> datetime:
    real = datetime.now(UTC)
    return real.replace(microsecond=real.microsecond // 1000 * 1000)
