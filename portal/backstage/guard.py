"""Who may come backstage: who holds the token of the ready line, and asked for this machine by name."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Guard:
    """In front of the whole application.

    The Host must be a name of the loopback (a page elsewhere whose name was pointed here has another one), the token
    is compared in constant time, and what changes something must come as JSON (which no form of a page can send).
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (refusal := self._refusal(scope["method"], Headers(scope=scope))):
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, method: str, headers: Headers) -> JSONResponse | None:
        if not _loopback(headers.get("host", "")):
            return refused(403, "Backstage answers to localhost, 127.0.0.1 and [::1] only: check the Host header.")
        if not secrets.compare_digest(headers.get("authorization", "").encode(), self.expected):
            return refused(401, "Send the token of the portal's ready line as: Authorization: Bearer TOKEN.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if method in ("POST", "PUT", "PATCH") and kind != "application/json":
            return refused(415, "Send JSON with the header Content-Type: application/json.")
        return None


def refused(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Every error of backstage looks like this."""
    if status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    return JSONResponse({"error": sentence}, status, headers)


def _loopback(host: str) -> bool:
    name = host[: host.index("]") + 1].strip("[]") if host.startswith("[") and "]" in host else host.partition(":")[0]
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
