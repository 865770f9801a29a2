"""The way for thousands at once: gevent's sockets, and geventhttpclient's reader of answers (llhttp) without its pool.

Works with and without gevent's monkey-patching: only gevent's own sockets are used. pytest never imports it.
"""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

import gevent
import gevent.socket
import gevent.ssl
from geventhttpclient.header import Headers as AllHeaders
from geventhttpclient.response import HTTPParseError, HTTPResponse

from fixtures.transport import Transport
from load.connection import DIRECT, Answer, Broken, Headers, Reader, Socket, Way, basic, content_type


def way(url: str, transport: Transport = DIRECT, *, patience: float = 30.0) -> Way:
    """How the portal at `url` is reached. Raises ValueError where the profile's transport cannot be used."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    context = gevent.ssl.create_default_context() if secure else None
    if context is not None:
        transport.trust(context)
    address = (transport.address(host), parts.port or (443 if secure else 80))
    dial = partial(_dial, address, _family(address[0]), host, context, patience)
    return Way(f"{parts.scheme}://{parts.netloc}", parts.netloc, dial, _speak, gevent.sleep, patience, basic(transport))


def _family(host: str) -> int | None:
    """The family of an address that is written as one; nothing for a name, which is to be looked up."""
    try:
        return gevent.socket.AF_INET6 if ip_address(host).version == 6 else gevent.socket.AF_INET
    except ValueError:
        return None


def _dial(
    address: tuple[str, int], family: int | None, name: str, context: gevent.ssl.SSLContext | None, patience: float
) -> Socket:
    if family is None:
        line = gevent.socket.create_connection(address, patience)
    else:  # create_connection would have a thread look up even this, which costs more than the connection
        line = gevent.socket.socket(family)
        line.settimeout(patience)
        try:
            line.connect(address)
        except BaseException:
            line.close()
            raise
    if context is not None:
        line = context.wrap_socket(line, server_hostname=name)
    line.setsockopt(gevent.socket.IPPROTO_TCP, gevent.socket.TCP_NODELAY, 1)
    return line


def _speak(method: str, target: str, headers: Headers, body: bytes) -> tuple[bytes, Reader]:
    lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in headers.items()]]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body, _Reader(method)


class _Heads(AllHeaders):
    """Of an answer's headers those that `head` looks at: the rest would cost more than all the reading."""

    def add(self, field: str, value: str | list[str] | tuple[str, ...]) -> None:
        if field.lower() in ("content-type", "location", "set-cookie"):
            super().add(field, value)


class _Reader(HTTPResponse):
    """llhttp calls `_on_…` while it reads; an answer 1xx is only the herald of the one that counts."""

    def __init__(self, method: str) -> None:
        super().__init__(method, _Heads)
        self._pieces: list[bytes] = []

    def _on_body(self, buf: bytearray) -> None:
        self._pieces.append(bytes(buf))

    @property
    def begun(self) -> bool:
        return self.headers_complete and self.status_code >= 200

    @property
    def complete(self) -> bool:
        return self.message_complete and self.status_code >= 200

    def feed(self, data: str | bytes) -> None:
        try:
            super().feed(data)
        except HTTPParseError as error:
            raise Broken(_told(error, data)) from error
        if not data and not self.complete:
            raise Broken("the connection was closed in the middle of the answer")

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken

    def head(self) -> Answer:
        cookies = self.get("set-cookie") or []
        kind, location = content_type(str(self.get("content-type", ""))), str(self.get("location", ""))
        return Answer(self.status_code, kind, location, [cookies] if isinstance(cookies, str) else cookies, b"")

    def keeps(self) -> bool:
        return not self.should_close()


def _told(error: Exception, data: str | bytes) -> str:
    return f"the answer is no HTTP: {error}" if data else "the connection was closed in the middle of the answer"
