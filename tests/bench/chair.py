"""A chair's conference over and over, request by request: how many requests a second the portal answers for each core
it uses, against a bare route on uvicorn with h11.

Counted is the processor time of the server, so that neither the client nor other programs are in the figure. Accounts
have cheap hashes and picture codes are read from the database; what real hashes and pictures cost is told apart.
"""

from __future__ import annotations

import http.client
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from fixtures.process import PortalProcess
from portal import pictures
from portal.services import accounts, passwords
from portal.store.database import Database
from tests.bench.processor import seconds_of

CONFERENCES = 40
BARE = """
import asyncio, socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
async def ok(request): return PlainTextResponse("ok")
listener = socket.socket(proto=socket.IPPROTO_TCP); listener.bind(("127.0.0.1", 0)); listener.listen(100)
print(listener.getsockname()[1], flush=True)
app = Starlette(routes=[Route("/", ok)])
config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", http="h11")
uvicorn.Server(config).run(sockets=[listener])
"""
_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


class Cost(NamedTuple):
    """Requests answered, and seconds of processor time of the server meanwhile."""

    requests: int
    seconds: float

    @property
    def per_core(self) -> float:
        """Requests a second for each core in use."""
        return self.requests / self.seconds


class Chair:
    """A browser's part of it: one connection, one cookie, forms filled from the page that has them."""

    def __init__(self, address: str, database: Path) -> None:
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self.database = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self.cookie = ""
        self.requests = 0

    def get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def post(self, path: str, page: str, **fields: str) -> str:
        """Sends a form of `page` and answers with where it leads to."""
        form = dict(_HIDDEN.findall(page)) | fields
        return self._ask("POST", path, urlencode(form))[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        headers = {"Cookie": self.cookie, "Accept-Language": "ru"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode()
        self.requests += 1
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        for kept in answer.headers.get_all("Set-Cookie") or ():
            if kept.startswith("session="):
                self.cookie = kept.partition(";")[0]
        return answer.headers.get("Location", ""), text

    def code(self, page: str) -> str:
        """What the picture on the start page shows."""
        challenge = dict(_HIDDEN.findall(page))["challenge"]
        found = self.database.execute("SELECT answer FROM captchas WHERE id = ?", (challenge,)).fetchone()
        return str(found[0])

    def hold(self, login: str) -> None:
        """The memo from the log-in to the history."""
        self.cookie = ""
        start = self.get("/")
        self.post("/login", start, account=login, password="bench-password", code=self.code(start))
        page = self.get("/planning")
        lines = {f"number-{n}": f"+37525999070{n}" for n in (1, 2, 3)}
        plan = {"do": "schedule", "subject": "Планерка", "immediate": "on", "minutes": "60", "size": "10", "own": "on"}
        card = self.post("/planning", page, **plan, **lines, mode="voice", extend_by="0", reminder="0")
        self.get(card)
        control = f"{card}/control"
        for act in (
            {"do": "add", "number": "+375259990704"},
            {"do": "invite", "tick": "2"},
            {"do": "invite", "tick": "3"},
        ):
            self.get(self.post(control, self.get(control), **act))
        for action in ("extend:15", "block"):
            self.get(self.post(control, self.get(control), do="act", action=action, tick="2"))
        self.get(self.post(control, self.get(control), do="end"))
        self.post("/logout", self.get("/history"))


def compare() -> tuple[Cost, Cost, dict[str, float]]:
    """The chair's mix and the bare route, and what a real hash and a picture cost in seconds of processor time."""
    apart = {"picture": _own_seconds(pictures.draw, 20), "hash": _own_seconds(lambda: passwords.make("bench"), 5)}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _portal(Path(folder)) as process:
        chair = Chair(process.url, Path(folder) / "portal.sqlite3")
        chair.hold(_login(0))
        chair.requests = 0
        before = seconds_of(process.pid)
        for n in range(CONFERENCES):
            chair.hold(_login(n))
        spent = seconds_of(process.pid) - before - CONFERENCES * apart["picture"]
    return Cost(chair.requests, spent), _bare(chair.requests * 4), apart


def _login(n: int) -> str:
    return f"3752599910{n:02d}"


@contextmanager
def _portal(folder: Path) -> Iterator[PortalProcess]:
    database = Database(f"sqlite:///{folder / 'portal.sqlite3'}")
    cheap = passwords.make("bench-password", cheap=True)
    with database.work("bench") as work:
        for n in range(CONFERENCES):
            accounts.issue(work, _login(n), cheap, "Анна", "")
    database.close()
    process = PortalProcess(folder)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def _bare(requests: int) -> Cost:
    server = subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        line = http.client.HTTPConnection("127.0.0.1", int(server.stdout.readline()), timeout=30)
        before = 0.0
        for n in range(requests + 100):
            if n == 100:
                before = seconds_of(server.pid)
            line.request("GET", "/")
            line.getresponse().read()
        return Cost(requests, seconds_of(server.pid) - before)
    finally:
        server.terminate()
        server.wait(10)


def _own_seconds(do: object, times: int) -> float:
    assert callable(do)
    do()
    before = time.process_time()
    for _ in range(times):
        do()
    return (time.process_time() - before) / times
