"""The master's part under Locust: deals a run out, gathers it, ends it, and leaves `run.json` and `ledger.jsonl`.

In a single process it is there besides the generator, and what they say to each other takes the same way.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import gevent
from locust.runners import MasterRunner, Runner

from load.arrivals import dealt, schedule
from load.assignment import Assignment, mark
from load.figures import slice_of
from load.gathering import Gathering
from load.plan import Plan
from load.target import Target
from load.target_figures import EVERY, TargetFigures
from reports.load_run import LoadRun

LOCAL = "local"
LEAD = 1.0
"""Seconds from the dealing to the run's beginning, for the workers to make ready."""
NOTHING_FOR = 20.0
"""Seconds without a success, but with failures, after which nobody need wait any longer."""
_ASIDE = 5.0
_CLOSED_ACCOUNTS = 1000
_CLOSED_SLICE = 10.0

log = logging.getLogger(__name__)


class Director:
    """One run after another: `begin`, then `wind_up` and `finish`, each of which may be called again."""

    def __init__(self, runner: Runner, target: Target, seed: int) -> None:
        self._runner = runner
        self._target = target
        self._seed = seed
        self._running = False

    def begin(self, plan: Plan, folder: Path, *, by_arrivals: bool, patience: float) -> None:
        """Deals out. `by_arrivals`: as the profile plans; otherwise people come one conference after another, as many
        as Locust has users. `patience`: seconds that are waited for answers at the end. Raises Unusable, OSError."""
        run = secrets.token_hex(3)
        arrivals = schedule(plan, self._seed) if by_arrivals else []
        wanted = plan.needs.accounts or (len(arrivals) if by_arrivals else _CLOSED_ACCOUNTS)
        accounts = self._target.accounts(wanted)
        workers = self._workers()
        self.folder, self._plan, self._by_arrivals, self._patience = folder, plan, by_arrivals, patience
        self._ledger = (folder / "ledger.jsonl").open("w", encoding="utf-8")
        self._progress = (folder / "progress.jsonl").open("w", encoding="utf-8")
        coming = plan.arrivals
        measured = (coming.warm_up, coming.seconds) if by_arrivals else (0.0, float("inf"))
        length = slice_of(coming.seconds + plan.drain) if by_arrivals else _CLOSED_SLICE
        self._gathering = Gathering(
            arrivals, measured, length, coming.late_after, lambda number: mark(run, number), _lines(self._ledger)
        )
        self._figures = TargetFigures(self._target.url, self._target.pid)
        self._incomplete = self._trouble = ""
        lead = LEAD if by_arrivals else 0.0
        self._started = datetime.now(UTC) + timedelta(seconds=lead)
        self._zero = time.monotonic() + lead
        self._inputs = self._made_by(run, len(workers))
        self._running = True
        for index, worker in enumerate(workers):
            self._gathering.join(worker)
            assignment = Assignment(
                run=run,
                plan=plan,
                seed=self._seed,
                begins_in=self._zero - time.monotonic(),
                url=self._target.url,
                backstage=self._target.backstage,
                foreign=self._target.foreign,
                accounts=[(one.login, one.password) for one in dealt(accounts, index, len(workers))],
                arrivals=dealt(arrivals, index, len(workers)) if by_arrivals else None,
                first=index + 1,
                step=len(workers),
            )
            self._send("assignment", assignment.message(), worker)
        gevent.spawn(self._watch)

    def take(self, worker: str, report: dict[str, Any]) -> None:
        """A worker's report."""
        if not self._running:
            return
        try:
            self._gathering.take(worker, report)
        except OSError as error:
            self._fail(f"what was measured cannot be kept: {error.strerror} ({self.folder})")
        if report["broken"] and not self._trouble:
            self._fail(f"a journey of ours broke: {report['broken'][0]}")

    def wind_up(self) -> None:
        """Nothing more begins; what is under way is waited for, and what every worker still has to tell."""
        if not self._running:
            return
        if self._gathering.waited_for and self._by_arrivals:
            self._incomplete = self._incomplete or f"it was stopped after {time.monotonic() - self._zero:.0f} s"
        for worker in self._gathering.waited_for:
            self._send("wind_up", {"patience": self._patience}, worker)
        deadline = time.monotonic() + self._patience + _ASIDE
        while self._gathering.waited_for and time.monotonic() < deadline:
            gevent.sleep(0.1)
        for worker in self._gathering.waited_for:
            self._gathering.lost(worker, time.monotonic() - self._zero)

    def finish(self) -> LoadRun | None:
        """Writes the record; None if there was no run, or it is written already."""
        if not self._running:
            return None
        self._running = False
        try:
            self._ledger.close()
            self._progress.close()
        except OSError as error:
            self._trouble = self._trouble or f"what was measured cannot be kept: {error.strerror} ({self.folder})"
        run = self._gathering.run(
            started=self._started.isoformat(timespec="milliseconds"),
            inputs=self._inputs,
            ended=max(time.monotonic() - self._zero, 0.0),
            target=self._figures.series,
            target_absent=self._figures.absent,
            incomplete=self._incomplete,
            trouble=self._trouble,
        )
        run.write(self.folder / "run.json")
        return run

    def _watch(self) -> None:
        """As long as the run goes on. Whatever breaks here would leave a run that nobody ends."""
        try:
            self._watch_on()
        except Exception as error:
            log.exception("the master is broken")
            self._fail(f"the master broke: {type(error).__name__}: {error}")

    def _watch_on(self) -> None:
        """Once a second."""
        looked = -EVERY
        while self._running and self._gathering.waited_for:
            at = time.monotonic() - self._zero
            self._give_up_the_lost(at)
            if at - looked >= EVERY:
                self._figures.look(max(at, 0.0))
                looked = at
            self._show(at)
            if at - self._gathering.last_success > NOTHING_FOR and not self._incomplete:
                self._stop(f"nothing has succeeded for {NOTHING_FOR:g} s")
            gevent.sleep(1)
        if self._running:
            self._end()

    def _show(self, at: float) -> None:
        try:
            self._progress.write(json.dumps(self._gathering.progress(max(at, 0.0))) + "\n")
            self._progress.flush()
            self._ledger.flush()
        except OSError as error:
            self._fail(f"what was measured cannot be kept: {error.strerror} ({self.folder})")

    def _give_up_the_lost(self, at: float) -> None:
        if not isinstance(self._runner, MasterRunner):
            return
        there = {client.id for client in self._runner.clients.all if client.state != "missing"}
        for worker in self._gathering.waited_for:
            if worker not in there:
                log.warning("worker %s is lost", worker)
                self._gathering.lost(worker, at)

    def _fail(self, trouble: str) -> None:
        if not self._trouble:
            self._trouble = trouble
            self._stop(trouble)

    def _stop(self, why: str) -> None:
        self._incomplete = self._incomplete or why
        self._end()

    def _end(self) -> None:
        """Tells Locust, in a greenlet of its own: it kills those that it finds at work."""
        options = self._runner.environment.parsed_options
        headless = options is not None and options.headless
        gevent.spawn(self._runner.quit if headless else self._runner.stop)

    def _workers(self) -> list[str]:
        if isinstance(self._runner, MasterRunner):
            return [client.id for client in self._runner.clients.ready]
        return [LOCAL]

    def _send(self, kind: str, message: dict[str, Any], worker: str) -> None:
        self._runner.send_message(kind, message, client_id=worker)

    def _made_by(self, run: str, workers: int) -> dict[str, Any]:
        """Everything that made the run, and no secret."""
        return {
            "run": run,
            "profile": self._plan.name,
            "plan": self._plan.model_dump(mode="json"),
            "arrivals": "as the profile plans" if self._by_arrivals else "one after another, by Locust's users",
            "target": self._target.name,
            "target version": self._target.version,
            **({"target suffers": self._target.foreign.says} if self._target.foreign else {}),
            "seed": self._seed,
            "workers": workers,
            "command": " ".join(sys.argv),
            "versions": {name: version(name) for name in ("locust", "gevent", "audioconference-harness")},
            "machine": {
                "system": platform.platform(),
                "python": platform.python_version(),
                "processors": os.cpu_count(),
            },
        }


def _lines(file: IO[str]) -> Callable[[str], object]:
    return lambda line: file.write(f"{line}\n")
