"""What the portal has left behind for a test to look at: mail in outbox and mailbox, events in the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row, select
from starlette.responses import Response

from portal.backstage.access import Id, Portal
from portal.store.database import Work
from portal.store.schema import events, mailbox, outbox

routes = APIRouter(tags=["traces"])


class Mail(BaseModel):
    """A message in the mailbox inside the portal; `to` is the mailbox it was put in, `source` all that arrived."""

    message_id: str
    sender: str = Field(serialization_alias="from")
    to: str
    subject: str
    text: str
    ics: str | None
    source: str
    received_at: datetime


class Queued(BaseModel):
    """A letter of the outbox. `next_at`: when it is tried next, null unless it is queued; `error`: of the last try, or
    the limit that has suppressed it."""

    message_id: str
    conference: int | None
    kind: str | None
    recipient: str
    state: Literal["queued", "sent", "failed", "suppressed"]
    attempts: int
    next_at: datetime | None
    error: str


@routes.get("/outbox")
async def read_outbox(portal: Portal) -> list[Queued]:
    """What has left, what waits for its next attempt and what has failed for good, in the order it was written."""

    def read(work: Work) -> list[Queued]:
        return [_queued(row) for row in work.db.execute(select(outbox).order_by(outbox.c.id))]

    return await portal.run(read)


def _queued(row: Row[tuple[object, ...]]) -> Queued:
    state = _state(row)
    return Queued(
        message_id=row.message_id,
        conference=row.conference,
        kind=row.kind,
        recipient=row.recipient,
        state=state,
        attempts=row.attempts,
        next_at=row.next_at if state == "queued" else None,
        error=row.error,
    )


def _state(row: Row[tuple[object, ...]]) -> Literal["queued", "sent", "failed", "suppressed"]:
    if row.failed_at or row.sent_at:
        return "failed" if row.failed_at else "sent"
    return "queued" if row.next_at else "suppressed"


@routes.get("/mailbox")
async def read_mailbox(portal: Portal, to: str | None = None) -> list[Mail]:
    """The messages received, oldest first; those of one address with `to`."""

    def read(work: Work) -> list[Mail]:
        found = select(mailbox).order_by(mailbox.c.id)
        if to is not None:
            found = found.where(mailbox.c.recipient == to)
        return [_mail(row) for row in work.db.execute(found)]

    return await portal.run(read)


def _mail(row: Row[tuple[object, ...]]) -> Mail:
    message = message_from_bytes(row.message, EmailMessage, policy=policy.default)
    text = message.get_body(("plain",))
    calendar = next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)
    return Mail(
        message_id=row.message_id,
        sender=str(message["From"]),
        to=row.recipient,
        subject=str(message["Subject"]),
        text=text.get_content() if isinstance(text, EmailMessage) else "",
        ics=calendar.get_content() if isinstance(calendar, EmailMessage) else None,
        source=row.message.decode("ascii", errors="replace"),
        received_at=row.received_at,
    )


@routes.get("/events", response_class=Response, responses={200: {"content": {"application/x-ndjson": {}}}})
async def read_events(portal: Portal, conference: Id | None = None) -> Response:
    """The event log, one JSON object a line, in order; that of one conference with `conference`."""

    def read(work: Work) -> str:
        found = select(events).order_by(events.c.conference, events.c.seq)
        if conference is not None:
            found = found.where(events.c.conference == conference)
        return "".join(_line(row) for row in work.db.execute(found))

    return Response(await portal.run(read), media_type="application/x-ndjson")


def _line(row: Row[tuple[object, ...]]) -> str:
    at: datetime = row.at
    told = {"conference": row.conference, "seq": row.seq, "at": at.astimezone(UTC).isoformat(), "type": row.type}
    return json.dumps(told | {"data": row.data, "cause": row.cause, "command": row.command}, ensure_ascii=False) + "\n"
