"""Logs: one JSON object a line on standard error, numbers and addresses masked, every request with its number.

Standard output belongs to the ready line alone.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from portal.figures import Histogram

request_number: ContextVar[str] = ContextVar("request_number", default="")
"""The number of the request that is being answered, in whose name the log is written; empty where there is none."""

_NUMBER = re.compile(r"(?<!\d)((?:\+|%2B)?375[\s-]?\d\d|80[\s-]?\d\d)[\s-]?\d{3}[\s-]?(\d\d[\s-]?\d\d)(?!\d)")


_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)*)")


def mask(text: str) -> str:
    """`text` with what tells of a person hidden: 375291234567 becomes 37529•••4567, anna@example.org a…@example.org."""
    if "@" in text:
        text = _ADDRESS.sub(r"\1…@\2", text)
    if "375" in text or "80" in text:  # how every number begins; most texts of a line have none
        text = _NUMBER.sub(r"\1•••\2", text)
    return text


def template(route: object) -> str:
    """The address of a route with its variable parts named, `/conferences/{id}/live`; empty where there is no route.

    That of the static files goes without their version.
    """
    found = str(getattr(route, "path_format", ""))
    return "/static/{path}" if found.startswith("/static/") else found


def _masked(value: Any) -> Any:
    match value:
        case str():
            return mask(value)
        case dict():
            return {key: _masked(item) for key, item in value.items()}
        case list() | tuple():
            return [_masked(item) for item in value]
    return value


def _mask_all(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in entry.items():
        if key not in ("_record", "_from_structlog", "message_id"):  # the last looks like an address and is none
            entry[key] = _masked(value)
    return entry


def _numbered(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if number := request_number.get():
        entry["request_id"] = number
    return entry


def _in_order(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    first = {key: entry.pop(key) for key in ("at", "level", "event", "request_id") if key in entry}
    return {**first, **entry}


def start() -> None:
    """Sends structlog's and the standard library's records to standard error as JSON lines."""
    shared: list[Any] = [
        _numbered,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    ends: list[Any] = [_in_order, _mask_all, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[*shared, *ends],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends]
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


class RequestLog:
    """Around a whole application: gives each request a number (X-Request-ID) and logs it when it has been answered.

    What goes wrong inside is logged once, with that number. A stream cut off by shutdown is no error. `figures` takes
    how long each took. A query never stands in a log: it may hold what people typed.
    """

    def __init__(self, app: ASGIApp, side: str, figures: Histogram | None = None) -> None:
        self.app = app
        self.figures = figures
        self.log = structlog.get_logger(side=side).bind()  # put together now, and not for every line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = uuid4().hex[:12]
        began = time.perf_counter()
        status, unanswered = 0, 499  # the visitor has gone, or the connection was broken

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", number.encode())]}
            await send(message)

        request_number.set(number)
        try:
            await self.app(scope, receive, numbered)
        except asyncio.CancelledError:
            pass
        except Exception:
            unanswered = 500
            self.log.exception("request.failed", path=scope["path"])
            if not status:
                raise
        finally:
            self._tell(scope, status or unanswered, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], template(scope.get("route"))
        if self.figures is not None:
            self.figures.add(seconds, route, method, str(status))
        ms = round(seconds * 1000, 1)
        self.log.info("request", method=method, route=route, path=scope["path"], status=status, ms=ms)
