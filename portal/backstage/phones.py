"""Backstage's telephones: how a number behaves when called, what it has seen, and calling in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from portal import phones
from portal.backstage.access import Portal, Text
from portal.domain import numbers
from portal.services import telephony
from portal.store.database import Work

routes = APIRouter(tags=["phones"], prefix="/phones/{number}")

Number = Annotated[str, Path(description="A telephone number as people write it: 375…, +375…, 80…")]
Seconds = Annotated[int, Field(strict=True, ge=0, le=86400)]


class Behaviour(BaseModel):
    """What a number does when called, times in seconds. `hangs_up_after` null: it stays on the line."""

    model_config = ConfigDict(extra="forbid")

    kind: phones.Kind
    after: Seconds = 2
    hangs_up_after: Seconds | None = None


class Call(BaseModel):
    """A call as the telephone network saw it; `out` is from the portal to the telephone."""

    model_config = ConfigDict(extra="ignore")

    direction: Literal["out", "in"]
    state: Literal["calling", "ringing", "talking", "ended"]
    result: str
    muted: bool
    placed_at: datetime
    rang_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None


class Phone(BaseModel):
    """A telephone: how it behaves from the next call on, and all its calls, oldest first."""

    number: str
    behaviour: Behaviour
    calls: list[Call]


class Dialled(BaseModel):
    """What is keyed in after the access number has answered; an empty password is none."""

    model_config = ConfigDict(extra="forbid")

    conference: Text
    password: Text = ""


class Outcome(BaseModel):
    """Whether the caller was let in; if not, or not yet (`waiting`), why."""

    outcome: Literal["connected", "waiting", "refused"]
    reason: str | None


def _phone(work: Work, number: str) -> Phone:
    told = phones.behaviour(work, number)
    behaviour = Behaviour(kind=told.kind, after=told.after, hangs_up_after=told.hangs_up_after)
    return Phone(number=number, behaviour=behaviour, calls=[Call(**call) for call in phones.calls_of(work, number)])


@routes.get("")
async def read_phone(portal: Portal, number: Number) -> Phone:
    return await portal.run(lambda work: _phone(work, numbers.parse(number, abroad=True)))


@routes.put("")
async def tell_phone(portal: Portal, number: Number, wanted: Behaviour) -> Phone:
    """From the next call on the number behaves as told."""

    def tell(work: Work) -> Phone:
        parsed = numbers.parse(number, abroad=True)
        phones.behave(work, parsed, phones.Behaviour(wanted.kind, wanted.after, wanted.hangs_up_after))
        return _phone(work, parsed)

    return await portal.run(tell)


@routes.post("/dial")
async def dial_in(portal: Portal, number: Number, keyed: Dialled) -> Outcome:
    """The number calls the access number and keys in conference number and password."""

    def dial(work: Work) -> telephony.Outcome:
        return telephony.dial_in(work, numbers.parse(number, abroad=True), keyed.conference, keyed.password)

    answer = await portal.run(dial)
    return Outcome(outcome=answer.outcome, reason=answer.reason or None)


@routes.post("/hang-up", status_code=204)
async def hang_up(portal: Portal, number: Number) -> None:
    """The person at the number hangs up; without a call nothing happens."""
    await portal.run(lambda work: telephony.hang_up(work, numbers.parse(number, abroad=True)))
