"""Each journey once, strictly, on a real portal: all that it asks for is done, and its ledger is what has happened."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest

from fixtures.backstage import Backstage
from fixtures.process import PortalProcess
from load import captcha, plain_line
from load.browser import Browser
from load.controls import Controls
from load.journeys import JOURNEYS, Journey
from load.ledger import Entry
from load.line import Sample
from load.telephones import Listed, Simulated
from load.world import World, seed
from tests import serving


@dataclass(frozen=True)
class Always:
    """A distribution of one value."""

    value: float

    def draw(self, chance: random.Random) -> float:
        return self.value


@dataclass(frozen=True)
class Conference:
    """A short one, to which everything happens that can."""

    size: Always = Always(12)
    lasts: Always = Always(1.2)
    acts_every: Always = Always(0.05)
    answers_after: Always = Always(0)
    late: float = 0.3
    no_show: float = 0.2
    drops: float = 0.2
    dials_in: float = 0.2
    letters: float = 0.5
    from_template: float = 0


@dataclass(frozen=True)
class Think:
    reading: Always = Always(0)
    typing: Always = Always(0)


@dataclass(frozen=True)
class Habits:
    conference: Conference = Conference()
    think: Think = Think()


@dataclass
class Lived:
    """What has come of a journey."""

    world: World
    samples: list[Sample] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def actions(self) -> Counter[str]:
        return Counter(sample.name for sample in self.samples if not sample.route)

    @property
    def commands(self) -> Counter[str]:
        return Counter(entry.command for entry in self.entries)


class Portal:
    """A portal of this file, and journeys that are lived on it."""

    def __init__(self, process: PortalProcess, backstage: Backstage) -> None:
        self.process, self.backstage = process, backstage
        self._way = plain_line.way(process.url)
        self._controls = Controls(plain_line.way(process.backstage_url), process.token)
        self._accounts = seed(backstage, 20)
        self._mark = 0

    def live(self, journey: Journey, habits: Habits = Habits(), *, numbers: list[str] | None = None) -> Lived:
        self._mark += 1
        entries: list[Entry] = []
        world = World(
            account=self._accounts[self._mark],
            mark=f"load-test-{self._mark}",
            journey=journey.__name__,
            captcha=captcha.by_backstage(self._controls),
            phones=Simulated(self._controls, self._mark) if numbers is None else Listed(numbers),
            write=entries.append,
        )
        lived = Lived(world, entries=entries)
        browser = Browser(self._way, sample=lived.samples.append, intended=monotonic())
        try:
            journey(world, browser, random.Random(5), habits)
        finally:
            browser.close()
        return lived

    def close(self) -> None:
        self._controls.close()
        self.backstage.close()

    def happened(self, lived: Lived) -> list[dict[str, Any]]:
        """The events of the conference that bears the journey's mark."""
        conferences = {entry.conference for entry in lived.entries if entry.command == "plan"}
        return [
            {"type": event.type, **event.data}
            for conference in conferences
            for event in self.backstage.events(conference)
        ]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with serving.served(tmp_path_factory.mktemp("journeys")) as process:
        backstage = Backstage(process.backstage_url, process.token)
        lived_on = Portal(process, backstage)
        yield lived_on
        lived_on.close()


def check_strictly(portal: Portal, lived: Lived) -> None:
    """Every request was answered well, every command acknowledged, and the portal's own audit finds nothing."""
    assert [sample for sample in lived.samples if sample.outcome != "good"] == []
    assert [entry for entry in lived.entries if entry.outcome != "acknowledged"] == []
    assert {entry.account for entry in lived.entries} == {lived.world.account.login}
    with serving.backstage(portal.process) as backstage:
        assert backstage.get("/audit").json()["violations"] == []


def test_a_conference_from_the_log_in_to_the_way_out(portal: Portal) -> None:
    """The memo's steps 1 to 10: each command of the ledger is an event of the log, and nothing else is there."""
    lived = portal.live(JOURNEYS["conference"])
    check_strictly(portal, lived)
    once = ("log_in", "plan", "join", "connected", "choose_end", "end", "history", "history_period", "log_out")
    assert {name: lived.actions[name] for name in once} == dict.fromkeys(once, 1)
    events = portal.happened(lived)
    types = Counter(event["type"] for event in events)
    assert [event["subject"] for event in events if event["type"] == "conference.scheduled"] == [lived.world.mark]
    told = {
        "add": types["participant.added"] - types["leg.dialled_in"],  # who is not listed is, once let in
        "extend": types["conference.extended"],
        "block": types["participant.blocked"],
        "unblock": types["participant.unblocked"],
        "dial_in": types["leg.dialled_in"],
        "end": types["conference.ended"],
    }
    assert {command: lived.commands[command] for command in told} == told
    assert all(told.values()), "something of what chairs do was not done in this conference"
