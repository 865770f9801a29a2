"""Accounts to try the portal by hand. They can log in from this machine only, so their password is no secret."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.domain.plan import Invitee, Plan
from portal.services import accounts, address_book, passwords, templates
from portal.store.database import Work
from portal.store.schema import accounts as rows

if TYPE_CHECKING:
    from portal.runtime import Runtime

PASSWORD = "Konferencia-2026"
_PEOPLE = (("375259990701", "Анна Ковалева"), ("375259990702", "Иван Мороз"))
# What the last three digits do when called, see `portal.phones`.
_CONTACTS = (
    ("Елена Сидорович", "+375259990703"),
    ("Петр Жук", "+375259990005"),
    ("Ольга Новик (занято)", "+375259990201"),
    ("Сергей Козел (не отвечает)", "+375259990301"),
    ("Мария Шевчук (отклоняет)", "+375259990401"),
)


async def seed(runtime: Runtime, address: str) -> None:
    """Makes the demonstration accounts that are missing, and tells people how to log in at `address`."""
    missing = [login for login, _ in _PEOPLE if login not in await runtime.run(_logins)]
    if missing:
        hashed = await runtime.compute(lambda: passwords.make(PASSWORD))
        await runtime.run(lambda work: _issue(work, missing, hashed))
    logins = " or ".join(login for login, _ in _PEOPLE)
    print(f"Demo: open {address} and log in as {logins}, password {PASSWORD}", file=sys.stderr, flush=True)


def _logins(work: Work) -> list[str]:
    return list(work.db.execute(select(rows.c.login)).scalars())


def _issue(work: Work, missing: list[str], hashed: str) -> None:
    for login, name in _PEOPLE:
        if login in missing:
            account_id = accounts.issue(work, login, hashed, name, f"{login}@example.org", demo=True)
            _furnish(work, accounts.get(work, account_id))


def _furnish(work: Work, account: accounts.Account) -> None:
    for name, number in _CONTACTS:
        address_book.save_contact(work, account, None, name=name, number=number, email=f"{number[1:]}@example.org")
    address_book.save_room(
        work, account, None, name="Переговорная «Минск»", number="+375259990710", place="2-й этаж, кабинет 214"
    )
    templates.make_sure_of_default(work, account)
    invitees = tuple(Invitee(number, name, f"{number[1:]}@example.org") for name, number in _CONTACTS)
    weekly = Plan(subject="Еженедельное совещание", size=10, invitees=invitees, auto_invite=True, extend_by=15)
    templates.create(work, account, "Еженедельное совещание", weekly)
