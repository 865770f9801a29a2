"""Faults as a visitor of a real portal meets them: each does what it says, is logged, and ends by itself."""

from __future__ import annotations

import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.process import PortalProcess
from fixtures.waiting import until
from tests import core, serving

HELD = 0.3  # seconds that slow things take here
LIVE = "GET /conferences/{id}/live"
PAGE = "/planning"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def cookies(folder: Path) -> dict[str, str]:
    """Of somebody who is signed in, and has conference 1, which runs."""
    prepared = core.begin(folder / "portal.sqlite3")
    prepared.schedule(core.ANSWERS, auto_invite=True)
    signed_in = serving.cookie(prepared)
    prepared.database.close()
    return signed_in


@pytest.fixture(scope="module")
def process(folder: Path, cookies: dict[str, str]) -> Iterator[PortalProcess]:
    with serving.served(folder) as running:
        yield running


@pytest.fixture
def backstage(process: PortalProcess) -> Iterator[httpx.Client]:
    with serving.backstage(process) as client:
        yield client
        client.delete("/faults")


@pytest.fixture
def visitor(process: PortalProcess, cookies: dict[str, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=process.url, trust_env=False, cookies=cookies, timeout=20) as client:
        yield client


def ask(backstage: httpx.Client, kind: str, on: str | None = None, **terms: object) -> int:
    """A fault is asked for; its number."""
    answer = backstage.post("/faults", json={"kind": kind, **({"on": on} if on else {}), **terms})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def fault(backstage: httpx.Client, number: int) -> dict[str, Any]:
    (found,) = [known for known in backstage.get("/faults").json() if known["id"] == number]
    return dict(found)


def seconds(visitor: httpx.Client, path: str = PAGE) -> float:
    began = time.perf_counter()
    assert visitor.get(path).status_code == 200
    return time.perf_counter() - began


def planned(visitor: httpx.Client) -> dict[str, str]:
    """The form of a conference, filled."""
    fields = dict(re.findall(r'type="hidden" name="(csrf|form_key)" value="([^"]*)"', visitor.get(PAGE).text))
    plain = {"subject": "Планерка", "immediate": "on", "minutes": "60", "size": "5"}
    return fields | plain | {"own": "on", "extend_by": "0", "reminder": "0"}


def conferences(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM conferences").fetchone()[0])


@pytest.mark.parametrize(
    "terms",
    [
        {"kind": "latency", "on": "GET /planning", "seconds": HELD},
        {"kind": "latency", "on": "*", "seconds": {"distribution": "uniform", "low": HELD, "high": HELD}},
        {"kind": "latency", "on": "database", "seconds": {"distribution": "normal", "mean": HELD, "deviation": 0}},
        {"kind": "slow_first_byte", "on": "GET /planning", "seconds": HELD},
        {"kind": "slow_first_byte", "on": "*", "seconds": {"distribution": "lognormal", "median": HELD, "sigma": 0}},
    ],
    ids=lambda terms: f"{terms['kind']} {terms['on']}",
)
def test_it_takes_longer(backstage: httpx.Client, visitor: httpx.Client, terms: dict[str, Any]) -> None:
    """As often as was said, and then no more."""
    number = ask(backstage, **terms, count=1)
    assert seconds(visitor) >= HELD
    assert fault(backstage, number)["spent"]
    assert seconds(visitor) < HELD


@pytest.mark.parametrize(("kind", "made"), [("latency", 0), ("slow_first_byte", 1)])
def test_who_does_not_wait(
    backstage: httpx.Client, visitor: httpx.Client, process: PortalProcess, folder: Path, kind: str, made: int
) -> None:
    """Latency comes before a request is carried out, a slow first byte after it: then it is done unseen."""
    form, before, log = planned(visitor), conferences(folder), process.log_size()
    ask(backstage, kind, "POST /planning", seconds=1, count=1)
    with pytest.raises(httpx.ReadTimeout):
        visitor.post(PAGE, data=form, timeout=HELD)
    until(lambda: '"route": "/planning"' in process.log_since(log), who="the log", what="the request")
    assert conferences(folder) - before == made


def test_an_answer_of_ones_own(backstage: httpx.Client, visitor: httpx.Client, folder: Path) -> None:
    """As a page of the portal, with its headers; nothing is done; the other routes are as ever."""
    form, before = planned(visitor), conferences(folder)
    ask(backstage, "status", "POST /planning", status=503, retry_after=7, count=1)
    assert visitor.get(PAGE).status_code == 200
    answer = visitor.post(PAGE, data=form)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert "Портал сейчас занят" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert conferences(folder) == before
    assert visitor.post(PAGE, data=form).status_code == 303
    ask(backstage, "status", "GET /static/{path}", status=404, count=1)
    style = re.findall(r"/static/[0-9a-f]+/portal\.css", visitor.get(PAGE).text)[0]
    assert [visitor.get(style).status_code for _ in range(2)] == [404, 200]


def connected(process: PortalProcess) -> socket.socket:
    host, _, port = process.url.partition("//")[2].partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def test_the_connection_breaks(backstage: httpx.Client, process: PortalProcess) -> None:
    """With a reset, before anything has come; the next one holds."""
    ask(backstage, "reset", "GET /help", count=1)
    request = b"GET /help HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(process) as visitor:
        visitor.sendall(request)
        with pytest.raises(ConnectionResetError):
            visitor.recv(1)
    with connected(process) as visitor:
        visitor.sendall(request)
        assert visitor.recv(15) == b"HTTP/1.1 200 OK"


def test_the_answer_ends_in_its_middle(backstage: httpx.Client, process: PortalProcess) -> None:
    """A page: half of what was promised, then the end of the connection, and no reset."""
    ask(backstage, "cut", "GET /help", count=1)
    with connected(process) as visitor:
        visitor.sendall(b"GET /help HTTP/1.1\r\nHost: x\r\n\r\n")
        head, _, body = b"".join(iter(lambda: visitor.recv(65536), b"")).partition(b"\r\n\r\n")
    promised = int(re.findall(rb"content-length: (\d+)", head)[0])
    assert (head.startswith(b"HTTP/1.1 200"), len(body)) == (True, promised // 2)


def test_a_redirection_and_a_stream_end_in_their_middle_too(backstage: httpx.Client, visitor: httpx.Client) -> None:
    ask(backstage, "cut", "POST /planning", count=1)
    ask(backstage, "cut", LIVE, count=1)
    with pytest.raises(httpx.RemoteProtocolError, match="received 0 bytes, expected 1"):
        visitor.post(PAGE, data=planned(visitor))
    with (
        pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"),
        visitor.stream("GET", "/conferences/1/live") as live,
    ):
        lines = live.iter_lines()
        assert next(lines) == "retry: 2000"
        for _ in lines:
            pass


def test_a_busy_database(backstage: httpx.Client, visitor: httpx.Client, folder: Path) -> None:
    """The visitor is told what to do and can send the form again, as he filled it; it is carried out once."""
    form, before = planned(visitor), conferences(folder)
    ask(backstage, "database_busy", "POST /planning", count=1)
    answer = visitor.post(PAGE, data=form)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Портал сейчас занят" in answer.text
    assert conferences(folder) == before
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert kept == form
    for _ in range(2):
        assert visitor.post(PAGE, data=kept).status_code == 303
    assert conferences(folder) == before + 1
    ask(backstage, "database_busy", count=1)
    assert [visitor.get(f"{PAGE}?x").status_code for _ in range(2)] == [503, 200]


def test_passwords_are_on_no_page_of_a_busy_database(backstage: httpx.Client, visitor: httpx.Client) -> None:
    """They are to be typed again; the log-in is not refused for the few seconds in which a double click is one."""
    ask(backstage, "database_busy", "POST /login", count=1)
    form = {"account": "375259991000", "password": "очень-тайно", "form_key": "1"}
    answer = visitor.post("/login", data=form)
    assert answer.status_code == 503
    assert "тайно" not in answer.text
    assert "Отправить еще раз" not in answer.text
    assert visitor.post("/login", data=form).status_code == 422


def test_a_lost_session(backstage: httpx.Client, visitor: httpx.Client, folder: Path) -> None:
    """As after expiry: to the start page, with the reason. Only people who are signed in have one to lose."""
    with closing(sqlite3.connect(folder / "portal.sqlite3", timeout=20)) as database:
        kept = database.execute("SELECT * FROM sessions WHERE account IS NOT NULL").fetchall()
        number = ask(backstage, "session_lost", count=1)
        with httpx.Client(base_url=visitor.base_url, trust_env=False) as stranger:
            assert stranger.get("/").status_code == stranger.get("/").status_code == 200
        assert fault(backstage, number)["struck"] == 0
        answer = visitor.get(PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/?ended=1")
        assert "Сеанс завершен" in visitor.get("/?ended=1").text
        database.executemany(f"INSERT INTO sessions VALUES ({','.join('?' * len(kept[0]))})", kept)
        database.commit()


@pytest.mark.parametrize(
    ("kind", "arrive"),
    [("live_lost", [2]), ("live_doubled", [1, 1, 2]), ("live_reordered", [2, 1]), ("", [1, 2])],
)
def test_events_of_a_live_page(backstage: httpx.Client, visitor: httpx.Client, kind: str, arrive: list[int]) -> None:
    """The first is the state at once, the second a change: what arrives, in which order."""
    if kind:
        ask(backstage, kind, count=1)
    with visitor.stream("GET", "/conferences/1/live") as live:
        lines = live.iter_lines()
        assert next(lines) == "retry: 2000"
        until(lambda: kind == "" or backstage.get("/faults").json()[0]["spent"], who="the test", what="the strike")
        form = planned_control(visitor)
        assert visitor.post("/conferences/1/control", data=form).status_code == 303
        numbers = [int(line.partition(": ")[2]) for line in until_all(lines, len(arrive))]
    order = {number: place for place, number in enumerate(sorted(set(numbers)), 3 - len(set(numbers)))}
    assert [order[number] for number in numbers] == arrive


def planned_control(visitor: httpx.Client) -> dict[str, str]:
    page = visitor.get("/conferences/1/control").text
    fields = dict(re.findall(r'type="hidden" name="(csrf|form_key)" value="([^"]*)"', page))
    return fields | {"do": "act", "action": "extend:15"}


def until_all(lines: Iterator[str], count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        found += [line for line in [next(lines)] if line.startswith("id:")]
    return found


def test_it_ends_when_its_time_is_over(backstage: httpx.Client, visitor: httpx.Client) -> None:
    """In real time: the portal's clock may stand."""
    backstage.post("/clock/freeze", json={})
    ask(backstage, "status", "GET /help", status=500, expires_in=0.5)
    assert visitor.get("/help").status_code == 500
    until(lambda: visitor.get("/help").status_code == 200, who="the test", what="the end of the fault")
    assert backstage.get("/faults").json() == []
    backstage.post("/clock/resume", json={})


def test_it_is_taken_back(backstage: httpx.Client, visitor: httpx.Client) -> None:
    first, second = (ask(backstage, "status", "GET /help", status=status) for status in (500, 502))
    assert visitor.get("/help").status_code == 500
    assert backstage.delete(f"/faults/{first}").status_code == 204
    assert visitor.get("/help").status_code == 502
    assert backstage.delete(f"/faults/{first}").status_code == 404
    assert backstage.delete("/faults").status_code == 204
    assert (visitor.get("/help").status_code, backstage.get("/faults").json()) == (200, [])
    assert second > first


def test_it_spares_backstage_and_the_instruments(backstage: httpx.Client, process: PortalProcess) -> None:
    """Whatever is asked for everywhere; and each strike is in the log, with the request that it struck."""
    for kind in ("database_busy", "session_lost", "reset"):
        ask(backstage, kind, "*")
    assert backstage.get("/clock").status_code == 200
    for path in ("/healthz", "/readyz", "/metrics"):
        assert httpx.get(process.url + path, trust_env=False).status_code == 200
    number = ask(backstage, "status", "*", status=418)
    struck = httpx.get(f"{process.url}/help", trust_env=False)
    (line,) = [line for line in serving.log(process) if line.get("fault") == number]
    assert (line["event"], line["kind"], line["on"]) == ("fault.struck", "status", "GET /help")
    assert line["request_id"] == struck.headers["x-request-id"]
