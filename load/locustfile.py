"""What Locust loads: `locust -f load/locustfile.py`, with its web interface and its own options (docs/load.md).

Without `--host` it starts a reference portal of its own. As a worker of `python -m load run` it does as it is told.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import gevent
from locust import events
from locust.env import Environment
from locust.rpc import Message
from locust.runners import MasterRunner, Runner, WorkerRunner

from fixtures import folders
from load import options, suitable
from load.arrivals import schedule
from load.assignment import received
from load.director import LOCAL, Director
from load.generator import Generator
from load.journeys import ACTIONS
from load.line import Sample
from load.plan import Plan, PlanError, read, times
from load.target import Target, Unusable, start_own
from load.users import Chair
from load.whole_run import check_log_ins

__all__ = ["Chair"]
ROOT = Path(__file__).parents[1]
PATIENCE = 10.0
"""Seconds that an answer is waited for at the end, unless --stop-timeout says more."""

log = logging.getLogger(__name__)


@events.init_command_line_parser.add_listener
def _add_options(parser: ArgumentParser, **_: object) -> None:
    group = parser.add_argument_group("Conferences")
    options.add_target(group)
    options.add_for_locust(group)


@events.init.add_listener
def _wire(environment: Environment, runner: Runner, **_: object) -> None:
    if not isinstance(runner, MasterRunner):
        _be_generator(environment, runner)
    if not isinstance(runner, WorkerRunner):
        _Master(environment, runner)


def _be_generator(environment: Environment, runner: Runner) -> None:
    def sampled(sample: Sample) -> None:
        failure = None if sample.outcome == "good" else f"{sample.outcome} {sample.status or ''}".strip()
        if sample.route:
            environment.events.request.fire(
                request_type=sample.route.partition(" ")[0],
                name=sample.route.partition(" ")[2],
                response_time=(sample.ended - sample.begun) * 1000,
                response_length=sample.size,
                exception=failure if sample.outcome == "failed" else None,
                context={},
            )

    generator = Chair.generator = Generator(lambda report: runner.send_message("report", report), sampled)

    def take_up(msg: Message, **_: object) -> None:
        generator.begin(received(msg.data))

    def wind_up(msg: Message, **_: object) -> None:
        generator.wind_up(msg.data["patience"])

    runner.register_message("assignment", take_up)
    runner.register_message("wind_up", wind_up, concurrent=True)
    if isinstance(runner, WorkerRunner):
        environment.events.quitting.add_listener(lambda **_: generator.wind_up(PATIENCE))


class _Master:
    """What happens when Locust begins, stops and ends, on the master or where there is none."""

    def __init__(self, environment: Environment, runner: Runner) -> None:
        assert environment.parsed_options is not None
        self._environment, self._runner = environment, runner
        self._options = environment.parsed_options
        self._files = Path(tempfile.mkdtemp(prefix="load-"))
        try:
            self._target = self._find_target()
        except (Unusable, PlanError) as error:
            log.error("%s", error)
            sys.exit(2)
        environment.host = self._target.url
        self._director = Director(runner, self._target, self._options.load_seed)
        runner.register_message("report", self._take)
        environment.events.test_start.add_listener(self._begin)
        environment.events.test_stopping.add_listener(lambda **_: self._director.wind_up())
        environment.events.test_stop.add_listener(lambda **_: self._finish())
        environment.events.quitting.add_listener(self._quit)
        environment.events.quit.add_listener(self._clear_away)

    def _find_target(self) -> Target:
        if self._options.host:
            return options.target(self._options, self._options.host)
        log.info("No --host: a reference portal is started for this run.")
        return start_own(self._files / "portal", self._plan())

    def _plan(self) -> Plan:
        return times(read(self._options.load_profile, ACTIONS), self._options.load_times)

    def _begin(self, **_: object) -> None:
        try:
            folder = self._options.load_folder or folders.make(folders.name(ROOT, "load"))
            if self._environment.host != self._target.url:
                self._target = options.target(self._options, self._environment.host or "")
                self._director = Director(self._runner, self._target, self._options.load_seed)
            plan = self._plan()
            suitable.check(plan, self._target)
            self._check_log_ins(plan)
            if self._target.foreign is not None:
                log.info("not our portal: %s", self._target.foreign.says)
            patience = max(float(self._environment.stop_timeout or 0), PATIENCE)
            self._director.begin(plan, folder, by_arrivals=self._options.arrivals, patience=patience)
        except (Unusable, ValueError, OSError) as error:
            log.error("%s", error)
            self._environment.process_exit_code = 2
            gevent.spawn(self._runner.quit if self._options.headless else self._runner.stop)

    def _check_log_ins(self, plan: Plan) -> None:
        """Raises Unusable: how often people of a closed model log in, nobody can tell before."""
        if self._options.arrivals:
            check_log_ins(plan, schedule(plan, self._options.load_seed))
        elif plan.limits.log_ins_a_minute is not None:
            raise Unusable(
                "limits.log_ins_a_minute can only be kept where it is planned when people come: add --arrivals, or use "
                "python -m load run."
            )

    def _take(self, msg: Message, **_: object) -> None:
        self._director.take(LOCAL if msg.node_id == "local" else msg.node_id, msg.data)

    def _finish(self) -> None:
        try:
            run = self._director.finish()
        except OSError as error:
            log.error("the record cannot be written: %s", error)
            self._environment.process_exit_code = 30
            return
        if run is not None:
            self._environment.process_exit_code = 0 if self._options.load_folder else self._judge()

    def _judge(self) -> int:
        """In a process of its own, as for every other run; what it says goes where Locust's own words go.

        The log of a portal that was started here is kept beside it: it goes on with the next run.
        """
        if self._target.process is not None:
            with suppress(OSError):
                shutil.copy(self._target.process.log, self._director.folder)
        accounts = self._target.hand_on(self._files / "accounts.toml")
        judged = subprocess.run(
            [
                *(sys.executable, "-m", "load", "judge", str(self._director.folder), "--target", self._target.url),
                *options.given(self._options, self._target, accounts),
            ],
            cwd=ROOT,
            env={**os.environ, options.TOKEN: self._target.backstage[1]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for line in judged.stdout.splitlines():
            log.info("%s", line)
        return judged.returncode

    def _quit(self, **_: Any) -> None:
        self._director.wind_up()
        self._finish()

    def _clear_away(self, **_: Any) -> None:
        if self._target.process is not None:
            self._target.process.stop()
        shutil.rmtree(self._files, ignore_errors=True)
