"""A portal that answers from a recording: one conference is held at the reference portal, byte for byte kept, and
served again to thousands, so that how fast the portal is does not matter.

`python -m tests.bench.recorded FILE` serves it and prints its port.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs

from load import captcha, plain_line
from load.browser import Browser
from load.connection import Socket, Way
from load.controls import Controls
from load.journeys import conference
from load.ledger import Entry
from load.plan import Plan
from load.target import start_own
from load.telephones import Simulated
from load.world import World

ACTS_AFTER = 0.6
"""Share of a conference after which its chair invites; then he looks on, and ends it."""
_LIVE = b"text/event-stream"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def plan(lasts: float) -> Plan:
    """Four people, one invitation, nobody thinks: the same requests each time."""
    always = {"distribution": "constant"}
    return Plan.model_validate(
        {
            "name": "bench",
            "about": "Conferences that are all alike.",
            "drain": 600,
            "arrivals": {"phases": [{"seconds": 1, "rate": 1}]},
            "mix": {"conference": 1},
            "conference": {
                "size": {**always, "mean": 4},
                "lasts": {**always, "mean": lasts},
                "acts_every": {**always, "mean": lasts * ACTS_AFTER},
            },
            "think": {"reading": {**always, "mean": 0}, "typing": {**always, "mean": 0}},
        }
    )


def key(request: bytes) -> str:
    """What a request is told apart by: method and target, of a form the buttons that are pressed in it."""
    head, _, body = request.partition(b"\r\n\r\n")
    fields = parse_qs(body.decode("latin-1"))
    pressed = [*fields.get("do", []), *fields.get("action", [])]
    method, target, _ = head.decode("latin-1").split(" ", 2)
    return " ".join([method, target, *pressed])


@dataclass
class _Kept:
    """A socket whose requests and answers are written down."""

    inner: Socket
    answers: dict[str, bytes]
    asked: str = ""
    got: bytes = b""

    def sendall(self, data: bytes, /) -> None:
        self.asked, self.got = key(data), b""
        self.inner.sendall(data)

    def recv(self, size: int, /) -> bytes:
        data = self.inner.recv(size)
        self.got += data
        before = self.answers.get(self.asked, b"")
        if _LIVE not in before or len(self.got) > len(before):  # the fullest live line, in which somebody is connected
            self.answers[self.asked] = self.got
        return data

    def settimeout(self, seconds: float | None, /) -> None:
        self.inner.settimeout(seconds)

    def close(self) -> None:
        self.inner.close()


@dataclass
class _Recording:
    answers: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0

    def of(self, way: Way) -> Way:
        return replace(way, dial=lambda: _Kept(way.dial(), self.answers))


def record(plan: Plan) -> tuple[dict[str, bytes], int]:
    """Answers by request of one conference held by this plan, and how many requests it took."""
    recording = _Recording()
    seen: list[str] = []
    kept: list[Entry] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        target = start_own(Path(folder), plan)
        try:
            (account,) = target.accounts(1)
            address, token = target.backstage
            controls = Controls(recording.of(plain_line.way(address)), token)
            way = recording.of(plain_line.way(target.url))
            browser = Browser(way, sample=lambda one: seen.append(one.route), intended=time.monotonic())
            phones = Simulated(controls, 1)
            world = World(account, "load-bench-1", "conference", captcha.by_backstage(controls), phones, kept.append)
            conference.hold(world, browser, random.Random("bench"), plan)
            browser.close()
            controls.close()
        finally:
            if target.process is not None:
                target.process.stop()
    return recording.answers, sum(bool(route) for route in seen)


class _Served(asyncio.Protocol):
    """Counts what it is asked for; `GET /tally` is told since the last time."""

    def __init__(self, answers: dict[str, bytes], tally: Counter[str]) -> None:
        self._answers, self._tally, self._waiting = answers, tally, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        head, found, body = self._waiting.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or len(body) < (int(length[1]) if length else 0):
            return
        asked, self._waiting = key(self._waiting), b""
        answer = self._answers.get(asked) if asked != "GET /tally" else self._told()
        self._tally[asked] += 1
        if answer is None:
            print(f"not recorded: {asked}", file=sys.stderr, flush=True)
            answer = b"HTTP/1.1 500 Not Recorded\r\nContent-Length: 0\r\n\r\n"
        self._transport.write(answer)

    def _told(self) -> bytes:
        body = json.dumps(self._tally).encode()
        self._tally.clear()
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def _serve(file: Path) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    answers = pickle.loads(file.read_bytes())
    tally = Counter[str]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Served(answers, tally), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
