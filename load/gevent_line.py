"""The way for thousands at once: gevent's sockets, and geventhttpclient's reader of answers (llhttp) without its pool.

Works with and without gevent's monkey-patching: only gevent's own sockets are used. pytest never imports it.
"""

from __future__ import annotations

import re
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import gevent
import gevent.socket
import gevent.ssl
from geventhttpclient._parser import HTTPParseError, HTTPResponseParser

from fixtures.transport import Transport
from load.connection import DIRECT, Answer, Broken, Headers, Reader, Socket, Way, basic, content_type

_END = b"\r\n\r\n"
_LOOKED_AT = re.compile(rb"\r\n(content-type|location|set-cookie):[ \t]*([^\r\n]*)", re.IGNORECASE)


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


class _Line(gevent.socket.socket):
    """A socket that does not ask the system, before each sending, how much it would take at once."""

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override]  # bytes is all it gets
        sent = self.send(data, flags)
        if sent < len(data):
            super().sendall(memoryview(data)[sent:], flags)


def _dial(
    address: tuple[str, int], family: int | None, name: str, context: gevent.ssl.SSLContext | None, patience: float
) -> Socket:
    """Tries the addresses of a name in turn. Raises the error of the last one."""
    line = _connected(address, family, patience)
    return line if context is None else context.wrap_socket(line, server_hostname=name)


def _connected(address: tuple[str, int], family: int | None, patience: float) -> _Line:
    if family is not None:  # a thread looks names up, which costs more than the connection
        return _connected_to(family, address, patience)
    refused: OSError | None = None
    for found, _, _, _, place in gevent.socket.getaddrinfo(*address, type=gevent.socket.SOCK_STREAM):
        try:
            return _connected_to(found, place, patience)
        except OSError as error:
            refused = error
    assert refused is not None
    raise refused


def _connected_to(family: int, place: Any, patience: float) -> _Line:
    line = _Line(family)
    try:
        line.settimeout(patience)
        line.connect(place)
        line.setsockopt(gevent.socket.IPPROTO_TCP, gevent.socket.TCP_NODELAY, 1)
    except BaseException:
        line.close()
        raise
    return line


def _speak(method: str, target: str, headers: Headers, body: bytes) -> tuple[bytes, Reader]:
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *map(": ".join, headers.items())])
    length = f"\r\nContent-Length: {len(body)}" if method == "POST" else ""
    return f"{head}{length}\r\n\r\n".encode("latin-1") + body, _Reader()


class _Reader(HTTPResponseParser):
    """llhttp checks all that comes and calls `_on_…` while it reads; an answer 1xx is only the herald of the one that
    counts. It would call for each header, too, which costs more than all the reading: those that are looked at are
    taken from the text that it has found right.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begun = self.complete = False
        self._text = b""
        self._pieces: list[bytes] = []
        self._on_body = self._pieces.append

    def _on_status(self, text: str) -> None:
        pass

    _on_header_field = _on_header_value = _on_status

    def _on_message_begin(self) -> None:
        if self.complete:
            raise Broken("something came after the answer")

    def _on_headers_complete(self) -> None:
        if self.get_code() < 200:
            return
        self.begun = True
        while self._text.startswith(b"HTTP/1.1 1"):
            self._text = self._text.partition(_END)[2]
        found = _LOOKED_AT.findall(self._text, 0, self._text.find(_END))
        self._headers = [(name.lower(), value.decode("latin-1")) for name, value in found]
        self._text = b""

    def _on_message_complete(self) -> None:
        self.complete = self.begun

    def feed(self, data: bytes) -> None:  # type: ignore[override]  # bytes, not text
        if not self.begun:
            self._text += data
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

    def head(self, body: bytes = b"") -> Answer:
        single = dict(self._headers)
        cookies = [value for name, value in self._headers if name == b"set-cookie"]
        kind = content_type(single.get(b"content-type", ""))
        return Answer(self.get_code(), kind, single.get(b"location", ""), cookies, body)

    def keeps(self) -> bool:
        return self.complete and not self.parser_failed() and bool(self.should_keep_alive())


def _told(error: Exception, data: bytes) -> str:
    return f"the answer is no HTTP: {error}" if data else "the connection was closed in the middle of the answer"
