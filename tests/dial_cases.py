"""A name with several addresses, dialled over gevent: `python -m tests.dial_cases ADDRESS`, in JSON what came of it."""

from __future__ import annotations

import json
import os
import socket
import sys
from urllib.parse import urlsplit

import gevent.socket

from load import gevent_line
from load.connection import Connection
from load.line import Trouble


def asked(*places: tuple[str, int]) -> str:
    """What a request to a name of these addresses is answered with, and how many sockets it leaves open."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    gevent.socket.getaddrinfo = lambda *told, **more: found  # type: ignore[assignment]  # this host has no others
    before = len(os.listdir("/proc/self/fd"))
    connection = Connection(gevent_line.way(f"http://portal.example:{places[-1][1]}", patience=5))
    try:
        said = f"{connection.ask('GET', '/', {}).status}"
    except Trouble as trouble:
        said = str(trouble)
    left = len(os.listdir("/proc/self/fd")) - before
    connection.close()
    return f"{said}; {left}"


def main() -> None:
    there = ("127.0.0.1", urlsplit(sys.argv[1]).port or 0)
    asked(there)  # gevent's loop opens what it needs
    with socket.socket() as bound:  # nobody listens on it, and nobody else can
        bound.bind(("127.0.0.1", 0))
        closed, nowhere = bound.getsockname(), ("255.255.255.255", 80)
        cases = {"second": (closed, there), "closed": (nowhere, closed), "nowhere": (closed, nowhere)}
        print(json.dumps({name: asked(*places) for name, places in cases.items()}))


if __name__ == "__main__":
    main()
