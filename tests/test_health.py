"""What machines learn of the portal: alive, ready, its figures; and that a request can be followed to what it did."""

from __future__ import annotations

import asyncio
import json
import platform
import re
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

import portal
from fixtures.process import PortalProcess
from fixtures.waiting import until
from portal.runtime import Runtime
from portal.settings import Settings
from portal.store import clock
from portal.store.database import HEAD, Work
from portal.web.app import create
from tests import core, serving
from tests.core import MONDAY, Core


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def asked(prepared: Core, path: str, *, by: str = "127.0.0.1", **settings: str) -> httpx.Response:
    """What a portal answers whose timers do not run, to a visitor with this address."""

    async def once() -> httpx.Response:
        runtime = Runtime(Settings.model_validate({"database": prepared.database.path, **settings}), prepared.database)
        try:
            transport = httpx.ASGITransport(create(runtime), client=(by, 50000))
            async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
                return await client.get(path)
        finally:
            await runtime.stop()

    with ThreadPoolExecutor(1) as thread:  # a browser test before may have left its own loop in this one
        return thread.submit(asyncio.run, once()).result()


def test_it_is_ready_while_its_timers_run(prepared: Core) -> None:
    """Late by less than a minute is no trouble; more is, and it is told by how much."""
    prepared.schedule(core.ANSWERS, auto_invite=True)

    def late_by(seconds: float) -> httpx.Response:
        prepared.do(lambda work: clock.freeze(work.db, MONDAY + timedelta(seconds=1 + seconds)))
        return asked(prepared, "/readyz")

    ready = late_by(59)
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    late = late_by(60)
    assert (late.status_code, late.json()["reason"]) == (503, "Timers are late by 60 s.")
    assert "portal_timer_lag_seconds 60.0\n" in asked(prepared, "/metrics").text


