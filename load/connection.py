"""HTTP/1.1 over one connection at a time, kept alive; the sockets and the reading of answers come with the way.

Sockets of our own, because the pools of the libraries do what nobody sees: ask again after a failure, or look at idle
connections with select(), which knows no file descriptor over 1,023 and then takes each for dead.
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from fixtures.transport import Transport
from load.line import Trouble

_BLOCK = 65536
DIRECT = Transport()
Headers = Mapping[str, str]


class Answer(NamedTuple):
    """`kind` is the content type without parameters, `cookies` the Set-Cookie lines as they came."""

    status: int
    kind: str
    location: str
    cookies: list[str]
    body: bytes


class Broken(Exception):
    """What came is no answer: cut off in its middle, or no HTTP."""


class Socket(Protocol):
    """What both kinds of sockets can do."""

    def sendall(self, data: bytes, /) -> None: ...
    def recv(self, size: int, /) -> bytes: ...
    def settimeout(self, seconds: float | None, /) -> None: ...
    def close(self) -> None: ...


class Reader(Protocol):
    """Reads one answer. `begun` when its headers are there, `complete` when all of it is."""

    @property
    def begun(self) -> bool: ...

    @property
    def complete(self) -> bool: ...

    def feed(self, data: bytes, /) -> None:
        """What has arrived; nothing means that the other side has closed. Raises Broken."""

    def take(self) -> bytes:
        """What has come of the body since the last time."""

    def head(self, body: bytes = b"") -> Answer:
        """The answer, with what has been taken of its body."""

    def keeps(self) -> bool:
        """Whether the connection may be used again."""


Speak = Callable[[str, str, Headers, bytes], tuple[bytes, Reader]]
"""Method, target, headers and body of a request as they are sent, and who reads the answer."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a target is reached: made once for a process, shared by all its lines.

    `host` is what the request calls it, `patience` the seconds that an answer, or its next piece, may take.
    """

    url: str
    host: str
    dial: Callable[[], Socket]
    speak: Speak
    sleep: Callable[[float], None]
    patience: float
    headers: Headers = field(default_factory=dict)


class Connection:
    """Requests one after another. Whatever goes wrong is Trouble, and the connection is given up."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._socket: Socket | None = None

    def ask(self, method: str, target: str, headers: Headers, body: bytes = b"") -> Answer:
        """Raises Trouble. A GET is asked once more if an idle connection turns out to be closed, as browsers do."""
        kept = self._socket
        if kept is not None and not _still_open(kept, self._way.patience):
            self.close()
            kept = None
        try:
            reader = self._exchange(method, target, headers, body)
        except _NothingCame as error:
            if kept is None or method != "GET":
                raise Trouble(f"{method} {target}: {error}") from error
            try:
                reader = self._exchange(method, target, headers, body)
            except _NothingCame as again:
                raise Trouble(f"{method} {target}: {again}") from again
        return reader.head(reader.take())

    def _exchange(self, method: str, target: str, headers: Headers, body: bytes) -> Reader:
        sent, reader = self._way.speak(method, target, {"Host": self._way.host, **self._way.headers, **headers}, body)
        arrived = False
        try:
            line = self._socket = self._socket or self._way.dial()
            line.sendall(sent)
            while not reader.complete:
                data = line.recv(_BLOCK)
                arrived = arrived or bool(data)
                reader.feed(data)
        except (OSError, Broken) as error:
            self.close()
            if not arrived and not isinstance(error, TimeoutError):
                raise _NothingCame(_why(error, self._way)) from error
            raise Trouble(f"{method} {target}: {_why(error, self._way)}") from error
        except BaseException:  # a journey that is ended in the middle of an answer
            self.close()
            raise
        if not reader.keeps():
            self.close()
        return reader

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class Live:
    """An answer that does not end, on a connection of its own."""

    def __init__(self, way: Way, target: str, headers: Headers) -> None:
        self._way, self._target = way, target
        self._sent, self._reader = way.speak("GET", target, {"Host": way.host, **way.headers, **headers}, b"")
        self._socket: Socket | None = None

    def begin(self) -> Answer:
        """Asks for it; the answer without what may come of a body. Raises Trouble."""
        try:
            line = self._socket = self._way.dial()
            line.sendall(self._sent)
            while not self._reader.begun:
                self._reader.feed(line.recv(_BLOCK))
        except (OSError, Broken) as error:
            self.close()
            raise Trouble(f"GET {self._target}: {_why(error, self._way)}") from error
        except BaseException:
            self.close()
            raise
        return self._reader.head()

    def read(self, seconds: float) -> bytes | None:
        """What has arrived within so many seconds, None if nothing has. Raises Trouble when it is over."""
        if waiting := self._reader.take():
            return waiting
        if self._socket is None or self._reader.complete:
            raise Trouble("the live line was ended by the portal")
        self._socket.settimeout(seconds)
        try:
            self._reader.feed(self._socket.recv(_BLOCK))
        except TimeoutError:
            return None
        except (OSError, Broken) as error:
            raise Trouble(f"the live line is lost: {_why(error, self._way)}") from error
        return self._reader.take()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class _NothingCame(Exception):
    """Not one byte of an answer."""


def _still_open(line: Socket, patience: float) -> bool:
    """Whether the other side has left an idle connection as it was: there is nothing to be read, not even an end."""
    line.settimeout(0)
    try:
        line.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        line.settimeout(patience)
        return True
    except OSError:
        return False
    return False


def _why(error: Exception, way: Way) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {way.patience:g} s"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {way.host} cannot be trusted: {error.verify_message}"
    return str(error) or type(error).__name__


def basic(transport: Transport) -> Headers:
    """What HTTP Basic adds to every request. Raises ValueError: no proxy is spoken with here."""
    if transport.proxy:
        raise ValueError("load goes to its target directly, not through transport.proxy: run it behind the proxy")
    account = transport.basic()
    return {"Authorization": f"Basic {b64encode(':'.join(account).encode()).decode()}"} if account else {}


def content_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()
