"""Accounts: issued with the service by the operator, never by themselves (memo 3.1, 11.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from portal.domain.planning import read_email, read_name
from portal.domain.refusals import Problem, Problems, refuse
from portal.languages import LANGUAGES, SOURCE
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import account_log, accounts, sessions

PASSWORD_LENGTHS = range(8, 65)


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in. `login` is the telephone account, `number` the same in E.164."""

    id: int
    login: str
    name: str
    email: str
    language: str
    international: bool

    @property
    def number(self) -> str:
        return "+" + self.login


_ONE = Prepared(select(*(accounts.c[name] for name in Account.__slots__)).where(accounts.c.id == bindparam("id")))


def issue(
    work: Work,
    login: str,
    password_hash: str,
    name: str,
    email: str,
    *,
    service: bool = True,
    international: bool = False,
    demo: bool = False,
    language: str = SOURCE,
) -> int:
    """Issues an account as the operator does; refused `account_taken`. Demo accounts are for this machine only.

    `international`: it may call other countries too. `language`: what the portal speaks to its owner at first.
    """
    if work.db.execute(select(accounts.c.id).where(accounts.c.login == login)).scalar():
        raise refuse("account_taken", "account")
    row: dict[str, Any] = {
        "login": login,
        "password_hash": password_hash,
        "name": name,
        "email": email,
        "language": language,
    }
    account_id = work.insert(accounts, row | {"service": service, "international": international, "demo": demo})
    log(work, account_id, "account.issued")
    return account_id


def issue_many(
    work: Work, logins: Sequence[str], password_hash: str, names: Sequence[str], emails: Sequence[str]
) -> None:
    """Issues accounts that all have the same password, in a few statements."""
    alike = {"password_hash": password_hash, "language": SOURCE, "service": True, "international": False, "demo": False}
    rows = [
        {"login": login, "name": name, "email": email, **alike}
        for login, name, email in zip(logins, names, emails, strict=True)
    ]
    work.db.execute(insert(accounts), rows)
    made = select(accounts.c.id).where(accounts.c.login.in_(logins))
    issued = {"at": work.now, "type": "account.issued", "data": {}}
    work.db.execute(insert(account_log), [{"account": id_, **issued} for id_ in work.db.execute(made).scalars()])


def get(work: Work, account_id: int) -> Account:
    return Account(*_ONE.first(work.db, id=account_id))


def change(work: Work, account: Account, name: str, email: str, language: str) -> None:
    """Changes the personal information (memo 11.3); the account itself cannot be changed."""
    problems = Problems()
    values = {
        "name": problems.read(read_name, name, "name"),
        "email": problems.read(read_email, email, "email"),
        "language": language,
    }
    if language not in LANGUAGES:
        problems.append(Problem("language_choice", "language"))
    problems.tell()
    work.db.execute(update(accounts).where(accounts.c.id == account.id).values(values))
    log(work, account.id, "account.changed")


def speak(work: Work, account: Account, language: str) -> None:
    """Another of `LANGUAGES` for the account's pages and letters."""
    work.db.execute(update(accounts).where(accounts.c.id == account.id).values(language=language))
    log(work, account.id, "account.changed")


def languages_of(work: Work, emails: Iterable[str]) -> dict[str, str]:
    """The languages of those who have these addresses, all in small letters; the oldest account's if several do."""
    address = func.lower(accounts.c.email)
    found = select(address, accounts.c.language).where(address.in_(emails)).order_by(accounts.c.id.desc())
    return {email: language for email, language in work.db.execute(found)}


def password_hash(work: Work, account: Account) -> str:
    return str(work.db.execute(select(accounts.c.password_hash).where(accounts.c.id == account.id)).scalar_one())


def check_new_password(new: str, again: str) -> None:
    """8 to 64 signs of any kind, twice the same.

    Raises Refused `new_password_required`, `password_short`, `password_long` or `passwords_differ`.
    """
    if not new:
        raise refuse("new_password_required", "new")
    if len(new) < PASSWORD_LENGTHS.start:
        raise refuse("password_short", "new", limit=PASSWORD_LENGTHS.start)
    if len(new) not in PASSWORD_LENGTHS:
        raise refuse("password_long", "new", limit=PASSWORD_LENGTHS.stop - 1)
    if new != again:
        raise refuse("passwords_differ", "again")


def change_password(work: Work, account: Account, session: str, new_hash: str) -> None:
    """Changes the password and ends the account's other log-ins."""
    work.db.execute(update(accounts).where(accounts.c.id == account.id).values(password_hash=new_hash))
    work.db.execute(delete(sessions).where(sessions.c.account == account.id, sessions.c.id != session))
    log(work, account.id, "account.password_changed")


def log(work: Work, account_id: int, type_: str, **data: Any) -> None:
    """A line in the account's log."""
    work.insert(account_log, {"account": account_id, "at": work.now, "type": type_, "data": data})
