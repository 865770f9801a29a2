"""Both ways of a line, held to one table: every kind of answer that a portal, a network or a proxy may give."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import NoReturn

import pytest

from fixtures.transport import Transport
from load import plain_line
from load.browser import Browser
from load.line import Sample, Trouble
from portal import tls
from portal.settings import Settings
from tests.line_cases import CASES, PATIENCE, SCRIPT, Case, play
from tests.scripted import scripted
from tests.serving import ROOT

Played = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with scripted(SCRIPT) as served:
        yield served


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The same over https, and the certificate."""
    folder = tmp_path_factory.mktemp("tls")
    context = tls.context(Settings(database=str(folder / "portal.sqlite3"), tls="self-signed"))
    with scripted(SCRIPT, context) as served:
        yield served, folder / "portal.sqlite3.cert.pem"


def over_gevent(*arguments: str) -> Played:
    """All cases, played over gevent in a process of their own."""
    command = [sys.executable, "-m", "tests.line_cases", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    played: Played = json.loads(done.stdout)
    return played


@pytest.fixture(scope="module")
def at_load(address: str) -> Played:
    return over_gevent(address)


@pytest.fixture(scope="module")
def at_load_secure(secure: tuple[str, Path]) -> Played:
    return over_gevent(secure[0], str(secure[1]))


def check(case: Case, played: tuple[str, str]) -> None:
    answer, told = played
    assert answer.startswith(case.answer)
    assert told == case.told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_over_plain_sockets(address: str, case: Case) -> None:
    """load.line: what is a page, what is refused, and what is trouble."""
    check(case, play(plain_line.way(address, patience=PATIENCE), case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_over_gevent(at_load: Played, case: Case) -> None:
    """load.line: the same over the sockets of a load run."""
    check(case, at_load[case.name])


# Over TLS the end of a connection does not come with the last byte, and a form may be sent into it.
SECURE = [case for case in CASES if case.name != "closed while idle, form"]


@pytest.mark.nightly
@pytest.mark.parametrize("case", SECURE, ids=lambda case: case.name)
def test_over_https(secure: tuple[str, Path], at_load_secure: Played, case: Case) -> None:
    """load.line: the same over https on both ways, with an authority of the profile's."""
    served, certificate = secure
    way = plain_line.way(served, Transport(ca_file=certificate), patience=PATIENCE)
    check(case, play(way, case))
    check(case, at_load_secure[case.name])


def test_a_certificate_of_nobody_is_told(secure: tuple[str, Path]) -> None:
    """fixtures.transport: what this machine does not trust is trouble, in a sentence that names the host."""
    told = "the certificate of 127.0.0.1:[0-9]+ cannot be trusted: self-signed certificate"
    browser = Browser(plain_line.way(secure[0]), sample=lambda sample: None, intended=0)
    with pytest.raises(Trouble, match=told):
        browser.open("/page")
    assert told.split(":")[0][:22] in over_gevent(secure[0])["page"][0]


def test_nobody_is_there() -> None:
    """load.line: a target that does not answer is trouble, and the request is told as failed without a status."""
    with scripted({}) as gone:
        pass
    samples: list[Sample] = []
    browser = Browser(plain_line.way(gone), sample=samples.append, intended=0)
    with pytest.raises(Trouble, match="refused"):
        browser.open("/page")
    assert [(sample.route, sample.outcome, sample.status) for sample in samples] == [("GET /page", "failed", 0)]


def test_the_addresses_of_a_name_are_tried_in_turn(address: str) -> None:
    """load.gevent_line: one that refuses is closed and the next is tried; the error of the last one is told."""
    command = [sys.executable, "-m", "tests.dial_cases", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["second"] == "200; 1"
    assert "refused" in told["closed"] and told["closed"].endswith("; 0")
    assert "refused" not in told["nowhere"] and told["nowhere"].endswith("; 0")


class Clock:
    """What people think with: how long they were told to, and never a moment of it."""

    def __init__(self, address: str) -> None:
        self.slept: list[float] = []
        self.way = replace(plain_line.way(address), sleep=self.slept.append)


def test_when_each_request_was_meant_to_begin(address: str) -> None:
    """load.browser: the first as planned, one that follows when that before it ended, after a pause when it is over."""
    clock = Clock(address)
    samples: list[Sample] = []
    planned = monotonic() - 7
    browser = Browser(clock.way, sample=samples.append, intended=planned)
    with browser.action("first"):
        browser.open("/led")
    browser.think(20)
    browser.think(10)
    with browser.action("second"):
        browser.open("/page")
    browser.think_until(0)
    browser.close()
    led, page, first, later, second = samples
    assert [sample.name for sample in samples] == ["first", "first", "first", "second", "second"]
    assert (led.intended, page.intended, first.intended) == (planned, led.ended, planned)
    assert later.intended == second.intended == pytest.approx(page.ended + 30, abs=1e-6)
    assert first.ended >= page.ended > page.begun >= led.ended > led.begun >= first.begun > planned
    assert [round(seconds) for seconds in clock.slept] == [20, 30]


def test_a_pause_that_is_over_already_is_none(address: str) -> None:
    """load.browser: whoever is late does not think on top of it, and what follows was meant to begin long ago."""
    clock = Clock(address)
    samples: list[Sample] = []
    planned = monotonic() - 100
    browser = Browser(clock.way, sample=samples.append, intended=planned)
    browser.think(30)
    browser.open("/page")
    browser.close()
    assert clock.slept == []
    assert samples[0].intended == planned + 30


def test_a_journey_that_is_ended_in_the_middle_of_a_request_tells_it(address: str) -> None:
    """load.line: `cut`, for the request and its action, and the connection is not used again."""

    class Ended(BaseException):
        pass

    clock = Clock(address)

    def end() -> NoReturn:
        raise Ended

    way = replace(clock.way, dial=end)
    samples: list[Sample] = []
    browser = Browser(way, sample=samples.append, intended=0)
    with pytest.raises(Ended), browser.action("join"):
        browser.open("/page")
    assert [(sample.route, sample.outcome) for sample in samples] == [("GET /page", "cut"), ("", "cut")]
