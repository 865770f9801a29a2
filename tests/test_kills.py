"""Killed at any moment under load, the portal has kept every command it has acknowledged, and goes on where it was.

SIGKILL, again and again on one database. Chairs plan, add, call, extend and end at the same time; what they were told
is written down. After each start: the audit finds nothing, everything told is there, and each timer that fell due while
the portal was down has run exactly once.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.process import PortalProcess
from portal.domain.moments import MINSK
from portal.store import clock
from portal.store.database import Database
from tests import core, serving
from tests.serving import form_of

CHAIRS = 3
DOWN = timedelta(minutes=12)  # long enough for openings, starts, warnings, expiry and ends to fall due meanwhile


@dataclass
class Told:
    """What the portal has said it has done, by conference: kinds of events and what tells them apart."""

    commands: list[tuple[int, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    enough: threading.Event = field(default_factory=threading.Event)
    wanted: int = 0

    def note(self, conference: int, kind: str, mark: str) -> None:
        with self.lock:
            self.commands.append((conference, kind, mark))
            if len(self.commands) >= self.wanted:
                self.enough.set()

    def next(self, more: int) -> None:
        """From now on `enough` is set when `more` further commands have been acknowledged."""
        self.enough.clear()
        self.wanted = len(self.commands) + more


class Chair(threading.Thread):
    """Works until the line breaks; then the portal is dead."""

    def __init__(
        self, portal: PortalProcess, cookies: dict[str, str], ahead: timedelta, told: Told, chance: random.Random
    ) -> None:
        super().__init__(daemon=True)
        self.ahead = ahead
        self.browser = httpx.Client(base_url=portal.url, cookies=cookies, trust_env=False, timeout=20)
        self.told = told
        self.chance = chance
        self.failure = ""

    def run(self) -> None:
        with self.browser, suppress(httpx.TransportError):
            while not self.failure:
                self.hold_a_conference()

    def hold_a_conference(self) -> None:
        """Plans one, and if it runs at once, does this and that in it."""
        subject, start = f"{self.chance.getrandbits(48):x}", ""
        plan = {
            "subject": subject,
            "size": "12",
            "minutes": "15",
            "auto_invite": "on",
            "extend_by": "0",
            "reminder": "0",
        }
        plan |= {"number-1": core.ANSWERS, "number-2": core.BUSY, "number-3": core.HANGS_UP, "retries": "1"}
        if self.chance.random() < 0.5:
            local = datetime.now(MINSK) + self.ahead + timedelta(minutes=12)
            plan |= {"date": f"{local:%d.%m.%Y}", "time": (start := f"{local:%H:%M}")}
        else:
            plan["immediate"] = "on"
        where = self.post("/planning", **plan)
        if where is None:
            return
        made = int(where.rsplit("/", 1)[1])
        self.told.note(made, "conference.scheduled", subject)
        if start:
            return
        control = f"/conferences/{made}/control"
        for _ in range(self.chance.randrange(5)):
            number = f"+37525999{self.chance.randrange(7000, 9999):04d}"
            act = self.chance.choice(["add", "act", "act", "rename"])
            kind, form = {
                "add": ("participant.added", {"number": number}),
                "act": ("conference.extended", {"action": "extend:15"}),
                "rename": ("participant.renamed", {"tick": "1", "new_name": number}),
            }[act]
            if self.post(control, do=act, **form) is not None:
                self.told.note(made, kind, "" if act == "act" else number)
        if self.chance.random() < 0.5 and self.post(control, do="end") is not None:
            self.told.note(made, "conference.ended", "chair")

    def post(self, path: str, **fields: str) -> str | None:
        """Where the form led to once it was carried out; None if it was refused. Anything else is a failure."""
        page = self.browser.get(path)
        if page.status_code != 200:
            self.failure = f"GET {path}: {page.status_code}"
            return None
        answer = self.browser.post(path, data=form_of(page.text) | fields)
        if answer.status_code == 303:
            return answer.headers["Location"]
        if path == "/planning" or answer.status_code not in (409, 422):
            self.failure = f"POST {path}: {answer.status_code}"
        return None


def shift_clock(folder: Path) -> None:
    """Time passes while the portal is down."""
    database = Database(f"sqlite:///{folder / 'portal.sqlite3'}")
    with database.work() as work:
        clock.move(work.db, work.now + DOWN)
    database.close()


def check(backstage: httpx.Client, told: Told) -> None:
    """Everything that fell due has run, the audit is clean, and what the chairs were told is in the log, once."""
    backstage.post("/clock/advance", json={"seconds": 0}).raise_for_status()
    verdict = backstage.get("/audit").raise_for_status().json()
    assert verdict["violations"] == []
    events = [json.loads(line) for line in backstage.get("/events").text.splitlines()]
    happened: Counter[tuple[int, str, str]] = Counter()
    timers: Counter[tuple[int, str]] = Counter()
    for event in events:
        data: dict[str, Any] = event["data"]
        mark = str(data.get("subject") or data.get("number") or data.get("name") or data.get("reason") or "")
        happened[event["conference"], event["type"], mark] += 1
        if event["type"] in ("conference.opened", "conference.started"):
            timers[event["conference"], event["type"]] += 1
    lost = Counter(told.commands) - happened
    assert not lost, f"acknowledged and gone: {lost}"
    assert all(count == 1 for count in timers.values())


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=[pytest.mark.nightly, pytest.mark.timeout(1500)])])
def test_what_was_acknowledged_outlives_any_kill(tmp_path: Path, kills: int, pytestconfig: pytest.Config) -> None:
    """Durability (design 6.3): one command, one transaction; the answer leaves after it is on the disk."""
    chance = random.Random(pytestconfig.option.people_seed)
    prepared = core.begin(tmp_path / "portal.sqlite3")
    prepared.do(lambda work: clock.resume(work.db))
    owners = [prepared.another(n) for n in range(CHAIRS)]
    prepared.database.close()
    process = PortalProcess(tmp_path, "--max-conferences", "9999")
    told = Told()
    for _ in range(kills):
        cookies = [serving.cookie(owner) for owner in owners]
        prepared.database.close()
        process.start()
        with serving.backstage(process) as backstage:
            check(backstage, told)
            ahead = datetime.fromisoformat(backstage.get("/clock").json()["now"]) - datetime.now(MINSK)
        told.next(chance.randrange(3, 40))
        chairs = [Chair(process, cookie, ahead, told, random.Random(chance.random())) for cookie in cookies]
        for chair in chairs:
            chair.start()
        assert told.enough.wait(60), f"the chairs got stuck: {[chair.failure for chair in chairs]}"
        process.kill()
        for chair in chairs:
            chair.join(30)
            assert not chair.failure
        shift_clock(tmp_path)
    process.start()
    try:
        with serving.backstage(process) as backstage:
            check(backstage, told)
    finally:
        process.stop()
    assert len(told.commands) >= 3 * kills
