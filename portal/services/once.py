"""Once-only: every form carries a key, and the answer to it is remembered for 24 hours.

The same key from the same visitor gets the same answer, also after a restart; a refusal changed nothing and is
simply decided again.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from portal.services.sessions import Visitor
from portal.store.database import Work
from portal.store.schema import once

KEPT = timedelta(hours=24)


def remembered(work: Work, visitor: Visitor, form_key: str) -> str | None:
    """Where the first post of this form was sent on to, if there was one."""
    where = (once.c.form_key == form_key, once.c.session == visitor.session, once.c.at > work.now - KEPT)
    return work.db.execute(select(once.c.location).where(*where)).scalar()


def remember(work: Work, visitor: Visitor, form_key: str, location: str) -> None:
    """Keeps the answer, in the same transaction as what was done. Keys come from outside: of two visitors with the same
    the latter's is kept."""
    work.db.execute(delete(once).where(once.c.at <= work.now - KEPT))
    values = {"session": visitor.session, "location": location, "at": work.now}
    statement = upsert(once).values(form_key=form_key, **values)
    work.db.execute(statement.on_conflict_do_update(index_elements=["form_key"], set_=values))
