"""`python -m portal serve` as others rely on it: the ready line, one portal a database, ending in order."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path

import httpx
import pytest

import portal
from fixtures.process import PortalProcess
from fixtures.waiting import until
from portal.logs import mask
from tests import core, serving

IN_TIME = 5.0  # seconds from the signal to the end


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def events(process: PortalProcess) -> list[str]:
    return [line["event"] for line in serving.log(process)]


def ended(process: PortalProcess, *signals: int) -> tuple[int, float]:
    """Exit code and seconds; between two signals the portal is given the time to notice the first."""
    began = time.perf_counter()
    for number in signals:
        os.kill(process.pid, number)
        until(lambda: "portal.ending" in events(process), who="the test", what="the portal to begin to end")
    return process.stop() if not signals else _code(process), time.perf_counter() - began


def _code(process: PortalProcess) -> int:
    assert process._process
    return process._process.wait(10)


def test_one_line_says_that_it_is_ready(folder: Path) -> None:
    """One line of JSON on standard output and nothing after it; everything else is JSON on standard error."""
    with serving.served(folder) as process:
        assert httpx.get(process.url, trust_env=False).status_code == 200
        with serving.backstage(process) as backstage:
            assert backstage.get("/phones/+375259990201").status_code == 200
        code = process.stop()
    ready, *rest = (folder / "ready").read_text().splitlines()
    assert rest == []
    assert list(json.loads(ready)) == ["portal", "backstage", "backstage_token", "pid", "version"]
    assert json.loads(ready)["version"] == portal.__version__
    assert code == 0
    requests = [line for line in serving.log(process) if line["event"] == "request"]
    assert [(line["side"], line["method"], line["path"], line["status"]) for line in requests] == [
        ("public", "GET", "/", 200),
        ("backstage", "GET", "/backstage/v1/phones/+37525•••0201", 200),
    ]
    assert all(line["request_id"] and line["ms"] >= 0 for line in requests)


def test_a_second_portal_on_the_same_database_is_refused(folder: Path) -> None:
    """The second one is told; the first one is not disturbed; killed, it leaves the database free."""
    with serving.served(folder) as first:
        database = str(folder / "portal.sqlite3")
        code, told = serving.refused("--database", database)
        assert (code, told) == (
            1,
            f"portal: The database {database} is in use by another portal: "
            "end that one or choose another file with --database.\n",
        )
        first.kill()
        first.start()
        assert httpx.get(first.url, trust_env=False).status_code == 200


def test_told_to_end_it_says_goodbye_to_live_pages(folder: Path) -> None:
    """SIGTERM with an open stream of a running conference: the stream ends whole, exit code 0, within 5 s."""
    prepared = core.begin(folder / "portal.sqlite3")
    conference = prepared.schedule(core.ANSWERS, auto_invite=True)
    cookies = serving.cookie(prepared)
    prepared.database.close()
    with (
        serving.served(folder) as process,
        httpx.stream("GET", f"{process.url}/conferences/{conference}/live", cookies=cookies, timeout=20) as live,
    ):
        lines = live.iter_lines()
        assert any(line == "event: state" for line in lines)
        code, seconds = ended(process, signal.SIGTERM)
        for _ in lines:  # raises unless the stream has ended in order
            pass
    assert code == 0
    assert seconds < IN_TIME
    assert events(process)[-1] == "portal.ended"
    assert "Traceback" not in process.log_since(0)


def half_a_request(process: PortalProcess) -> socket.socket:
    """A visitor who begins to send a form and never ends."""
    host, _, port = process.url.removeprefix("http://").partition(":")
    visitor = socket.create_connection((host, int(port)))
    head = (
        "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n"
    )
    visitor.sendall(f"{head}Content-Length: 100\r\n\r\n".encode())
    assert visitor.recv(100).startswith(b"HTTP/1.1 100")  # it is being read
    return visitor


@pytest.mark.nightly
def test_nobody_can_hold_up_the_end(folder: Path) -> None:
    with serving.served(folder) as process, half_a_request(process):
        code, seconds = ended(process, signal.SIGINT)
    assert code == 0
    assert seconds < IN_TIME
    assert "Traceback" not in process.log_since(0)


def test_told_twice_it_ends_at_once(folder: Path) -> None:
    with serving.served(folder) as process, half_a_request(process):
        code, seconds = ended(process, signal.SIGTERM, signal.SIGTERM)
    assert code == 128 + signal.SIGTERM
    assert seconds < IN_TIME  # and not 0, with which waiting for the visitor would have ended


def test_demonstration_accounts(folder: Path) -> None:
    """Told in one line for people, on standard error; made once; for this machine only.

    Behind a trusted proxy the visitor's own address counts; from elsewhere the account is as good as unknown.
    """
    demo = ("375259990701", "Konferencia-2026")
    with serving.served(folder, "--demo", "--trusted-proxies", "127.0.0.1") as process:
        for start in range(2):
            if start:
                process.stop()
                (folder / "portal.log").unlink()
                process.start()
            told = process.log_since(0).splitlines()[0]
            assert told == f"Demo: open {process.url} and log in as {demo[0]} or 375259990702, password {demo[1]}"
            assert (folder / "ready").read_text().count("\n") == 1
            with (
                serving.backstage(process) as backstage,
                httpx.Client(base_url=process.url, trust_env=False, timeout=60) as visitor,
            ):
                assert serving.log_in(visitor, backstage, *demo).headers.get("location") == "/planning"
                assert visitor.get("/settings/contacts").text.count("Елена Сидорович") == 1
        with serving.backstage(process) as backstage, httpx.Client(base_url=process.url, trust_env=False) as visitor:
            elsewhere = serving.log_in(visitor, backstage, *demo, **{"X-Forwarded-For": "203.0.113.7"})
        assert elsewhere.status_code == 422
        assert "Неверная учетная запись или пароль" in elsewhere.text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("375291234567", "37529•••4567"),
        ("/phones/+375259990201/dial", "/phones/+37525•••0201/dial"),
        ("звонит +375 29 123-45-67.", "звонит +375 29•••45-67."),
        ("80291234567", "8029•••4567"),
        ("conference 123456, 12 ms", "conference 123456, 12 ms"),
        ("550 no anna.k+x@mail.example.org here", "550 no a…@mail.example.org here"),
        ("(550, 'No such mailbox', '375259991000@example.org')", "(550, 'No such mailbox', '3…@example.org')"),
    ],
)
def test_numbers_and_addresses_are_masked_in_logs(text: str, masked: str) -> None:
    assert mask(text) == masked
