"""What a conference costs the generator: ours, and the same journey written plainly with Locust's HttpUser.

One process, which holds conferences at the recorded portal and prints its figures as one line of JSON:
`python -m tests.bench.generator ours|plain|full STUB CONFERENCES A_SECOND LASTS`. `full` measures ours while as many
are live as ever will be: so many conferences begin in that time, and as many end.
"""

from __future__ import annotations

import locust  # first of all: gevent's patches  # isort: skip

import json
import math
import re
import resource
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import gevent
from locust.env import Environment

from load.arrivals import Arrival
from load.assignment import Assignment
from load.generator import Generator
from load.line import Sample
from load.recorder import Report
from tests.bench.recorded import ACTS_AFTER, plan

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
_PICTURE = re.compile(r'src="(/captcha/([^"/]+)\.png)"')
_PERIOD = re.compile(r'name="(from|to)"[^>]*?value="([^"]*)"')
_EVEN = 0.1
_SETTLED = 5.0
"""Seconds after which a conference is over for certain, besides those that it lasts."""


class Chair(locust.HttpUser):
    """As the documentation of Locust has it: a session for each user, every answer looked at."""

    abstract = True
    wait_time = locust.constant(0)
    lasts = 1.0

    @locust.task
    def hold(self) -> None:
        start = self._get("/")
        code = self._captcha(start)
        planning = self._post("/login", start, account_type="phone", account="1", password="1", code=code)
        people = {f"number-{n}": f"+37525500006{n}" for n in (1, 2, 3)}
        wanted = {"subject": "load-bench", "immediate": "on", "minutes": "60", "size": "4", "own": "on"}
        self._post("/planning", planning, do="schedule", mode="voice", extend_by="0", reminder="0", **wanted, **people)
        page = self._get("/conferences/1/control")
        self._watch(self.lasts * ACTS_AFTER)
        page = self._post("/conferences/1/control", page, do="invite", tick=["1", "2", "3", "4"])
        self._watch(self.lasts * (1 - ACTS_AFTER))
        page = self._post("/conferences/1/control", page, do="act", action="end")
        self._watch(0)
        self._post("/conferences/1/control", page, do="end")
        self._watch(0)
        history = self._get("/history")
        history = self._get(f"/history?{urlencode(_PERIOD.findall(history))}", name="/history?period")
        start = self._post("/logout", history)
        self._picture(start)
        raise locust.exception.StopUser

    def _get(self, path: str, name: str | None = None) -> str:
        answer = self.client.get(path, name=name)
        answer.raise_for_status()
        return answer.text

    def _post(self, path: str, page: str, **fields: Any) -> str:
        answer = self.client.post(path, data={**dict(_HIDDEN.findall(page)), **fields})
        answer.raise_for_status()
        return answer.text

    def _picture(self, page: str) -> str:
        found = _PICTURE.search(page)
        assert found is not None
        self.client.get(found[1], name="/captcha/{challenge}.png").raise_for_status()
        return found[2]

    def _captcha(self, page: str) -> str:
        answer = self.client.get(f"/backstage/v1/captcha/{self._picture(page)}", name="backstage")
        return str(answer.json()["answer"])

    def _watch(self, seconds: float) -> None:
        """Opens the live line and reads its first event; then looks on."""
        with self.client.get("/conferences/1/live", stream=True, catch_response=True) as answer:
            answer.raise_for_status()
            for line in answer.iter_lines():
                if line.startswith(b"data:"):
                    json.loads(line.removeprefix(b"data:"))
                    break
            gevent.sleep(seconds)  # rule: no-sleep: a chair looks on


def _plainly(stub: str, conferences: int, a_second: float, lasts: float) -> dict[str, Any]:
    chair = type("PlainChair", (Chair,), {"abstract": False, "host": stub, "lasts": lasts})
    environment = Environment(user_classes=[chair], catch_exceptions=False)
    runner = environment.create_local_runner()
    before = time.process_time()
    for _ in range(conferences):
        runner.spawn_users({"PlainChair": 1})
        gevent.sleep(1 / a_second)  # rule: no-sleep: conferences begin evenly
    while runner.user_count:
        gevent.sleep(0.05)  # rule: no-sleep: a generator is measured in real time
    spent = time.process_time() - before
    failed = environment.stats.total.num_failures
    return {"cpu": spent, "requests": environment.stats.total.num_requests, "failed": failed}


class _Ours:
    """Our generator, which keeps Locust's statistics in a run, too. `over`: conferences that have ended."""

    def __init__(self) -> None:
        self.over = 0
        self.counted: Counter[str] = Counter()
        self._trouble: set[str] = set()
        environment = Environment()
        environment.create_local_runner()
        self._events = environment.events
        self.generator = Generator(self._told, self._sampled)

    def begin(self, stub: str, conferences: int, a_second: float, lasts: float) -> None:
        arrivals = [Arrival(n, n / a_second, "conference") for n in range(1, conferences + 1)]
        accounts = [(f"3752599{n:05d}", "bench-password") for n in range(conferences)]
        told = Assignment("bench", plan(lasts), 1, 0.0, stub, (stub, "bench"), None, accounts, arrivals)
        self.generator.begin(told)

    def figures(self, spent: float) -> dict[str, Any]:
        """After so many processor seconds."""
        if self._trouble:
            print(self._trouble, file=sys.stderr)
        requests = self.counted.total()
        return {"cpu": spent, "requests": requests, "failed": requests - self.counted["good"]}

    def _told(self, report: Report) -> None:
        self._trouble.update(report["broken"])
        self.over += len(report["over"])

    def _sampled(self, sample: Sample) -> None:
        if sample.route:
            self.counted[sample.outcome] += 1
            method, _, name = sample.route.partition(" ")
            took = (sample.ended - sample.begun) * 1000
            self._events.request.fire(  # type: ignore[no-untyped-call]  # Locust does not type it
                request_type=method,
                name=name,
                response_time=took,
                response_length=sample.size,
                exception=None,
                context={},
            )


def _ours(stub: str, conferences: int, a_second: float, lasts: float) -> dict[str, Any]:
    ours = _Ours()
    before = time.process_time()
    ours.begin(stub, conferences, a_second, lasts)
    ours.generator.wait()
    return ours.figures(time.process_time() - before)


def _full(stub: str, conferences: int, a_second: float, lasts: float) -> dict[str, Any]:
    full = lasts + _SETTLED
    ours = _Ours()
    ours.begin(stub, math.ceil(full * a_second) + conferences, a_second, lasts)
    gevent.sleep(full)  # rule: no-sleep: until as many end as begin
    before, over = time.process_time(), ours.over
    gevent.sleep(conferences / a_second)  # rule: no-sleep: a generator is measured in real time
    figures = ours.figures(time.process_time() - before)
    ended = ours.over - over
    assert abs(ended / conferences - 1) < _EVEN, f"{ended} ended while {conferences} were to begin"
    ours.generator.wind_up(0)
    return figures


def main() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    kind, stub, conferences, a_second, lasts = sys.argv[1:]
    measure = {"ours": _ours, "plain": _plainly, "full": _full}[kind]
    figures = measure(stub, int(conferences), float(a_second), float(lasts))
    figures["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # KiB, its most
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
