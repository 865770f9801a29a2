"""Backstage's faults: what shall go wrong on the public port and in mail, how often, and for how long."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from portal import faults
from portal.backstage.access import Portal
from portal.faults import LONGEST
from portal.services import NotFound

routes = APIRouter(tags=["faults"], prefix="/faults")

Seconds = Annotated[float, Field(ge=0, le=LONGEST)]
Place = Annotated[
    str,
    Field(
        description="Where: a route of the public port as `POST /planning` or `GET /conferences/{id}/live`, `*` for "
        "all of them, or what the kind of fault allows beside (`database`, `smtp`, `session`). Never hit are "
        "backstage, /healthz, /readyz and /metrics.",
        examples=["POST /planning"],
    ),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Uniform(_Strict):
    """Seconds, each between `low` and `high` as likely as the other."""

    distribution: Literal["uniform"]
    low: Seconds
    high: Seconds


class Normal(_Strict):
    """Seconds around `mean`; what would be less than 0 is 0."""

    distribution: Literal["normal"]
    mean: Seconds
    deviation: Seconds


class Lognormal(_Strict):
    """Seconds, half of them under `median`, with a long tail; `sigma` is the deviation of their logarithm."""

    distribution: Literal["lognormal"]
    median: Seconds
    sigma: Annotated[float, Field(ge=0, le=5)]


def _distribution(value: object) -> object:
    """Which of the following a duration is; None for what is none of them."""
    if isinstance(value, int | float):
        return "number"
    return value.get("distribution") if isinstance(value, dict) else getattr(value, "distribution", None)


Duration = Annotated[
    Annotated[Seconds, Tag("number")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Normal, Tag("normal")]
    | Annotated[Lognormal, Tag("lognormal")],
    Discriminator(_distribution),
    Field(description=f"Seconds of real time: a number, or a distribution. At most {LONGEST:g}, whatever is drawn."),
]


class _Terms(_Strict):
    """When a fault strikes and when it ends: every time it is met unless told otherwise, for five minutes."""

    also: ClassVar[tuple[str, ...]] = ()

    count: Annotated[int, Field(ge=1, le=10**6, description="It strikes so often and no more.")] | None = None
    probability: Annotated[float, Field(gt=0, le=1, description="Of a strike, each time it is met.")] | None = None
    seed: Annotated[int, Field(description="The same seed strikes alike; made up and told if absent.")] = Field(
        default_factory=lambda: secrets.randbelow(2**31)
    )
    expires_in: Annotated[float, Field(gt=0, le=3600, description="Seconds of real time until it ends by itself.")] = (
        300.0
    )


class Latency(_Terms):
    """It takes longer before anything is done: a request, a transaction of one (`database`), reaching `smtp`."""

    also: ClassVar[tuple[str, ...]] = ("database", "smtp")

    kind: Literal["latency"]
    on: Place
    seconds: Duration


class SlowFirstByte(_Terms):
    """The request is carried out at once, and the first byte of its answer comes late."""

    kind: Literal["slow_first_byte"]
    on: Place
    seconds: Duration


class Status(_Terms):
    """The request is answered so and nothing is done."""

    kind: Literal["status"]
    on: Place
    status: Annotated[int, Field(ge=400, le=599)]
    retry_after: Annotated[int, Field(ge=1, le=3600, description="Seconds, as the header Retry-After.")] | None = None


class Broken(_Terms):
    """`reset`: the connection breaks (TCP RST) before anything is done. `cut`: it ends in the middle of the answer."""

    kind: Literal["reset", "cut"]
    on: Place


class DatabaseBusy(_Terms):
    """The first transaction of a request fails as if another program held the database."""

    also: ClassVar[tuple[str, ...]] = ("database",)

    kind: Literal["database_busy"]
    on: Place = "database"


class SessionLost(_Terms):
    """The session of somebody who is signed in is gone when the request comes."""

    also: ClassVar[tuple[str, ...]] = ("session",)

    kind: Literal["session_lost"]
    on: Place = "session"


class SmtpDown(_Terms):
    """The mail server refuses the connection."""

    kind: Literal["smtp_down"]
    on: Literal["smtp"] = "smtp"


class Greylist(_Terms):
    """The mail server has each letter come again: 451 the first `times`, then it is taken."""

    kind: Literal["smtp_greylist"]
    on: Literal["smtp"] = "smtp"
    times: Annotated[int, Field(ge=1, le=10)] = 1


class Live(_Terms):
    """An event of a live page does not arrive, arrives twice, or after what is sent next."""

    kind: Literal["live_lost", "live_doubled", "live_reordered"]
    on: Literal["live"] = "live"


Wanted = Annotated[
    Latency | SlowFirstByte | Status | Broken | DatabaseBusy | SessionLost | SmtpDown | Greylist | Live,
    Field(discriminator="kind"),
]


class Known(BaseModel):
    """A fault, how often it has been met and has struck, and whether it has struck as often as it was to."""

    id: int
    fault: Wanted
    met: int
    struck: int
    spent: bool
    expires_at: datetime


@routes.post("", status_code=201)
async def ask_for_fault(portal: Portal, wanted: Wanted) -> Known:
    """From now on this goes wrong."""
    known = _faults(portal)
    if wanted.on not in ("smtp", "live"):
        _check_place(wanted.on, (*wanted.also, "*", *known.routes))
    told = wanted.model_dump(mode="json")
    expires_at = datetime.now(UTC) + timedelta(seconds=wanted.expires_in)
    made = await portal.run(lambda work: faults.add(work, told, expires_at))
    known.know([*known.listed(), made])
    return _shown(made)


@routes.get("")
async def list_faults(portal: Portal) -> list[Known]:
    """Those whose time has not run out, the oldest first."""
    return [_shown(fault) for fault in _faults(portal).listed()]


@routes.delete("", status_code=204)
async def end_all_faults(portal: Portal) -> None:
    await _end(portal, [fault.id for fault in _faults(portal).listed()])


@routes.delete("/{fault_id}", status_code=204)
async def end_fault(portal: Portal, fault_id: int) -> None:
    if fault_id not in [fault.id for fault in _faults(portal).listed()]:
        raise NotFound
    await _end(portal, [fault_id])


async def _end(portal: Portal, ids: list[int]) -> None:
    known = _faults(portal)
    known.know([fault for fault in known.listed() if fault.id not in ids])
    await portal.run(lambda work: faults.forget(work, ids))


def _faults(portal: Portal) -> faults.Faults:
    if portal.faults is None:
        raise LookupError("backstage without faults")
    return portal.faults


def _check_place(on: str, places: tuple[str, ...]) -> None:
    if on in places:
        return
    near = get_close_matches(on, places, n=3, cutoff=0.5)
    or_so = f"; did you mean {' or '.join(near)}?" if near else ", for example POST /planning"
    raise HTTPException(422, f"on: there is no {on}: give a method and an address as the routes have them{or_so}")


def _shown(fault: faults.Fault) -> Known:
    told = {"fault": fault.told, "met": fault.met, "struck": fault.struck}
    return Known.model_validate(told | {"id": fault.id, "spent": fault.spent, "expires_at": fault.expires_at})
