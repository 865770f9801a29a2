"""The stream that keeps a control page up to date (memo 9.3): a snapshot first, then what has changed.

Server-sent events; the id of each is the conference's seq. A page that lost its line says with Last-Event-ID what it
has seen, and is sent only what has changed since: the state it saw is replayed from the log.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.domain.conference import Conference
from portal.domain.effects import replay
from portal.domain.events import Event
from portal.faults import LiveLine
from portal.languages import speaking
from portal.runtime import Runtime
from portal.services import NotFound, booking, sessions
from portal.services.accounts import Account
from portal.services.sessions import Visitor
from portal.store import conferences
from portal.store.database import DatabaseBusy, Work
from portal.web import rendering
from portal.web.session import Exchange, Visit

_SIGN_OF_LIFE = 15.0  # seconds of silence after which a comment shows that the line still holds
_SESSION_ENDED = "event: ended\ndata: {}\n\n"


async def _live(request: Request) -> Response:
    """`state` at once, `change` at every change; a comment every 15 s; `ended` with the session.

    Listening does not prolong the session: only what the person does, does.
    """
    exchange = Exchange(request)
    changes = exchange.runtime.changes

    def admitted(visit: Visit) -> tuple[Conference, Conference | None] | None:
        if visit.visitor.account is None:
            return None
        now = booking.card(visit.work, visit.account, visit.id)
        return now, _seen_before(visit.work, visit.id, request.headers.get("last-event-id", ""))

    try:
        found = await exchange.run(admitted)
    except NotFound:
        return Response(status_code=404)
    if found is None or exchange.visitor is None or exchange.visitor.account is None:
        stream = _ended()
    else:
        stream = _states(exchange.runtime, exchange.visitor, exchange.visitor.account, *found, changes)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _seen_before(work: Work, conference_id: int, event_id: str) -> Conference | None:
    """The conference as a page saw it whose last event was `event_id`; None where that was never."""
    if not (event_id.isascii() and event_id.isdigit() and len(event_id) < 10):
        return None
    past = conferences.log(work, conference_id)
    seq = int(event_id)
    if not 0 < seq <= len(past):
        return None
    return replay([(Event(row["type"], row["data"]), row["at"]) for row in past[:seq]], conference_id)


async def _ended() -> AsyncIterator[str]:
    yield _SESSION_ENDED


async def _states(
    runtime: Runtime, visitor: Visitor, account: Account, now: Conference, seen: Conference | None, changes: int
) -> AsyncIterator[str]:
    """`now` is how things were after so many `changes`; what has happened since then is read."""

    def read(work: Work) -> Conference | None:
        return booking.card(work, account, now.id) if sessions.alive(work, visitor) else None

    line = LiveLine(runtime.faults)
    yield "retry: 2000\n\n"
    async with runtime.subscribe(now.id) as changed:
        fresh: Conference | None = now if runtime.changes == changes else None
        while not runtime.stopping:
            changed.clear()
            try:
                conference, fresh = fresh or await runtime.run(read), None
            except NotFound:
                conference = None
            except DatabaseBusy:
                return  # the page says that it has lost its line, and comes again with what it has seen
            if conference is None:
                yield _SESSION_ENDED
                return
            outgoing = ": \n\n"
            if seen is None or conference.seq != seen.seq:
                outgoing = _told(conference, seen, runtime.settings.access_number, account.language)
                seen = conference
            for text in line([outgoing]):
                yield text
            try:
                await asyncio.wait_for(changed.wait(), _SIGN_OF_LIFE)
            except TimeoutError:
                continue


def _told(conference: Conference, seen: Conference | None, access_number: str, language: str) -> str:
    """The event that brings a page from what it has `seen` to how things are; a snapshot where it has seen nothing."""
    whole = seen is None or not seen.rows or not conference.rows
    rows = [p for p in conference.rows if whole or seen is None or _row(conference, p.id) != _row(seen, p.id)]
    about = whole or seen is None or _without_people(conference) != _without_people(seen)
    data = {"conference": conference, "access_number": access_number, "ticks": (), "rows": rows}
    with speaking(language):
        html = rendering.text("live.html", data | {"whole": whole, "about": about})
    since = 0 if whole or seen is None else seen.seq
    told = {"html": html, "since": since, "rows": [p.id for p in conference.rows] or [0]}
    return f"event: {'state' if whole else 'change'}\nid: {conference.seq}\ndata: {json.dumps(told)}\n\n"


def _row(conference: Conference, participant_id: int) -> object:
    return conference.participant(participant_id), conference.last_leg(participant_id)


def _without_people(conference: Conference) -> Conference:
    return replace(conference, participants=(), legs=(), seq=0)


routes = [Route("/conferences/{id:int}/live", _live)]
