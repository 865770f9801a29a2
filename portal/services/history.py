"""History: the conferences of a period that are over (memo 10.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from portal.domain.conference import Conference, State
from portal.domain.moments import days
from portal.domain.refusals import refuse
from portal.services.accounts import Account
from portal.store import conferences as store
from portal.store.database import Work
from portal.store.schema import conferences


def period(work: Work, account: Account, first: date, last: date) -> list[Conference]:
    """Ended, cancelled and expired ones by actual start, Minsk days `first` to `last` included, the latest first.

    What never started counts by its planned start. Refused `period_order`.
    """
    if first > last:
        raise refuse("period_order", "from")
    start, after = days(first, last)
    began = func.coalesce(conferences.c.started_at, conferences.c.starts_at, type_=conferences.c.starts_at.type)
    over = [state for state in State if state.final]
    where = (conferences.c.owner == account.id, conferences.c.state.in_(over), began >= start, began < after)
    return store.query(work, select(conferences).where(*where).order_by(began.desc(), conferences.c.id.desc()))
