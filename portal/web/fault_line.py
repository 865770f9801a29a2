"""Where faults meet the public port: in front of its routes, with a hand on the connection itself.

In the way only while backstage is on, and looking no further than at an empty list while no fault is asked for.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Sequence

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import faults
from portal.faults import Faults
from portal.logs import template
from portal.runtime import Runtime
from portal.services import sessions
from portal.web.connection import Connection
from portal.web.cookies import cookie_name

Trouble = Callable[[Request, Exception], Awaitable[Response]]

# Closed without lingering a connection ends with RST; the structure is shorter on Windows.
_NO_LINGERING = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Wire(Connection):
    """A connection which hands its transport to the requests that come on it (as ASGI's `state`)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class FaultLine:
    """In front of `routes`, those that faults can hit; `trouble` makes the portal's own page of an HTTP error."""

    def __init__(self, app: ASGIApp, runtime: Runtime, known: Faults, routes: Sequence[BaseRoute], trouble: Trouble):
        self.app = app
        self.runtime = runtime
        self.faults = known
        self.routes = routes
        self.trouble = trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.faults.any or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        on = self._label(scope)
        faults.request.set("")  # of the request before on the same connection something may be left
        if on not in self.faults.routes:
            await self.app(scope, receive, send)
            return
        await self._lose_session(scope, on)
        faults.request.set(on)
        if slow := self.faults.strike("latency", on, "*"):
            await asyncio.sleep(slow.seconds)
        if answer := self.faults.strike("status", on, "*"):
            after = answer.told.get("retry_after")
            error = HTTPException(answer.told["status"], headers={"Retry-After": str(after)} if after else None)
            await (await self.trouble(Request(scope), error))(scope, receive, send)
        elif self.faults.strike("reset", on, "*"):
            await _reset(scope["state"]["transport"], receive)
        elif self.faults.strike("cut", on, "*"):
            await self.app(scope, receive, _Cut(scope["state"]["transport"], send))
            await _until_closed(receive)
        elif late := self.faults.strike("slow_first_byte", on, "*"):
            await self.app(scope, receive, _held_back(late.seconds, send))
        else:
            await self.app(scope, receive, send)

    def _label(self, scope: Scope) -> str:
        """Which route this is for; noted for the log as well, because a request that is struck may never get there."""
        found = next((route for route in self.routes if route.matches(scope)[0] is Match.FULL), None)
        scope["route"] = found
        return _label(scope["method"], found)

    async def _lose_session(self, scope: Scope, on: str) -> None:
        """Before the request is looked at, and of people only who are signed in: others have nothing to lose."""
        cookie = Request(scope).cookies.get(cookie_name(scope["scheme"] == "https"), "")
        if not cookie or not self.faults.awaits("session_lost"):
            return
        signed_in = await self.runtime.run(lambda work: sessions.signed_in(work, cookie))
        if signed_in and self.faults.strike("session_lost", on, "*", "session"):
            await self.runtime.run(lambda work: sessions.lose(work, cookie))


def labels(routes: Sequence[BaseRoute]) -> list[str]:
    """The routes as faults name them: `POST /planning`, `GET /conferences/{id}/live`, in the order of the table."""
    return [
        _label(method, route)
        for route in routes
        for method in sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"})
    ]


def _label(method: str, route: BaseRoute | None) -> str:
    return f"{'GET' if method == 'HEAD' else method} {template(route)}"


async def _reset(transport: asyncio.Transport, receive: Receive) -> None:
    """The connection breaks: the other side reads a reset."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
    transport.abort()
    await _until_closed(receive)


async def _until_closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _held_back(seconds: float, send: Send) -> Send:
    """What was asked for is done, but the answer does not begin before `seconds` are over."""

    async def late(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(seconds)
        await send(message)

    return late


class _Cut:
    """Lets an answer begin and ends the connection in its middle: less comes than its headers have promised."""

    def __init__(self, transport: asyncio.Transport, send: Send) -> None:
        self.transport = transport
        self.send = send
        self.cut = False

    async def __call__(self, message: Message) -> None:
        if self.cut:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-length") == "0":
                headers["content-length"] = "1"
            await self.send(message)
            return
        body: bytes = message.get("body", b"")
        # Of a stream, which promises no length, one piece comes whole: its end is what is missing.
        part = body if message.get("more_body") else body[: len(body) // 2]
        await self.send({**message, "body": part, "more_body": True})
        self.cut = True
        self.transport.close()
