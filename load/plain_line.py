"""The way for tests: the standard library's sockets, and h11, which lets no violation of HTTP pass."""

from __future__ import annotations

import socket
import ssl
import time
from functools import partial
from urllib.parse import urlsplit

import h11

from fixtures.transport import Transport
from load.connection import DIRECT, Answer, Broken, Headers, Reader, Socket, Way, basic, content_type


def way(url: str, transport: Transport = DIRECT, *, patience: float = 30.0) -> Way:
    """How the portal at `url` is reached. Raises ValueError where the profile's transport cannot be used."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    context = transport.trust(ssl.create_default_context()) if secure else None
    address = (transport.address(host), parts.port or (443 if secure else 80))
    dial = partial(_dial, address, host, context, patience)
    return Way(f"{parts.scheme}://{parts.netloc}", parts.netloc, dial, _speak, time.sleep, patience, basic(transport))


def _dial(address: tuple[str, int], name: str, context: ssl.SSLContext | None, patience: float) -> Socket:
    line = socket.create_connection(address, patience)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line if context is None else context.wrap_socket(line, server_hostname=name)


def _speak(method: str, target: str, headers: Headers, body: bytes) -> tuple[bytes, Reader]:
    protocol = h11.Connection(h11.CLIENT)
    length = {"Content-Length": str(len(body))} if method == "POST" else {}
    request = h11.Request(method=method, target=target, headers=[*{**headers, **length}.items()])
    sent = [protocol.send(request), protocol.send(h11.Data(data=body)) if body else b""]
    return b"".join(part or b"" for part in [*sent, protocol.send(h11.EndOfMessage())]), _Reader(protocol)


class _Reader:
    def __init__(self, protocol: h11.Connection) -> None:
        self._protocol = protocol
        self._response: h11.Response | None = None
        self._pieces: list[bytes] = []
        self.complete = False

    @property
    def begun(self) -> bool:
        return self._response is not None

    def feed(self, data: bytes) -> None:
        try:
            self._protocol.receive_data(data)
            while (event := self._protocol.next_event()) is not h11.NEED_DATA and event is not h11.PAUSED:
                if isinstance(event, h11.Response):
                    self._response = event
                elif isinstance(event, h11.Data):
                    self._pieces.append(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self.complete = True
                    break
                elif isinstance(event, h11.ConnectionClosed):
                    raise Broken("the connection was closed before an answer")
        except h11.RemoteProtocolError as error:
            raise Broken(
                f"the answer is no HTTP: {error}" if data else "the connection was closed in the middle of the answer"
            ) from error

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken

    def head(self, body: bytes = b"") -> Answer:
        assert self._response is not None
        headers = [(name.decode("ascii"), value.decode("latin-1")) for name, value in self._response.headers]
        single = dict(headers)
        cookies = [value for name, value in headers if name == "set-cookie"]
        kind = content_type(single.get("content-type", ""))
        return Answer(self._response.status_code, kind, single.get("location", ""), cookies, body)

    def keeps(self) -> bool:
        return self._protocol.their_state is h11.DONE
