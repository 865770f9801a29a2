"""Conference control (memo step 9): the page, its commands, and the stream that keeps it up to date."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.domain.conference import Conference
from portal.domain.refusals import Problem, refuse
from portal.faults import LiveLine
from portal.runtime import Runtime
from portal.services import NotFound, booking, control, sessions
from portal.services.accounts import Account
from portal.services.sessions import Visitor
from portal.store.database import Work
from portal.web import rendering
from portal.web.forms import Filled
from portal.web.session import Answer, Exchange, Page, Visit, command, page

_FIELDS = ("number", "name", "action")
_SIGN_OF_LIFE = 15.0  # seconds of silence after which a comment shows that the line still holds
_SESSION_ENDED = "event: ended\ndata: {}\n\n"


def _control_page(
    visit: Visit, ticks: Sequence[int], *, form: Filled, adding: bool = False, confirm: bool = False, status: int = 200
) -> Page:
    data = {
        "conference": booking.card(visit.work, visit.account, visit.id),
        "form": form,
        "ticks": ticks,
        "adding": adding,
        "confirm": confirm,
    }
    return Page("control.html", data, status)


def _show(visit: Visit) -> Answer:
    query = visit.request.query_params
    ticks = _numbers(query.getlist("tick"))
    adding, confirm = "add" in query, query.get("confirm") == "end"
    return _control_page(visit, ticks, form=Filled(), adding=adding, confirm=confirm)


def _again(visit: Visit, problems: Sequence[Problem]) -> Page:
    typed = {name: visit.form.get(name) for name in _FIELDS}
    form = Filled(typed, problems)
    adding = visit.form.get("do") == "add"
    return _control_page(visit, _ticks(visit), form=form, adding=adding, status=422)


def _do(visit: Visit) -> str | Page:
    """What the pressed button asks for; the answer is always the address of the page as it is then."""
    do, ticks = visit.form.get("do", "stay"), _ticks(visit)
    match do:
        case "add":
            control.add(visit.work, visit.account, visit.id, visit.form.get("number"), visit.form.get("name"))
            return _here(visit, ticks, done="added")
        case "invite":
            called = control.invite(visit.work, visit.account, visit.id, ticks)
            return _here(visit, done="invited", n=called)
        case "end":
            control.end(visit.work, visit.account, visit.id)
            return _here(visit)
        case "act":
            return _act(visit, visit.form.get("action"), ticks)
        case "ask-add":
            return _here(visit, ticks, add=1)
    return _here(visit, ticks)


def _act(visit: Visit, action: str, ticks: list[int]) -> str:
    match action.partition(":"):
        case ("extend", _, minutes) if minutes in ("15", "30", "45", "60"):
            control.extend(visit.work, visit.account, visit.id, int(minutes))
            return _here(visit, ticks, done="extended", n=minutes)
        case ("block", _, _):
            control.block(visit.work, visit.account, visit.id, ticks)
            return _here(visit, done="blocked")
        case ("unblock", _, _):
            control.unblock(visit.work, visit.account, visit.id, ticks)
            return _here(visit, done="unblocked")
        case ("end", _, _):
            return _here(visit, ticks, confirm="end")
    raise refuse("action_required", "action")


def _here(visit: Visit, ticks: Sequence[int] = (), **query: object) -> str:
    pairs = [(name, str(value)) for name, value in query.items()] + [("tick", str(tick)) for tick in ticks]
    return f"/conferences/{visit.id}/control" + (f"?{urlencode(pairs)}" if pairs else "")


def _ticks(visit: Visit) -> list[int]:
    return _numbers(visit.form.all("tick"))


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 6]


async def _live(request: Request) -> Response:
    """Server-sent events: `state` at once and at every change; a comment every 15 s; `ended` with the session.

    Listening does not prolong the session: only what the person does, does.
    """
    exchange = Exchange(request)
    runtime, conference_id = exchange.runtime, request.path_params["id"]

    def admitted(visit: Visit) -> Account | None:
        if visit.visitor.account is not None:
            booking.card(visit.work, visit.account, visit.id)
        return visit.visitor.account

    try:
        account = await exchange.run(admitted)
    except NotFound:
        return Response(status_code=404)
    visitor = exchange.visitor
    stream = _states(runtime, conference_id, visitor, account) if account and visitor else _ended()
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _ended() -> AsyncIterator[str]:
    yield _SESSION_ENDED


async def _states(runtime: Runtime, conference_id: int, visitor: Visitor, account: Account) -> AsyncIterator[str]:
    def read(work: Work) -> Conference | None:
        return booking.card(work, account, conference_id) if sessions.alive(work, visitor) else None

    seen, line = -1, LiveLine(runtime.faults)
    yield "retry: 2000\n\n"
    async with runtime.subscribe(conference_id) as changed:
        while not runtime.stopping:
            changed.clear()
            try:
                conference = await runtime.run(read)
            except NotFound:
                conference = None
            if conference is None:
                yield _SESSION_ENDED
                return
            outgoing = ": \n\n"
            if conference.seq != seen:
                seen = conference.seq
                outgoing = _state(conference, runtime.settings.access_number)
            for text in line([outgoing]):
                yield text
            try:
                await asyncio.wait_for(changed.wait(), _SIGN_OF_LIFE)
            except TimeoutError:
                continue


def _state(conference: Conference, access_number: str) -> str:
    html = rendering.text("live.html", {"conference": conference, "access_number": access_number, "ticks": ()})
    return f"event: state\nid: {conference.seq}\ndata: {json.dumps({'html': html})}\n\n"


routes = [
    Route("/conferences/{id:int}/control", page(_show)),
    Route("/conferences/{id:int}/control", command(_do, _again), methods=["POST"]),
    Route("/conferences/{id:int}/live", _live),
]
