"""What keeps the portal going: transactions, a small pool for slow sums, timers, mail, live pages.

Everything synchronous (domain, services, store) runs through `run`, on the event loop itself: a transaction takes less
than handing it to a thread and back, and a thread beside the loop only takes Python's lock away from it.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from portal import faults, mail, pictures
from portal.allowance import Allowance
from portal.faults import Faults
from portal.figures import Figures
from portal.logs import request_number
from portal.pictures import Picture
from portal.services import due
from portal.services.due import Ran
from portal.settings import Settings
from portal.store import clock, jobs
from portal.store.database import Database, DatabaseBusy, Work

T = TypeVar("T")

_LONGEST_SLEEP = 15.0  # seconds of real time, after which timers and outbox are looked at in any case
_BUSY_AGAIN = 1.0  # seconds, after which is done again what failed by no fault of its own, as with a busy database
_PATIENCE = 4.0  # seconds that a transaction waits for another program to let go of the database; /readyz waits longer
_LOOKED = 0.01  # seconds between looks meanwhile
_FAILED_AGAIN = 60.0  # seconds, after which a timer that could not run is tried again
_TIMERS_AT_ONCE = 16  # in one transaction: calls made together ring together, and each would wait for the one before
_PICTURES_AHEAD = 4

_log = structlog.get_logger(part="runtime")


class Runtime:
    """The running portal behind its pages. Create and use it on the event loop."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.stopping = False
        self.figures = Figures()
        self.pictures_allowed = Allowance(settings.max_pictures)
        self.faults = None if settings.backstage_port is None else Faults(self._note)
        self._pool = ThreadPoolExecutor(2, "sums")
        self._pictures: asyncio.Queue[Picture] = asyncio.Queue(_PICTURES_AHEAD)
        self.changes = 0  # transactions that have changed conferences, as far as live pages have been told
        self._live: defaultdict[int, set[asyncio.Event]] = defaultdict(set)
        self._timers_wanted = asyncio.Event()
        self._next_due: datetime | None = None  # by the portal's clock
        self._mail_wanted = asyncio.Event()
        self._delivering = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._notes: set[asyncio.Task[None]] = set()
        self._noting = asyncio.Lock()

    async def start(self) -> None:
        """Begins with timers and mail; what fell due while the portal was down runs first."""
        if self.faults is not None:
            self.faults.know(await self.run(faults.load))
        self._tasks += [asyncio.create_task(self._run_timers()), asyncio.create_task(self._send_mail())]

    def say_goodbye(self) -> None:
        """Tells every live page that the portal is stopping."""
        self.stopping = True
        for changed in [event for events in self._live.values() for event in events]:
            changed.set()

    async def stop(self) -> None:
        """Ends timers, mail and threads; what is to be noted is."""
        self.say_goodbye()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._notes, return_exceptions=True)
        self._pool.shutdown(cancel_futures=True)

    async def run(self, use: Callable[[Work], T]) -> T:
        """`use` in one transaction; live pages and timers hear of what it changed. Others have their turn before it.

        Raises DatabaseBusy when another program holds the database.
        """
        if self.faults is not None and self.faults.any:
            await self.faults.at_transaction()
        await asyncio.sleep(0)
        number = request_number.get()
        result, work = await self._transact(use, f"request:{number}" if number else "")
        self._changed(work.touched)
        if work.posted:
            self._mail_wanted.set()
        if work.due and (self._next_due is None or work.due < self._next_due):
            self._timers_wanted.set()
        return result

    async def _transact(self, use: Callable[[Work], T], cause: str) -> tuple[T, Work]:
        began, ending = time.perf_counter(), "rolled_back"
        try:
            while True:
                try:
                    with self.database.work(cause) as work:
                        result = use(work)
                    break
                except DatabaseBusy:
                    if time.perf_counter() - began > _PATIENCE:
                        ending = "busy"
                        _log.warning("database.busy")
                        raise
                await asyncio.sleep(_LOOKED)
            ending = "committed"
        finally:
            self.figures.transactions.add(time.perf_counter() - began, ending)
        return result, work

    def _note(self, use: Callable[[Work], None]) -> None:
        """`use` in a transaction of its own, after those that came before; nobody waits for it."""

        async def note() -> None:
            try:
                async with self._noting:
                    await self._transact(use, "")
            except Exception as error:
                _log.error("fault.not_noted", error=repr(error))

        task = asyncio.get_running_loop().create_task(note())
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def compute(self, slow: Callable[[], T]) -> T:
        """A slow sum (a password hash, a picture) on the pool."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, slow)

    async def picture(self) -> Picture:
        """A picture code nobody has seen; some are always drawn ahead, from the first that was wanted on."""
        if len(self._tasks) < 3:
            self._tasks.append(asyncio.create_task(self._draw_ahead()))
        return await self._pictures.get()

    @asynccontextmanager
    async def subscribe(self, conference: int) -> AsyncIterator[asyncio.Event]:
        """An event that is set at every change of the conference, and when the portal stops; the reader clears it."""
        changed = asyncio.Event()
        self._live[conference].add(changed)
        try:
            yield changed
        finally:
            self._live[conference].discard(changed)
            if not self._live[conference]:
                del self._live[conference]

    @property
    def live_pages(self) -> int:
        """How many live pages are open."""
        return sum(map(len, self._live.values()))

    def wake(self) -> None:
        """The clock has been changed: look at timers, outbox and live pages again."""
        self._changed(set(self._live))
        self._timers_wanted.set()
        self._mail_wanted.set()

    async def advance(self, seconds: float, *, keep_sessions: bool = True) -> list[Ran]:
        """Moves the clock on, running what falls due in order, then waits for the outbox; answers with what ran."""
        target = await self.run(lambda work: work.now + timedelta(seconds=seconds))
        ran: list[Ran] = []
        while one := await self.run(lambda work: due.advance_next(work, target, keep_sessions=keep_sessions)):
            ran.append(one)
        await self._deliver()
        self.wake()
        return ran

    def _changed(self, conferences: set[int]) -> None:
        self.changes += bool(conferences)
        for conference in conferences:
            for changed in self._live.get(conference, ()):
                changed.set()

    async def _run_timers(self) -> None:
        at_once = _TIMERS_AT_ONCE
        while True:
            self._timers_wanted.clear()
            try:
                timers, sleep = await self.run(partial(self._run_due, at_once))
                at_once = _TIMERS_AT_ONCE
                for ran in timers:
                    _log.info("timer.ran", kind=ran.kind, conference=ran.conference, due=ran.due.isoformat())
            except DatabaseBusy:  # no timer's fault, so none is put off
                sleep = _BUSY_AGAIN
            except Exception:
                if at_once > 1:  # nothing of it was done; one by one those before the one that failed run
                    at_once = 1
                    continue
                _log.exception("timer.failed", again_in=_FAILED_AGAIN)
                sleep, at_once = await self._put_off_first(), _TIMERS_AT_ONCE
            if sleep:
                await _wait(self._timers_wanted, sleep)

    def _run_due(self, most: int, work: Work) -> tuple[list[Ran], float]:
        """Runs what is due, the earliest first; answers with what has run, and the seconds until the next."""
        self._next_due = None
        timers: list[Ran] = []
        while len(timers) < most and (ran := due.run_next(work)):
            timers.append(ran)
        self._next_due = jobs.next_due(work)
        return timers, _until(work, self._next_due)

    async def _put_off_first(self) -> float:
        """Makes way for the timers behind one that has failed; answers with how long to wait before going on."""
        try:
            await self.run(lambda work: jobs.postpone_first(work, work.now + timedelta(seconds=_FAILED_AGAIN)))
        except Exception:
            _log.exception("timer.not_put_off")
            return _LONGEST_SLEEP
        return 0.0

    async def _send_mail(self) -> None:
        while True:
            self._mail_wanted.clear()
            try:
                await self._deliver()
            except Exception:
                _log.exception("mail.not_looked_at")
            await _wait(self._mail_wanted, _LONGEST_SLEEP)

    async def _deliver(self) -> None:
        async with self._delivering:
            await mail.deliver(self)

    async def _draw_ahead(self) -> None:
        while True:
            try:
                drawn = await self.compute(pictures.draw)
            except Exception:  # or every start page would wait for ever
                _log.exception("picture.failed", again_in=_BUSY_AGAIN)
                await asyncio.sleep(_BUSY_AGAIN)
            else:
                await self._pictures.put(drawn)


def _until(work: Work, next_due: datetime | None) -> float:
    """Seconds until the next timer; a frozen clock never gets there by itself."""
    left = _LONGEST_SLEEP if next_due is None else (next_due - work.now).total_seconds()
    return _LONGEST_SLEEP if left > 0 and clock.frozen(work.db) else min(_LONGEST_SLEEP, max(0.0, left))


async def _wait(wanted: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(wanted.wait(), seconds)
    except TimeoutError:
        return
