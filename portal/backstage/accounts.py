"""Backstage's accounts: issued as the operator would, with made-up people; and what a picture code shows."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from sqlalchemy import func, select

from portal.backstage.access import Portal, Text
from portal.domain import numbers
from portal.languages import SOURCE
from portal.services import NotFound, accounts, login, passwords, seeding
from portal.store.database import Work
from portal.store.schema import accounts as rows

routes = APIRouter(tags=["accounts"])

FIRST, LAST = 375259991000, 375259999999
_NAMES = ("Анна Ковалева", "Иван Мороз", "Елена Сидорович", "Петр Жук", "Ольга Новик", "Сергей Козел", "Мария Шевчук")


class NewAccount(BaseModel):
    """What is wanted of an account; what is left out is made up."""

    model_config = ConfigDict(extra="forbid")

    login: Text | None = None
    password: Annotated[Text, Field(min_length=1, max_length=256)] | None = None
    name: Text | None = None
    email: Text | None = None
    service: StrictBool = True
    international: StrictBool = False
    language: Literal["ru", "be", "en"] = SOURCE


class NewAccounts(BaseModel):
    """How many accounts are wanted, all with the same made-up password."""

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(strict=True, ge=1, le=LAST - FIRST + 1)]


class IssuedAccount(BaseModel):
    """An account that can log in."""

    login: str
    password: str
    name: str
    email: str


class IssuedAccounts(BaseModel):
    """Accounts that can log in."""

    accounts: list[IssuedAccount]


class Past(BaseModel):
    """How many conferences lie behind an account."""

    model_config = ConfigDict(extra="forbid")

    conferences: Annotated[int, Field(ge=1, le=1_000_000)]


class Answer(BaseModel):
    """What a picture code shows."""

    answer: str


@routes.post("/accounts", status_code=201)
async def issue_account(portal: Portal, wanted: NewAccount) -> IssuedAccount:
    """Issues an account. Its password is checked at log-in as any other; only its hash is cheap to check."""
    password = wanted.password or secrets.token_urlsafe(9)
    hashed = await portal.compute(lambda: passwords.make(password, cheap=True))

    def issue(work: Work) -> IssuedAccount:
        account = numbers.login(wanted.login) if wanted.login else _next_login(work)
        name = _NAMES[int(account) % len(_NAMES)] if wanted.name is None else wanted.name
        email = f"{account}@example.org" if wanted.email is None else wanted.email
        rights = {"service": wanted.service, "international": wanted.international}
        accounts.issue(work, account, hashed, name, email, language=wanted.language, **rights)
        return IssuedAccount(login=account, password=password, name=name, email=email)

    return await portal.run(issue)


@routes.post("/accounts/many", status_code=201)
async def issue_many_accounts(portal: Portal, wanted: NewAccounts) -> IssuedAccounts:
    """Issues so many accounts at once, in one transaction, for load: the next free log-ins, one password for all."""
    password = secrets.token_urlsafe(9)
    hashed = await portal.compute(lambda: passwords.make(password, cheap=True))

    def issue(work: Work) -> IssuedAccounts:
        first = int(_next_login(work))
        if first + wanted.count - 1 > LAST:
            raise HTTPException(
                422, f"Only {LAST - first + 1} made-up log-ins are left: reset the portal, or ask for fewer"
            )
        logins = [str(first + n) for n in range(wanted.count)]
        names = [_NAMES[int(login) % len(_NAMES)] for login in logins]
        emails = [f"{login}@example.org" for login in logins]
        accounts.issue_many(work, logins, hashed, names, emails)
        issued = zip(logins, names, emails, strict=True)
        return IssuedAccounts(
            accounts=[IssuedAccount(login=login, password=password, name=name, email=e) for login, name, e in issued]
        )

    return await portal.run(issue)


@routes.get("/captcha/{challenge}")
async def answer_picture_code(portal: Portal, challenge: str) -> Answer:
    return Answer(answer=await portal.run(lambda work: login.answer(work, challenge)))


def _next_login(work: Work) -> str:
    """The first after all that were made up so far."""
    made_up = rows.c.login.between(str(FIRST), str(LAST))
    last = work.db.execute(select(func.max(rows.c.login)).where(made_up)).scalar()
    return str(int(last) + 1 if last else FIRST)


@routes.post("/accounts/{login}/past", status_code=204)
async def make_a_past(portal: Portal, login: str, wanted: Past) -> None:
    """Gives an account conferences that are over, one every half an hour back from now, as rows with one event each."""

    def seed(work: Work) -> None:
        number = numbers.login(login)
        found = work.db.execute(select(rows.c.id).where(rows.c.login == number)).scalar()
        if found is None:
            raise NotFound
        seeding.past(work, accounts.get(work, found), wanted.conferences)

    await portal.run(seed)
