"""Logging in: picture code, account, password (memo step 3).

What is counted must be kept, so these functions return `Refused` instead of raising it: raising would roll back.
"""

from __future__ import annotations

import ipaddress
import math
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from portal.domain import numbers
from portal.domain.refusals import Problem, Problems, Refused, refuse
from portal.pictures import Picture
from portal.services import NotFound, accounts, passwords, sessions, templates
from portal.services.accounts import Account
from portal.services.sessions import Visitor
from portal.store.database import Work
from portal.store.schema import accounts as account_rows
from portal.store.schema import captchas, login_failures

CODE_LIVES = timedelta(seconds=120)
FAILURES = 5
FAILURES_ANYWHERE = 20
LOCKED = timedelta(minutes=15)
SLOWED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A log-in whose picture code was right. `hash` is what the password is to be verified against."""

    login: str
    account: int | None
    hash: str


def new_challenge(work: Work, visitor: Visitor, drawn: Picture) -> str:
    """Puts a picture code before the visitor: one use, 120 seconds, nobody else's. Answers with its id."""
    work.db.execute(delete(captchas).where(captchas.c.expires_at <= work.now))
    challenge = secrets.token_urlsafe(12)
    values = {"id": challenge, "session": visitor.session, "answer": drawn.answer, "png": drawn.png}
    work.db.execute(insert(captchas).values(**values, expires_at=work.now + CODE_LIVES))
    return challenge


def picture(work: Work, visitor: Visitor, challenge: str) -> bytes:
    """The picture of a challenge. NotFound for a used, expired or somebody else's."""
    where = (captchas.c.id == challenge, captchas.c.session == visitor.session)
    png = work.db.execute(select(captchas.c.png).where(*where)).scalar()
    if png is None:
        raise NotFound
    return bytes(png)


def answer(work: Work, challenge: str) -> str:
    """What a picture shows, for backstage. NotFound for a used or expired one."""
    found = work.db.execute(select(captchas.c.answer).where(captchas.c.id == challenge)).scalar()
    if found is None:
        raise NotFound
    return str(found)


def begin(
    work: Work, visitor: Visitor, *, account: str, challenge: str, code: str, password: str, address: str
) -> Attempt | Refused:
    """Judges form and picture code first; a wrong code never counts as a password failure (memo 3.2).

    Refused: `account_…`, `password_required`, `code_required`, `code_expired`, `code_wrong`, `locked_out`.
    """
    where = (captchas.c.id == challenge, captchas.c.session == visitor.session)
    drawn = work.db.execute(select(captchas).where(*where)).one_or_none()
    work.db.execute(delete(captchas).where(*where))
    problems = Problems()
    login = problems.read(lambda text, _field: numbers.login(text), account, "account")
    if not password:
        problems.append(Problem("password_required", "password"))
    if not code.strip():
        problems.append(Problem("code_required", "code"))
    elif drawn is None or drawn.expires_at <= work.now:
        problems.append(Problem("code_expired", "code"))
    elif code.strip().upper() != drawn.answer:
        problems.append(Problem("code_wrong", "code"))
    if problems:
        return Refused(*problems)
    if closed := locked(work, login, address):
        return closed
    found = work.db.execute(select(account_rows).where(account_rows.c.login == login)).one_or_none()
    if found is None or (found.demo and not _this_machine(address)):
        return Attempt(login, None, passwords.NOBODY)
    return Attempt(login, found.id, found.password_hash)


def finish(work: Work, visitor: Visitor, attempt: Attempt, *, matches: bool, address: str) -> Visitor | Refused:
    """Logs in, with a new session, or counts a failure: after five the same for known and unknown accounts.

    Others may have failed while this password was verified: tries made at once are not more than tries in turn.
    Refused: `credentials_wrong`, `locked_out`, `service_absent`.
    """
    if closed := locked(work, attempt.login, address):
        return closed
    if attempt.account is None or not matches:
        return _failed(work, attempt.login, address)
    _came_in(work, attempt.login, address)
    found = work.db.execute(select(account_rows.c.service).where(account_rows.c.id == attempt.account)).scalar_one()
    if not found:
        return refuse("service_absent")
    account = accounts.get(work, attempt.account)
    templates.make_sure_of_default(work, account)
    sessions.close(work, visitor)
    accounts.log(work, account.id, "account.logged_in")
    return sessions.open_(work, account)


def confirm(work: Work, account: Account, *, matches: bool, address: str) -> Refused | None:
    """The password is asked for once more before it is changed: who guesses there is counted as at the log-in.

    Refused: `old_password_wrong`, `locked_out`.
    """
    if closed := locked(work, account.login, address):
        return closed
    if matches:
        return None
    failed = _failed(work, account.login, address)
    return failed if failed.problems[0].code == "locked_out" else refuse("old_password_wrong", "old")


def locked(work: Work, login: str, address: str) -> Refused | None:
    """Five failures close an account to an address for 15 minutes. Twenty from anywhere slow it down to one try a
    minute: guessing from many addresses does not pay, and nobody is locked out by others for good. The address that
    its owner came in from last is not slowed, while it makes no mistake."""
    fresh = (login_failures.c.login == login, login_failures.c.last_at > work.now - LOCKED)
    rows = work.db.execute(select(login_failures).where(*fresh)).all()
    until = next((row.locked_until for row in rows if row.address == address), None)
    if until is None and sum(row._mapping["count"] for row in rows) >= FAILURES_ANYWHERE:
        until = max(row.last_at for row in rows if row._mapping["count"]) + SLOWED
        if until <= work.now or _known(work, login, address):
            return None
    return refuse("locked_out", minutes=math.ceil((until - work.now) / timedelta(minutes=1))) if until else None


def _failed(work: Work, login: str, address: str) -> Refused:
    stale = (login_failures.c.last_at <= work.now - LOCKED, login_failures.c["count"] > 0)
    work.db.execute(delete(login_failures).where(*stale))
    where = (login_failures.c.login == login, login_failures.c.address == address)
    count = work.db.execute(select(login_failures.c["count"]).where(*where)).scalar() or 0
    _note(work, login, address, count + 1)
    return locked(work, login, address) or refuse("credentials_wrong")


def _came_in(work: Work, login: str, address: str) -> None:
    """No failures: this address is known from now on, in place of the one before."""
    known = (login_failures.c.login == login, login_failures.c["count"] == 0)
    work.db.execute(delete(login_failures).where(*known))
    _note(work, login, address, 0)


def _known(work: Work, login: str, address: str) -> bool:
    where = (login_failures.c.login == login, login_failures.c.address == address, login_failures.c["count"] == 0)
    return work.db.execute(select(login_failures.c.login).where(*where)).scalar() is not None


def _note(work: Work, login: str, address: str, count: int) -> None:
    values = {"count": count, "last_at": work.now, "locked_until": work.now + LOCKED if count >= FAILURES else None}
    statement = upsert(login_failures).values(login=login, address=address, **values)
    work.db.execute(statement.on_conflict_do_update(index_elements=["login", "address"], set_=values))


def _this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
