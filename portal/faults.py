"""Faults on command: which there are, when each strikes, and that none outlives its time.

A fault strikes where it is met: at a request of the public port, at a transaction of such a request, at a mail that
leaves, at an event of a live page. Whether it does, and how hard, is drawn from its seed and from how often it has been
met, so that the same run meets the same faults; rows in the database carry both across a restart.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import delete, select, update

from portal.store.database import DatabaseBusy, Work
from portal.store.schema import faults

LONGEST = 60.0  # seconds that one strike may hold something up

request: ContextVar[str] = ContextVar("request", default="")
"""The public request that is being answered, as `POST /planning`; empty for backstage, timers and mail."""

Told = dict[str, Any]

_log = structlog.get_logger(part="faults")


@dataclass(slots=True)
class Fault:
    """A fault and how often it has been `met` and has `struck`. `told` is how it was asked for.

    It ends by itself at `expires_at`, in real time: the portal's clock may stand for ever, or pass it in one leap.
    """

    id: int
    told: Told
    met: int
    struck: int
    expires_at: datetime

    @property
    def kind(self) -> str:
        return str(self.told["kind"])

    @property
    def spent(self) -> bool:
        """It has struck as often as it was to."""
        count = self.told.get("count")
        return count is not None and self.struck >= count


@dataclass(frozen=True, slots=True)
class Strike:
    """One strike of a fault; `chance` draws what is drawn for it."""

    told: Told
    chance: random.Random

    @property
    def seconds(self) -> float:
        """How long it holds things up: drawn from the fault's distribution, from 0 to 60 s."""
        return min(LONGEST, max(0.0, _draw(self.told["seconds"], self.chance)))


def _draw(wanted: Told | float, chance: random.Random) -> float:
    if not isinstance(wanted, dict):
        return float(wanted)
    match wanted["distribution"]:
        case "uniform":
            return chance.uniform(wanted["low"], wanted["high"])
        case "normal":
            return chance.gauss(wanted["mean"], wanted["deviation"])
        case _:
            return float(wanted["median"] * chance.lognormvariate(0.0, wanted["sigma"]))


class Faults:
    """The faults of one running portal. Used on the event loop; `note` takes a change to the database, in order."""

    def __init__(self, note: Callable[[Callable[[Work], None]], None]) -> None:
        self.routes: Collection[str] = ()  # of the public port, as `POST /planning`; the port itself tells them
        self._note = note
        self._all: list[Fault] = []

    @property
    def any(self) -> bool:
        return bool(self._all)

    def know(self, found: Sequence[Fault]) -> None:
        """These and no others, as the database has them."""
        self._all = list(found)

    def listed(self) -> list[Fault]:
        """Those whose time has not run out, the oldest first; what is spent is still told."""
        now = datetime.now(UTC)
        if gone := [fault.id for fault in self._all if fault.expires_at <= now]:
            self._all = [fault for fault in self._all if fault.id not in gone]
            self._note(lambda work: forget(work, gone))
        return list(self._all)

    def awaits(self, kind: str) -> bool:
        """Whether a fault of this kind may still strike: to be asked before anything is done for its sake."""
        return any(fault.kind == kind and not fault.spent for fault in self._all)

    def strike(
        self, kind: str, *places: str, fits: Callable[[Told], bool] | None = None, **seen: object
    ) -> Strike | None:
        """Meets the faults of this kind at `places`, the oldest first; answers with the first that strikes.

        Faults whose terms do not fit are not met at all. `seen` goes into the log.
        """
        for fault in self.listed() if self._all else ():
            due = fault.kind == kind and fault.told["on"] in places and not fault.spent
            if due and (fits is None or fits(fault.told)) and (struck := self._meet(fault, seen)):
                return struck
        return None

    async def at_transaction(self) -> None:
        """What happens to a transaction of a public request before it is begun. Raises DatabaseBusy."""
        if not (on := request.get()):
            return
        if slow := self.strike("latency", "database"):
            await asyncio.sleep(slow.seconds)
        if self.strike("database_busy", "database", "*", on):
            raise DatabaseBusy("a fault was asked for")

    def _meet(self, fault: Fault, seen: dict[str, object]) -> Strike | None:
        fault.met += 1
        chance = random.Random(f"{fault.told['seed']} {fault.met}")
        probability = fault.told.get("probability")
        strikes = probability is None or chance.random() < probability
        fault.struck += strikes
        counts = {"met": fault.met, "struck": fault.struck}
        self._note(lambda work: _count(work, fault.id, counts))
        if not strikes:
            return None
        on = request.get() or fault.told["on"]
        _log.warning("fault.struck", fault=fault.id, kind=fault.kind, on=on, times=fault.struck, **seen)
        return Strike(fault.told, chance)


class LiveLine:
    """The last stretch of one live page: its events pass through, and some are lost, doubled or out of order."""

    def __init__(self, faults: Faults | None) -> None:
        self._faults = faults
        self._held: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """`texts` (server-sent events, whole) as they arrive.

        One that is out of order comes after what is sent next; comments and the like are never struck themselves.
        """
        if self._faults is None or not (self._faults.any or self._held):
            return list(texts)
        return [arrived for text in texts for arrived in self._arrived(self._faults, text)]

    def _arrived(self, faults: Faults, text: str) -> list[str]:
        late, self._held = self._held, []
        if not text.startswith("event:"):
            return [text, *late]
        if faults.strike("live_lost", "live"):
            return late
        if faults.strike("live_doubled", "live"):
            return [text, text, *late]
        if not late and faults.strike("live_reordered", "live"):
            self._held = [text]
            return []
        return [text, *late]


def add(work: Work, told: Told, expires_at: datetime) -> Fault:
    """A new fault as it was asked for (`portal.backstage.faults` says how), until `expires_at`, in real time."""
    row = {"told": told, "met": 0, "struck": 0, "expires_at": expires_at}
    return Fault(work.insert(faults, row), told, 0, 0, expires_at)


def load(work: Work) -> list[Fault]:
    """All faults that are kept, the oldest first."""
    return [Fault(*row) for row in work.db.execute(select(faults).order_by(faults.c.id))]


def forget(work: Work, ids: Collection[int]) -> None:
    """These faults are over."""
    work.db.execute(delete(faults).where(faults.c.id.in_(ids)))


def _count(work: Work, fault_id: int, counts: dict[str, int]) -> None:
    work.db.execute(update(faults).where(faults.c.id == fault_id).values(counts))
