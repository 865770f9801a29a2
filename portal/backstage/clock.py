"""Backstage's hold on time: the portal's clock, and back to an empty portal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portal.backstage.access import Portal
from portal.store import clock, reset
from portal.store.database import Work

routes = APIRouter(tags=["clock"])


# The years that the planning form knows, too: at the ends of the calendar no day is left to reckon with.
_FIRST, _END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Clock(BaseModel):
    """The portal's time, and whether it runs."""

    mode: Literal["running", "frozen"]
    now: datetime


class Freeze(BaseModel):
    """Where the clock is to stand; without `at` it stands where it is."""

    model_config = ConfigDict(extra="forbid")

    at: Annotated[AwareDatetime, Field(ge=_FIRST, lt=_END)] | None = None


class Advance(BaseModel):
    """How far the clock goes on. `sessions`: `keep` moves log-ins along, `age` lets them grow old."""

    model_config = ConfigDict(extra="forbid")

    seconds: Annotated[float, Field(ge=0, le=400 * 86400)]
    sessions: Literal["keep", "age"] = "keep"


class Ran(BaseModel):
    """A timer that fell due and was run; `ref` is the conference it belongs to."""

    due: datetime
    kind: str
    ref: int


class Advanced(BaseModel):
    """Where the clock stands now, and what was run on the way, in order."""

    now: datetime
    ran: list[Ran]


def _read(work: Work) -> Clock:
    return Clock(mode="frozen" if clock.frozen(work.db) else "running", now=clock.now(work.db))


@routes.get("/clock")
async def read_clock(portal: Portal) -> Clock:
    return await portal.run(_read)


@routes.post("/clock/freeze")
async def freeze_clock(portal: Portal, wanted: Freeze) -> Clock:
    def freeze(work: Work) -> Clock:
        clock.freeze(work.db, wanted.at)
        return _read(work)

    frozen = await portal.run(freeze)
    portal.wake()
    return frozen


@routes.post("/clock/resume")
async def resume_clock(portal: Portal) -> Clock:
    def resume(work: Work) -> Clock:
        if clock.frozen(work.db):
            clock.resume(work.db)
        return _read(work)

    running = await portal.run(resume)
    portal.wake()
    return running


@routes.post("/clock/advance")
async def advance_clock(portal: Portal, wanted: Advance) -> Advanced:
    """Runs what falls due on the way, in order, and waits until the mail is out."""
    ran = await portal.advance(wanted.seconds, keep_sessions=wanted.sessions == "keep")
    now = (await portal.run(_read)).now
    return Advanced(now=now, ran=[Ran(due=one.due, kind=one.kind, ref=one.conference) for one in ran])


@routes.post("/reset", status_code=204)
async def empty_everything(portal: Portal) -> None:
    """Back to an empty portal without faults, whose clock runs in real time."""
    await portal.run(reset.empty)
    if portal.faults is not None:
        portal.faults.know([])
    portal.wake()
