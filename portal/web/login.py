"""The start page: account, password and picture code (memo steps 1 to 3), and «Выход»."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from secrets import compare_digest

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.allowance import MINUTE
from portal.domain.refusals import Problem, Refused, refuse
from portal.languages import gettext as _
from portal.pictures import Picture
from portal.services import NotFound, login, passwords, sessions
from portal.services.login import Attempt
from portal.services.sessions import Visitor
from portal.web.forms import Filled
from portal.web.messages import SESSION_ENDED
from portal.web.session import Answer, Exchange, Go, Page, Visit, endpoint

_FIELDS = ("account", "password", "code")
_DOUBLE_CLICK = 5.0  # seconds of real time


def _start_page(visit: Visit, picture: Picture, problems: Sequence[Problem] = ()) -> Page:
    challenge = login.new_challenge(visit.work, visit.visitor, picture)
    form = Filled({"account": visit.form.get("account")}, problems, also=_FIELDS)
    ended = _(SESSION_ENDED) if visit.query("ended") else ""
    data = {"form": form, "challenge": challenge, "ended": ended}
    return Page("login.html", data, 422 if problems else 200)


def address_of(exchange: Exchange) -> str:
    """Where the visitor is; behind a trusted proxy the server has put the real one there."""
    client = exchange.request.client
    return client.host if client else ""


async def _drawn(exchange: Exchange) -> Picture:
    """A picture code: the costly part of the start page, and what every password that is verified is paid with."""
    if not exchange.runtime.pictures_allowed.take(address_of(exchange), time.monotonic()):
        raise HTTPException(429, headers={"Retry-After": f"{MINUTE:.0f}"})
    return await exchange.runtime.picture()


async def _start(exchange: Exchange) -> Answer:
    """Whoever is signed in needs no picture, and is led on though his address has had all of its pictures."""
    if exchange.sent_cookie:
        visitor = await exchange.run(lambda visit: visit.visitor)
        if visitor.account:
            return Go("/planning")
    picture = await _drawn(exchange)
    return await exchange.run(lambda visit: _start_page(visit, picture))


async def _refused(exchange: Exchange, refused: Refused) -> Answer:
    picture = await _drawn(exchange)
    return await exchange.run(lambda visit: _start_page(visit, picture, refused.problems))


async def _sign_in(exchange: Exchange) -> Answer:
    """Three steps: the code is judged, the password is verified outside any transaction, the log-in is made."""
    form = exchange.form
    origin = address_of(exchange)
    password = form.get("password")

    def begin(visit: Visit) -> Attempt | Refused:
        if not compare_digest(form.get("csrf").encode(), visit.visitor.csrf.encode()):
            return refuse("form_expired")
        return login.begin(
            visit.work,
            visit.visitor,
            account=form.get("account"),
            challenge=form.get("challenge"),
            code=form.get("code"),
            password=password,
            address=origin,
        )

    begun = await exchange.run(begin)
    if isinstance(begun, Refused):
        return await _refused(exchange, begun)
    attempt = begun
    matches = await exchange.runtime.compute(lambda: passwords.verify(attempt.hash, password))

    def finish(visit: Visit) -> Visitor | Refused:
        return login.finish(visit.work, visit.visitor, attempt, matches=matches, address=origin)

    finished = await exchange.run(finish)
    if isinstance(finished, Refused):
        return await _refused(exchange, finished)
    return Go("/planning", cookie=finished.cookie)


async def _sign_in_once(exchange: Exchange) -> Answer:
    """The same form sent twice (a double click) gets the first's answer, for a few seconds.

    Otherwise the second would be refused, its picture code being used up, while the first's new cookie reaches nobody:
    browsers drop the answer to the first.
    """
    answers: dict[tuple[str | None, str], asyncio.Task[Answer]] = exchange.request.app.state.signing_in
    key = (exchange.sent_cookie, exchange.form.get("form_key"))
    task = answers.get(key)
    if task is None:
        task = answers[key] = asyncio.create_task(_sign_in(exchange))
        later = asyncio.get_running_loop().call_later

        def forget(done: asyncio.Task[Answer]) -> None:
            failed = done.cancelled() or done.exception() is not None  # that may be tried again at once
            later(0 if failed else _DOUBLE_CLICK, answers.pop, key, None)

        task.add_done_callback(forget)
        return await asyncio.shield(task)
    answer = await asyncio.shield(task)
    if isinstance(answer, Page):
        await exchange.run(lambda visit: None)  # whose form it is, or the page would come without its keys
    return answer


async def _new_picture(exchange: Exchange) -> Answer:
    """«Обновить картинку»: what was typed as the account stays."""
    picture = await _drawn(exchange)
    return await exchange.run(lambda visit: _start_page(visit, picture))


async def _sign_out(exchange: Exchange) -> Answer:
    """«Выход» (memo 13.1). Twice is as good as once: who is signed out already is only told so."""

    def leave(visit: Visit) -> Answer:
        if visit.visitor.account is None:
            return Go("/")
        if not compare_digest(visit.form.get("csrf").encode(), visit.visitor.csrf.encode()):
            return Go("/planning")
        sessions.close(visit.work, visit.visitor)
        return Go("/?done=signed-out", cookie=sessions.open_(visit.work, None).cookie)

    return await exchange.run(leave)


async def _picture(request: Request) -> Response:
    challenge = request.path_params["challenge"]
    try:
        png = await Exchange(request).run(lambda visit: login.picture(visit.work, visit.visitor, challenge))
    except NotFound:
        return Response(status_code=404)
    return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})


routes = [
    Route("/", endpoint(_start)),
    Route("/login", endpoint(_sign_in_once), methods=["POST"]),
    Route("/captcha/{challenge}.png", _picture),
    Route("/captcha", endpoint(_new_picture), methods=["POST"]),
    Route("/logout", endpoint(_sign_out), methods=["POST"]),
]
