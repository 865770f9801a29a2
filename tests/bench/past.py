"""The pages with a long past behind them: a million conferences against ten thousand; 5,000 that are live and idle."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from threading import Event
from typing import NamedTuple

import httpx
from sqlalchemy import func, select

from fixtures.process import PortalProcess
from portal.domain.conference import LegState
from portal.domain.plan import Invitee, Plan
from portal.domain.terms import Terms
from portal.services import accounts, booking, due, seeding, sessions, templates
from portal.services.accounts import Account
from portal.store.database import Database, Work
from portal.store.schema import legs
from tests.bench.processor import seconds_of

LITTLE, MUCH = 10_000, 1_000_000
PAGES = ("/planning", "/history")
ROUNDS = 40
LIVE = 5_000
WATCHED = 20.0  # seconds


class Idle(NamedTuple):
    """What live conferences in which nothing happens cost over an empty portal."""

    core: float  # of one processor core
    mebibytes: float


def compare() -> dict[str, tuple[float, float]]:
    """For each page the median seconds with a long and with a short past, asked turn about."""
    with _behind(LITTLE) as little, _behind(MUCH) as much:
        times: dict[str, tuple[list[float], list[float]]] = {page: ([], []) for page in PAGES}
        for _ in range(ROUNDS):
            for page in PAGES:
                for portal, seconds in zip((much, little), times[page], strict=True):
                    began = time.perf_counter()
                    portal.get(page).raise_for_status()
                    seconds.append(time.perf_counter() - began)
    return {page: (median(long), median(short)) for page, (long, short) in times.items()}


@contextmanager
def _behind(conferences: int) -> Iterator[httpx.Client]:
    def seed(work: Work, account: Account) -> None:
        seeding.past(work, account, conferences)

    with _prepared(seed) as (process, cookie):
        yield httpx.Client(base_url=process.url, cookies={"session": cookie}, trust_env=False, timeout=120)


@contextmanager
def _prepared(seed: object) -> Iterator[tuple[PortalProcess, str]]:
    assert callable(seed)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        database = Database(f"sqlite:///{folder}/portal.sqlite3")
        with database.work("bench") as work:
            account = accounts.get(work, accounts.issue(work, "375259991000", "-", "Анна", ""))
            templates.make_sure_of_default(work, account)
            seed(work, account)
            cookie = sessions.open_(work, account).cookie
        database.close()
        process = PortalProcess(Path(folder))
        process.start()
        try:
            yield process, cookie
        finally:
            process.stop()


def idle() -> Idle:
    """5,000 live conferences of three connected each, against a portal without any, for 20 s."""
    with _prepared(_live) as (full, _), _prepared(lambda work, account: None) as (empty, _):
        for process in (full, empty):
            httpx.get(process.url, trust_env=False).raise_for_status()
        before = {process.pid: seconds_of(process.pid) for process in (full, empty)}
        Event().wait(WATCHED)
        spent = {pid: seconds_of(pid) - seconds for pid, seconds in before.items()}
        more = (spent[full.pid] - spent[empty.pid]) / WATCHED
        return Idle(more, (_resident(full.pid) - _resident(empty.pid)) / 2**20)


def _live(work: Work, account: Account) -> None:
    """All in one transaction; the clock goes on only for the calls to be answered, and is real time again after it."""
    work.terms = Terms(legs=10**6, conferences=10**6, calls_a_minute=10**6)
    plan = Plan(
        subject="Планерка",
        immediate=True,
        minutes=1440,
        size=5,
        own_telephone=False,
        auto_invite=True,
        invitees=tuple(Invitee(f"+37525999070{n}") for n in range(1, 4)),
    )
    for _ in range(LIVE):
        booking.schedule(work, account, plan)
    while due.advance_next(work, work.now + timedelta(seconds=5), keep_sessions=True):
        pass
    connected = select(func.count()).select_from(legs).where(legs.c.state == LegState.CONNECTED)
    assert work.db.execute(connected).scalar_one() == LIVE * len(plan.invitees)


def _resident(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return float(line.split()[1]) * 1024
