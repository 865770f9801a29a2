"""When faults strike, how hard, how often, and that they outlive the process: what a portal's port need not show."""

from __future__ import annotations

import socket
import sqlite3
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median
from typing import Any

import httpx
import pytest

from fixtures.process import PortalProcess
from fixtures.waiting import until
from portal.faults import LONGEST, Fault, Faults, LiveLine
from tests import serving
from tests.test_faults import ask, connected, fault

SOON = timedelta(minutes=5)


def known(*wanted: dict[str, Any], expires_in: timedelta = SOON) -> Faults:
    """Faults that are kept nowhere."""
    faults = Faults(lambda use: None)
    ends = datetime.now(UTC) + expires_in
    faults.know([Fault(n, {"on": "*", "seed": 7} | told, 0, 0, ends) for n, told in enumerate(wanted, 1)])
    return faults


def course(seed: int, **terms: object) -> list[bool]:
    faults = known({"kind": "reset", "probability": 0.5, "seed": seed, **terms})
    return [faults.strike("reset", "*") is not None for _ in range(200)]


def test_chance_is_repeatable() -> None:
    """The same seed strikes alike, about as often as was said; another seed otherwise; a count holds for strikes."""
    assert course(7) == course(7) != course(8)
    assert 70 < course(7).count(True) < 130
    assert course(7, count=10).count(True) == 10
    assert course(7, probability=None).count(True) == 200


def test_a_fault_goes_on_where_it_was() -> None:
    """What comes is drawn from how often it has been met, which is kept."""
    faults = known({"kind": "reset", "probability": 0.5})
    faults.know([Fault(1, faults.listed()[0].told, 100, 0, datetime.now(UTC) + SOON)])
    assert [faults.strike("reset", "*") is not None for _ in range(100)] == course(7)[100:]


@pytest.mark.parametrize(
    ("seconds", "middle", "average", "least", "most"),
    [
        (2.0, 2.0, 2.0, 2.0, 2.0),
        ({"distribution": "uniform", "low": 1, "high": 3}, 2.0, 2.0, 1.0, 3.0),
        ({"distribution": "normal", "mean": 1, "deviation": 1}, 1.0, 1.08, 0.0, 5.0),  # what is below 0 is 0
        ({"distribution": "lognormal", "median": 1, "sigma": 0.5}, 1.0, 1.13, 0.1, 9.0),  # exp(sigma²/2)
        ({"distribution": "lognormal", "median": 60, "sigma": 1}, 60.0, 50.0, 1.0, LONGEST),
    ],
    ids=lambda value: value["distribution"] if isinstance(value, dict) else None,
)
def test_how_long_it_takes(seconds: object, middle: float, average: float, least: float, most: float) -> None:
    faults = known({"kind": "latency", "seconds": seconds})
    drawn = [struck.seconds for _ in range(2000) if (struck := faults.strike("latency", "*"))]
    assert len(drawn) == 2000
    assert median(drawn) == pytest.approx(middle, rel=0.1)
    assert mean(drawn) == pytest.approx(average, rel=0.15)
    assert least <= min(drawn) <= max(drawn) <= most


def test_what_is_over_is_forgotten() -> None:
    faults = known({"kind": "reset"}, expires_in=timedelta(0))
    assert faults.strike("reset", "*") is None
    assert not faults.any


def test_it_strikes_where_it_was_asked_for_and_nowhere_else() -> None:
    faults = known({"kind": "reset", "on": "GET /help"}, {"kind": "latency", "on": "smtp", "seconds": 1})
    assert faults.strike("reset", "POST /help", "*") is None
    assert faults.strike("latency", "GET /help", "*") is None
    assert faults.strike("reset", "GET /help", "*")
    assert [fault.met for fault in faults.listed()] == [1, 0]


@pytest.mark.parametrize(
    ("kind", "arrive"),
    [("live_lost", "c 2 c 3"), ("live_doubled", "c 1 1 2 c 3"), ("live_reordered", "c 2 1 c 3"), ("", "c 1 2 c 3")],
)
def test_a_live_line(kind: str, arrive: str) -> None:
    """The first of three events is struck; comments (c) pass, and bring with them what was kept back."""
    line = LiveLine(known({"kind": kind, "on": "live", "count": 1}) if kind else None)
    sent = {"c": ": \n\n"} | {name: f"event: state\nid: {name}\ndata: {{}}\n\n" for name in "123"}
    names = {text: name for name, text in sent.items()}
    assert [names[text] for name in "c12c3" for text in line([sent[name]])] == arrive.split()


def test_the_last_event_is_late_but_not_lost() -> None:
    line = LiveLine(known({"kind": "live_reordered", "on": "live", "count": 1}))
    assert line(["event: x\n\n"]) == []
    assert line([": \n\n"]) == [": \n\n", "event: x\n\n"]


def test_faults_outlive_a_killed_portal(tmp_path: Path) -> None:
    """With what is left of them; over TLS connections break alike; a reset of the portal ends them."""
    with serving.served(tmp_path, "--tls", "self-signed") as process:
        with serving.backstage(process) as backstage:
            numbers = [ask(backstage, kind, "GET /help", count=2) for kind in ("reset", "cut")]
        break_over_tls(process)
        until(lambda: kept_strikes(tmp_path) == [1, 0], who="the database", what="the strike")
        process.kill()
        process.start()
        with (
            serving.backstage(process) as backstage,
            httpx.Client(base_url=process.url, trust_env=False, verify=False) as visitor,
        ):
            assert [fault(backstage, number)["struck"] for number in numbers] == [1, 0]
            break_over_tls(process)
            for _ in range(2):
                with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
                    visitor.get("/help")
            assert visitor.get("/help").status_code == 200
            ask(backstage, "status", "*", status=500)
            assert backstage.post("/reset", json={}).status_code == 204
            assert (visitor.get("/help").status_code, backstage.get("/faults").json()) == (200, [])


def break_over_tls(process: PortalProcess) -> None:
    """A request that is answered with a reset. OpenSSL hides it, so it is looked for below."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with trusting.wrap_socket(connected(process)) as visitor:
        visitor.sendall(b"GET /help HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            while socket.socket.recv(visitor, 65536):
                continue


def kept_strikes(folder: Path) -> list[int]:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT struck FROM faults ORDER BY id")]
