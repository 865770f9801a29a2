"""Journeys lived in a test: habits that always draw the same, a world for each, and what has come of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

from fixtures import strangers
from fixtures.backstage import Backstage
from fixtures.process import PortalProcess
from load import captcha, plain_line, world
from load.browser import Browser, Guard
from load.controls import Controls
from load.journeys import JOURNEYS, actions
from load.ledger import Entry
from load.line import Sample
from load.telephones import Listed, Simulated
from load.world import World


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
    hurry: float = 1


SMALL = replace(Conference(), size=Always(4), lasts=Always(0.4), acts_every=Always(0.2), drops=0, letters=0)


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
        self._accounts = world.seed(backstage, 30)
        self._mark = 0

    def world(self, journey: str, numbers: Sequence[str] | None = None, **given: Any) -> Lived:
        """A world of its own for a journey that has not begun."""
        self._mark += 1
        entries: list[Entry] = []
        world = World(
            account=self._accounts[self._mark],
            mark=f"load-test-{self._mark}",
            journey=journey,
            captcha=captcha.by_backstage(self._controls),
            phones=Simulated(self._controls, self._mark) if numbers is None else Listed(numbers),
            write=entries.append,
            **given,
        )
        return Lived(world, entries=entries)

    def live(self, lived: Lived, habits: Habits = Habits(), seed: int = 5, guard: Guard | None = None) -> Lived:
        """The journey from one end to the other."""
        with self.browser(lived, guard) as line:
            JOURNEYS[lived.world.journey](lived.world, line, random.Random(seed), habits)
        return lived

    @contextmanager
    def browser(self, lived: Lived, guard: Guard | None = None) -> Iterator[Browser]:
        line = Browser(self._way, sample=lived.samples.append, intended=monotonic(), guard=guard)
        try:
            yield line
        finally:
            line.close()

    def guard(self, lived: Lived, numbers: Sequence[str]) -> Guard:
        """What a target that is not ours is guarded by: whom it allows to be called, and the one account."""
        accounts = {lived.world.account.login: lived.world.account.password}
        return partial(strangers.refusal, strangers.Rules(True, frozenset(numbers), accounts=accounts))

    def shown(self, lived: Lived, path: str) -> str:
        """A page as the journey's person sees it afterwards."""
        with self.browser(Lived(lived.world)) as line:
            actions.log_in(lived.world, line, random.Random(), Habits())
            return line.open(path).text

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
