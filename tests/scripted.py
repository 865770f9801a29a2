"""A server that answers as its script says, byte by byte: what no portal would do on purpose."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: closed so, a connection is reset


class Request(NamedTuple):
    """`nth` of its connection, the first is 1."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    nth: int


Answer = Callable[[socket.socket, Request], bool]
"""Answers a request; whether the connection goes on."""


@dataclass(frozen=True)
class Text:
    """What is sent, and whether the connection goes on."""

    text: str
    goes_on: bool = True

    def __call__(self, line: socket.socket, request: Request) -> bool:
        line.sendall(self.text.encode())
        return self.goes_on


def page(body: str, status: str = "200 OK", *headers: str, goes_on: bool = True) -> Text:
    """An HTML page of the right length."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers]
    return Text("\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body]), goes_on)


def leads_to(path: str) -> Text:
    return Text(f"HTTP/1.1 303 See Other\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n")


def reset(line: socket.socket, request: Request) -> bool:
    """The connection breaks."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    return False


@contextmanager
def scripted(script: dict[str, Answer], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serves `script` by path without query, over https with `tls`; the address of the server."""
    listener = socket.create_server(("127.0.0.1", 0))
    lines: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def listen() -> None:
        with suppress(OSError):  # closed: it is over
            while True:
                lines.append(listener.accept()[0])
                threads.append(threading.Thread(target=_serve, args=(lines[-1], script, tls), daemon=True))
                threads[-1].start()

    threads.append(threading.Thread(target=listen, daemon=True))
    threads[0].start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for line in (listener, *lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in threads:
            thread.join(5)


def _serve(plain: socket.socket, script: dict[str, Answer], tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), tls.wrap_socket(plain, server_side=True) if tls else plain as line:
        _answer(line, script)


def _answer(line: socket.socket, script: dict[str, Answer]) -> None:
    with line.makefile("rb") as file:
        nth = 1
        while head := file.readline():
            method, target, _ = head.decode().split(" ", 2)
            headers: dict[str, str] = {}
            while (header := file.readline().strip()) != b"":
                name, _, value = header.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = file.read(int(headers.get("content-length", 0))).decode()
            if not script[target.partition("?")[0]](line, Request(method, target, headers, body, nth)):
                break
            nth += 1
