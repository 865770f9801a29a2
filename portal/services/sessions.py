"""Sessions: every visitor has one, before the log-in too, so that forms and picture codes are bound to somebody.

The cookie holds 256 random bits; only their SHA-256 is kept. A session ends after 20 idle minutes, a log-in
after 12 hours, by the portal's clock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from portal.services import accounts
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.schema import sessions

IDLE = timedelta(minutes=20)
ABSOLUTE = timedelta(hours=12)
SEEN_TO = timedelta(seconds=20)  # so exactly is a visit noted: reading a page is then no write


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
        row = work.db.execute(select(sessions).where(sessions.c.id == key, *_alive(work))).one_or_none()
        if row:
            if work.now - row.seen_at >= SEEN_TO:
                work.db.execute(update(sessions).where(sessions.c.id == key).values(seen_at=work.now))
            account = accounts.get(work, row.account) if row.account else None
            return Visitor(key, cookie, row.csrf, account)
    work.db.execute(delete(sessions).where(or_(*(~condition for condition in _alive(work)))))
    return open_(work, None, lapsed=bool(cookie))


def alive(work: Work, visitor: Visitor) -> bool:
    """Whether the visitor's log-in still holds, for pages that stay open; asking does not prolong it."""
    where = (sessions.c.id == visitor.session, sessions.c.account.is_not(None), *_alive(work))
    return work.db.execute(select(sessions.c.id).where(*where)).scalar() is not None


def open_(work: Work, account: Account | None, *, lapsed: bool = False) -> Visitor:
    """A new session with a new cookie; at every log-in, so that nobody can be lured into a known one."""
    cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    key = _key(cookie)
    values = {"id": key, "account": account.id if account else None, "csrf": csrf}
    work.db.execute(insert(sessions).values(**values, since=work.now, seen_at=work.now))
    return Visitor(key, cookie, csrf, account, fresh=True, lapsed=lapsed)


def close(work: Work, visitor: Visitor) -> None:
    """«Выход»: the session is gone on the server too (memo 13.1)."""
    work.db.execute(delete(sessions).where(sessions.c.id == visitor.session))


def signed_in(work: Work, cookie: str) -> bool:
    """Whether somebody is signed in with this cookie; asking does not prolong it."""
    where = (sessions.c.id == _key(cookie), sessions.c.account.is_not(None), *_alive(work))
    return work.db.execute(select(sessions.c.id).where(*where)).scalar() is not None


def lose(work: Work, cookie: str) -> None:
    """The session behind a cookie is gone, as if it had expired. For faults only."""
    work.db.execute(delete(sessions).where(sessions.c.id == _key(cookie)))


def shift(work: Work, by: timedelta) -> None:
    """Moves every session along with the clock, so that backstage may advance it without ending them."""
    for row in work.db.execute(select(sessions)).all():
        moved = {"since": row.since + by, "seen_at": row.seen_at + by}
        work.db.execute(update(sessions).where(sessions.c.id == row.id).values(moved))


def _alive(work: Work) -> tuple[ColumnElement[bool], ...]:
    return sessions.c.seen_at > work.now - IDLE, sessions.c.since > work.now - ABSOLUTE


def _key(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
