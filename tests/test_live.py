"""The stream of a control page (memo 9.3): a snapshot, then changes; resumed where it broke; for the owner alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from fixtures.process import PortalProcess
from tests import core, serving


class Told(NamedTuple):
    """An event of the stream."""

    kind: str
    id: str
    data: dict[str, Any]


class Page:
    """A control page that listens."""

    def __init__(self, answer: httpx.Response) -> None:
        self.lines = answer.iter_lines()

    def next(self) -> Told:
        """The next event; comments and the advice when to come again are passed over."""
        found: dict[str, str] = {}
        for line in self.lines:
            name, _, value = line.partition(": ")
            if name in ("event", "id", "data"):
                found[name] = value
            elif not line and "data" in found:
                return Told(found["event"], found.get("id", ""), json.loads(found["data"]))
        raise AssertionError("the stream has ended")


class Portal(NamedTuple):
    """A portal in whose one conference three are being called, and its owner's cookies."""

    process: PortalProcess
    conference: int
    cookies: dict[str, str]
    strangers: dict[str, str]

    @contextmanager
    def listening(self, seen: str = "", *, stranger: bool = False) -> Iterator[Page]:
        headers = {"Last-Event-ID": seen} if seen else {}
        cookies = self.strangers if stranger else self.cookies
        address = f"{self.process.url}/conferences/{self.conference}/live"
        with httpx.stream("GET", address, cookies=cookies, headers=headers, timeout=20, trust_env=False) as answer:
            assert answer.status_code == (404 if stranger else 200)
            yield Page(answer)

    def advance(self, seconds: int) -> None:
        with serving.backstage(self.process) as backstage:
            backstage.post("/clock/advance", json={"seconds": seconds}).raise_for_status()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("live")
    prepared = core.begin(folder / "portal.sqlite3")
    conference = prepared.schedule("+375259990005", "+375259990050", core.SILENT, auto_invite=True)
    cookies, strangers = serving.cookie(prepared), serving.cookie(prepared.another())
    prepared.database.close()
    with serving.served(folder) as process:
        yield Portal(process, conference, cookies, strangers)


def test_first_everything_then_what_has_changed(portal: Portal) -> None:
    """A snapshot has every row, a change only the rows that are different; the rows that there are stand in both."""
    portal.advance(2)  # all three ring
    with portal.listening() as page:
        first = page.next()
        assert (first.kind, first.data["rows"]) == ("state", [1, 2, 3])
        assert first.data["html"].count("<tr") - first.data["html"].count('scope="row"') == 0
        portal.advance(3)
        last = page.next()
        while "В конференции" not in last.data["html"]:
            last = page.next()
        assert (last.kind, last.data["rows"]) == ("change", [1, 2, 3])
        assert 'data-id="1"' in last.data["html"]
        assert 'data-id="2"' not in last.data["html"]
        assert int(last.id) > int(first.id)
    with portal.listening(first.id) as again:
        resumed = again.next()
        assert (resumed.kind, resumed.id) == ("change", last.id)
        assert "В конференции" in resumed.data["html"]
    with portal.listening(last.id) as again:
        portal.advance(50)
        assert again.next().kind == "change"


@pytest.mark.parametrize("seen", ["0", "999999", "-1", "x", "1; DROP TABLE events"])
def test_what_was_never_sent_is_answered_with_everything(portal: Portal, seen: str) -> None:
    """Last-Event-ID comes from outside: only a seq that the conference has had is taken for one."""
    with portal.listening(seen) as page:
        assert page.next().kind == "state"


def test_nobody_listens_to_the_conferences_of_others(portal: Portal) -> None:
    """8.3: not even that it exists is told."""
    with portal.listening(stranger=True):
        pass
