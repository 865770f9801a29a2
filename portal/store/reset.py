"""Back to an empty database, for backstage only."""

from __future__ import annotations

from sqlalchemy import insert, text

from portal.store.database import Work
from portal.store.schema import clock, metadata


def empty(work: Work) -> None:
    """Deletes every row and lets the clock run in real time. The log's append-only guard stands aside meanwhile."""
    guards = work.db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for guard in guards:
        work.db.exec_driver_sql(f"DROP TRIGGER {guard.name}")
    for table in reversed(metadata.sorted_tables):
        work.db.execute(table.delete())
    for guard in guards:
        work.db.exec_driver_sql(guard.sql)
    work.known.clear()  # ids begin anew
    work.db.execute(insert(clock).values(id=1, offset_ms=0, frozen_at=None))
