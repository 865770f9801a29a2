"""The runtime: transactions, timers, live pages and pictures, when something is in the way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import pictures
from portal.domain.conference import State
from portal.pictures import Picture
from portal.runtime import Runtime
from portal.services import control, due, sessions
from portal.services.due import Ran
from portal.settings import Settings
from portal.store import conferences, jobs
from portal.store.database import Database, DatabaseBusy, Work
from portal.store.schema import conferences as rows
from portal.store.schema import jobs as job_rows
from portal.web import live
from tests import core
from tests.core import ANSWERS, BUSY, MONDAY, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def test_no_timer_is_put_off_because_the_database_was_busy(portal: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conference does not start a minute late because a backup program held the database for a moment."""
    made = portal.schedule(immediate=False, starts_at=MONDAY)
    really, failures = due.run_next, iter([True, True])

    def run_next(work: Work) -> Ran | None:
        if next(failures, False):
            raise DatabaseBusy("held")
        return really(work)

    monkeypatch.setattr("portal.runtime._BUSY_AGAIN", 0.0)
    monkeypatch.setattr("portal.runtime._PATIENCE", 0.0)
    monkeypatch.setattr(due, "run_next", run_next)
    _run_until(portal, monkeypatch, lambda work: conferences.query(work, select(rows))[0].state is State.ACTIVE)
    happened = [event["type"] for event in portal.do(lambda work: conferences.log(work, made))]
    assert "conference.opened" in happened and next(failures, None) is None


def test_who_waits_for_another_program_holds_up_nobody(portal: Core) -> None:
    """A backup program writes for a moment: what is asked meanwhile is done a moment later, and the rest goes on."""

    async def wait() -> tuple[bool, str]:
        runtime = Runtime(Settings(), Database(f"sqlite:///{portal.database.path}", patience=0))
        with contextlib.closing(sqlite3.connect(portal.database.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            asked = asyncio.ensure_future(runtime.run(lambda work: "done"))
            done, _ = await asyncio.wait({asked}, timeout=0.05)
            other.execute("ROLLBACK")
            answer = await asked
        await runtime.stop()
        runtime.database.close()
        return bool(done), answer

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, wait()).result() == (False, "done")


def test_a_timer_that_fails_holds_up_none_of_those_it_runs_with(portal: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers that are due together run in one transaction; one that cannot run takes nobody with it."""
    first, failing, last = (portal.schedule(ANSWERS) for _ in range(3))
    for made, kind in ((first, "nobody_joined"), (failing, "remind"), (last, "nobody_joined")):
        portal.do(lambda work, kind=kind, made=made: jobs.add(work, work.now, kind, made))  # type: ignore[misc]  # defaults
    over = [State.EXPIRED, State.ACTIVE, State.EXPIRED]
    _run_until(portal, monkeypatch, lambda work: [one.state for one in conferences.query(work, select(rows))] == over)
    put_off = select(job_rows.c.due_at).where(job_rows.c.kind == "remind")
    assert portal.do(lambda work: work.db.execute(put_off).scalar_one()) > MONDAY


def _run_until(portal: Core, monkeypatch: pytest.MonkeyPatch, there: Callable[[Work], bool]) -> None:
    """Timers run until something is there."""

    async def run() -> None:
        runtime = Runtime(Settings(), portal.database)
        monkeypatch.setattr(runtime, "_deliver", asyncio.Event().wait)  # no letters are handed over
        await runtime.start()
        async with asyncio.timeout(5):
            while not await runtime.run(there):
                pass  # the timers have their turn in between
        await runtime.stop()

    with ThreadPoolExecutor(1) as thread:  # here a browser may have its loop
        thread.submit(asyncio.run, run()).result()


def test_a_page_hears_of_what_has_changed_before_it_listened(portal: Core) -> None:
    """9.3: a row that somebody adds after the page was let in, and before its line waits for more, is on it."""
    made = portal.schedule(ANSWERS)
    visitor = portal.do(lambda work: sessions.open_(work, portal.account))

    async def hear() -> list[str]:
        runtime = Runtime(Settings(), portal.database)
        let_in = portal.conference(made)
        stream = live._states(runtime, visitor, portal.account, let_in, None, runtime.changes)
        told = [await anext(stream)]
        await runtime.run(lambda work: control.add(work, portal.account, made, BUSY, "Борис"))
        told.append(await anext(stream))
        await stream.aclose()  # type: ignore[attr-defined]  # of a generator
        await runtime.stop()
        return told

    with ThreadPoolExecutor(1) as thread:
        retry, state = thread.submit(asyncio.run, hear()).result()
    assert retry.startswith("retry: ")
    assert "Борис" in json.loads(state.rpartition("data: ")[2])["html"]


def test_one_picture_that_cannot_be_drawn_does_not_end_the_drawing(
    portal: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3.1: the start page has its code picture, a moment later."""
    failures, draw = iter([True]), pictures.draw
    monkeypatch.setattr("portal.runtime._BUSY_AGAIN", 0.0)

    def sometimes() -> Picture:
        if next(failures, False):
            raise ValueError("no font")
        return draw()

    monkeypatch.setattr(pictures, "draw", sometimes)

    async def run() -> Picture:
        runtime = Runtime(Settings(), portal.database)
        async with asyncio.timeout(5):
            return await runtime.picture()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, run()).result().png
