"""Sessions: every visitor has one, before the log-in too, so that forms and picture codes are bound to somebody.

The cookie holds 256 random bits; only their SHA-256 is kept. A session ends after 20 idle minutes, a log-in
after 12 hours, by the portal's clock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from portal.services import accounts
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import sessions

IDLE = timedelta(minutes=20)
ABSOLUTE = timedelta(hours=12)
SEEN_TO = timedelta(seconds=20)  # so exactly is a visit noted: reading a page is then no write

_ALIVE = (sessions.c.seen_at > bindparam("idle_since"), sessions.c.since > bindparam("opened_by"))
_ONE = Prepared(select(sessions).where(sessions.c.id == bindparam("key"), *_ALIVE))
_SEEN = Prepared(update(sessions).where(sessions.c.id == bindparam("key")), ["seen_at"])
_SWEEP = Prepared(delete(sessions).where(or_(*(~condition for condition in _ALIVE))))
_CLOSE = Prepared(delete(sessions).where(sessions.c.id == bindparam("key")))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `session` is the row's key; `fresh`: the cookie must be set; `lapsed`: a log-in had ended meanwhile."""

    session: str
    cookie: str
    csrf: str
    account: Account | None = None
    fresh: bool = False
    lapsed: bool = False


def visit(work: Work, cookie: str | None) -> Visitor:
    """The visitor behind a cookie, with a new session where there is none that lives."""
    if cookie:
        key = _key(cookie)
        row = _living(work, key)
        if row:
            if work.now - row.seen_at >= SEEN_TO:
                _SEEN.run(work.db, key=key, seen_at=work.now)
            account = accounts.get(work, row.account) if row.account else None
            return Visitor(key, cookie, row.csrf, account)
    _SWEEP.run(work.db, **_limits(work))
    return open_(work, None, lapsed=bool(cookie))


def alive(work: Work, visitor: Visitor) -> bool:
    """Whether the visitor's log-in still holds, for pages that stay open; asking does not prolong it."""
    return _with_account(work, visitor.session)


def open_(work: Work, account: Account | None, *, lapsed: bool = False) -> Visitor:
    """A new session with a new cookie; at every log-in, so that nobody can be lured into a known one."""
    cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    key = _key(cookie)
    values = {"id": key, "account": account.id if account else None, "csrf": csrf}
    work.insert(sessions, {**values, "since": work.now, "seen_at": work.now})
    return Visitor(key, cookie, csrf, account, fresh=True, lapsed=lapsed)


def close(work: Work, visitor: Visitor) -> None:
    """«Выход»: the session is gone on the server too (memo 13.1)."""
    _CLOSE.run(work.db, key=visitor.session)


def signed_in(work: Work, cookie: str) -> bool:
    """Whether somebody is signed in with this cookie; asking does not prolong it."""
    return _with_account(work, _key(cookie))


def lose(work: Work, cookie: str) -> None:
    """The session behind a cookie is gone, as if it had expired. For faults only."""
    _CLOSE.run(work.db, key=_key(cookie))


def shift(work: Work, by: timedelta) -> None:
    """Moves every session along with the clock, so that backstage may advance it without ending them."""
    for row in work.db.execute(select(sessions)).all():
        moved = {"since": row.since + by, "seen_at": row.seen_at + by}
        work.db.execute(update(sessions).where(sessions.c.id == row.id).values(moved))


def _with_account(work: Work, key: str) -> bool:
    row = _living(work, key)
    return row is not None and row.account is not None


def _living(work: Work, key: str) -> Any:
    """The row of a session that has not ended; None where there is none."""
    return _ONE.first(work.db, key=key, **_limits(work))


def _limits(work: Work) -> dict[str, datetime]:
    return {"idle_since": work.now - IDLE, "opened_by": work.now - ABSOLUTE}


def _key(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