def test_it_is_not_ready_without_its_database(prepared: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is alive all the same; the reason is a sentence."""

    def no_patience(work: Work) -> None:
        work.db.exec_driver_sql("PRAGMA busy_timeout = 0")

    prepared.do(no_patience)
    monkeypatch.setattr("portal.runtime._PATIENCE", 0.05)
    with closing(sqlite3.connect(prepared.database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = asked(prepared, "/readyz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "Another program holds the database.")
        assert asked(prepared, "/healthz").json() == {"status": "alive"}
        told = asked(prepared, "/help")
        assert (told.status_code, told.headers["retry-after"]) == (503, "5")
        assert "Портал сейчас занят" in told.text
    prepared.do(lambda work: work.db.exec_driver_sql("DROP TABLE jobs"))
    answer = asked(prepared, "/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "The database does not answer: the log says why.")


@pytest.mark.parametrize(
    ("by", "metrics_from", "may"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("192.0.2.7", "", False),
        ("192.0.2.7", "198.51.100.0/24, 192.0.2.7", True),
        ("198.51.100.9", "198.51.100.0/24, 192.0.2.7", True),
        ("192.0.2.8", "198.51.100.0/24, 192.0.2.7", False),
        ("2001:db8::1", "192.0.2.0/24", False),
        ("", "0.0.0.0/0", False),
    ],
)
def test_who_may_read_the_figures(prepared: Core, by: str, metrics_from: str, may: bool) -> None:
    """To others there is no such page; whether the portal lives is no secret."""
    answer = asked(prepared, "/metrics", by=by, metrics_from=metrics_from)
    assert answer.status_code == (200 if may else 404)
    assert ("portal_conferences" in answer.text) == may
    assert asked(prepared, "/healthz", by=by).status_code == asked(prepared, "/readyz", by=by).status_code == 200


def test_nobody_gets_a_session_by_asking(prepared: Core) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        answer = asked(prepared, path)
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    assert prepared.do(lambda work: work.db.exec_driver_sql("SELECT count(*) FROM sessions").scalar()) == 0


@pytest.fixture
def served(prepared: Core, tmp_path: Path) -> Iterator[tuple[PortalProcess, httpx.Client, httpx.Client]]:
    """A portal with conference 1, which runs, somebody signed in, and backstage."""
    prepared.schedule(core.ANSWERS, core.BUSY, auto_invite=True)
    cookies = serving.cookie(prepared)
    prepared.database.close()
    with (
        serving.served(tmp_path) as process,
        serving.backstage(process) as backstage,
        httpx.Client(base_url=process.url, trust_env=False, cookies=cookies, timeout=20) as visitor,
    ):
        yield process, visitor, backstage


def figures(visitor: httpx.Client) -> Mapping[tuple[str, ...], float]:
    """Every figure under its name, without `portal_`, and the values of its labels in the order of their names."""
    answer = visitor.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {
        (sample.name.removeprefix("portal_"), *(value for _, value in sorted(sample.labels.items()))): sample.value
        for sample in samples
    }


def test_the_figures(served: tuple[PortalProcess, httpx.Client, httpx.Client]) -> None:
    """They follow what happens: conferences, calls, mail, timers, live pages, requests by route, transactions."""
    _, visitor, backstage = served
    before = figures(visitor)
    assert (before["conferences", "active"], before["conferences", "ended"]) == (1, 0)
    assert (before["legs", "calling"], before["legs", "connected"]) == (2, 0)
    assert before["timer_lag_seconds",] == before["mail", "waiting"] == before["mail", "failed"] == 0
    assert before["jobs_waiting",] > 0
    assert before["build_info", platform.python_version(), HEAD, portal.__version__] == 1
    backstage.post("/clock/advance", json={"seconds": 3})
    with visitor.stream("GET", "/conferences/1/live") as live:
        lines = live.iter_lines()
        assert next(lines) == "retry: 2000"
        until(lambda: figures(visitor)["live_streams_open",] == 1, who="the figures", what="the live page")
    until(lambda: figures(visitor)["live_streams_open",] == 0, who="the figures", what="its end")
    for path in ("/conferences/1", "/conferences/1?x=1", "/conferences/9", "/nowhere/1", "/nowhere/2"):
        visitor.get(path)
    after = figures(visitor)
    assert (after["legs", "connected"], after["legs", "ended"]) == (1, 1)
    assert after["request_seconds_count", "GET", "/conferences/{id}", "200"] == 2
    assert after["request_seconds_count", "GET", "/conferences/{id}", "404"] == 1
    assert after["request_seconds_count", "GET", "", "404"] == 2
    assert after["request_seconds_bucket", "+Inf", "GET", "/conferences/{id}", "200"] == 2
    assert after["request_seconds_sum", "GET", "/conferences/{id}", "200"] > 0
    assert after["transaction_seconds_count", "committed"] > before["transaction_seconds_count", "committed"] > 0
    assert after["transaction_seconds_count", "rolled_back"] > 0


def test_a_request_can_be_followed(served: tuple[PortalProcess, httpx.Client, httpx.Client]) -> None:
    """The answer's X-Request-ID stands in the log, without what was typed, and at the events that it caused."""
    process, visitor, backstage = served
    page = visitor.get("/conferences/1/control", params={"tick": "1", "who": "anna@example.org"}).text
    form = dict(re.findall(r'type="hidden" name="(csrf|form_key)" value="([^"]*)"', page))
    answer = visitor.post("/conferences/1/control", data=form | {"do": "act", "action": "extend:15"})
    number = answer.headers["x-request-id"]
    backstage.post("/clock/advance", json={"seconds": 3})
    events = [json.loads(line) for line in backstage.get("/events").text.splitlines()]
    causes = {event["type"]: event["cause"] for event in events}
    commands = {event["type"]: event["command"] for event in events}
    assert causes["conference.extended"] == f"request:{number}"
    assert commands["conference.extended"] == "POST /conferences/{id}/control act"
    assert re.fullmatch(r"timer:\d+", causes["leg.connected"])
    assert commands["leg.connected"] == "timer.phone.answer"
    (line,) = [line for line in serving.log(process) if line.get("request_id") == number]
    assert (line["method"], line["route"], line["path"], line["status"]) == (
        "POST", "/conferences/{id}/control", "/conferences/1/control", 303,
    )  # fmt: skip
    assert "anna" not in process.log_since(0)
