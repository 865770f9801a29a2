"""A past for an account, for tests and comparisons: conferences that are over, each with the one event that says so."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from portal.domain.conference import State
from portal.domain.effects import born
from portal.domain.events import Event
from portal.services.accounts import Account
from portal.store.conferences import row_of
from portal.store.database import Work
from portal.store.schema import conferences, events, participants

_BATCH = 10_000
_EVERY = timedelta(minutes=30)
_LASTED = timedelta(minutes=25)


def past(work: Work, account: Account, count: int) -> None:
    """`count` conferences that ended in their time, one every half an hour, the last an hour ago."""
    first_id = int(work.db.execute(select(func.coalesce(func.max(conferences.c.id), 0))).scalar_one()) + 1
    latest = work.now - timedelta(hours=1)
    for start in range(0, count, _BATCH):
        made = [_one(account, first_id + n, latest - n * _EVERY) for n in range(start, min(start + _BATCH, count))]
        for table, rows in zip((conferences, events, participants), zip(*made, strict=True), strict=True):
            work.db.execute(insert(table), [row | ({"cause": work.cause} if table is events else {}) for row in rows])


def _one(
    account: Account, conference_id: int, began: datetime
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    ended = began + _LASTED
    row = {"number": account.number, "name": account.name, "email": "", "chair": True}
    event = Event(
        "conference.imported",
        {
            "owner": account.id,
            "number": str(100_000 + conference_id % 900_000),
            "subject": f"Планерка {conference_id}",
            "immediate": False,
            "starts_at": began.isoformat(),
            "ends_at": ended.isoformat(),
            "minutes": _LASTED // timedelta(minutes=1),
            "size": 3,
            "auto_invite": False,
            "extend_by": 0,
            "reminder": 0,
            "chair_password": "000000",
            "guest_password": None,
            "state": State.ENDED,
            "end_reason": "timeout",
            "started_at": began.isoformat(),
            "ended_at": ended.isoformat(),
            "participants": [row],
        },
    )
    conference = born(event, conference_id)
    told = {
        "conference": conference_id,
        "seq": 1,
        "at": ended,
        "type": event.type,
        "data": event.data,
        "command": "seed",
    }
    listed = conference.participants[0]
    return row_of(conference), told, {"conference": conference_id, **asdict(listed)}
