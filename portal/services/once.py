"""Once-only: every form carries a key, and the answer to it is remembered for 24 hours.

The same key from the same visitor gets the same answer, also after a restart; a refusal changed nothing and is
simply decided again.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, delete, select

from portal.services.sessions import Visitor
from portal.store.database import Work
from portal.store.prepared import Prepared, putting
from portal.store.schema import once

KEPT = timedelta(hours=24)

_FIRST = Prepared(
    select(once.c.location).where(
        once.c.form_key == bindparam("form_key"),
        once.c.session == bindparam("session"),
        once.c.at > bindparam("forgotten"),
    )
)
_FORGET = Prepared(delete(once).where(once.c.at <= bindparam("forgotten")))
_KEEP = putting(once)


def remembered(work: Work, visitor: Visitor, form_key: str) -> str | None:
    """Where the first post of this form was sent on to, if there was one."""
    found = _FIRST.value(work.db, form_key=form_key, session=visitor.session, forgotten=work.now - KEPT)
    return None if found is None else str(found)


def remember(work: Work, visitor: Visitor, form_key: str, location: str) -> None:
    """Keeps the answer, in the same transaction as what was done. Keys come from outside: of two visitors with the same
    the latter's is kept."""
    _FORGET.run(work.db, forgotten=work.now - KEPT)
    _KEEP.run(work.db, form_key=form_key, session=visitor.session, location=location, at=work.now)
