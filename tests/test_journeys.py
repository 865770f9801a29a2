"""Each journey once, strictly, on a real portal: all that it asks for is done, and its ledger is what has happened."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any

import pytest

from fixtures import strangers
from fixtures.backstage import Backstage
from fixtures.process import PortalProcess
from load import captcha, plain_line, world
from load.browser import Browser, Guard
from load.controls import Controls
from load.journeys import JOURNEYS, actions
from load.ledger import Entry
from load.line import Page, Refused, Sample, Trouble
from load.telephones import Listed, Simulated
from load.world import World
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
    check_audit(portal)


def check_audit(portal: Portal) -> None:
    with serving.backstage(portal.process) as backstage:
        assert backstage.get("/audit").json()["violations"] == []


def test_a_conference_from_the_log_in_to_the_way_out(portal: Portal) -> None:
    """The memo's steps 1 to 10: each command of the ledger is an event of the log, and nothing else is there."""
    lived = portal.live(portal.world("conference"))
    check_strictly(portal, lived)
    once = ("log_in", "plan", "join", "connected", "choose_end", "end", "history", "history_period", "log_out")
    assert {name: lived.actions[name] for name in once} == dict.fromkeys(once, 1)
    events = portal.happened(lived)
    types = Counter(event["type"] for event in events)
    assert [event["subject"] for event in events if event["type"] == "conference.scheduled"] == [lived.world.mark]
    told = {
        "add": types["participant.added"] - types["leg.dialled_in"],  # who is not listed is, once let in
        "invite": sum(event["type"] == "calls.authorised" for event in events),
        "extend": types["conference.extended"],
        "block": types["participant.blocked"],
        "unblock": types["participant.unblocked"],
        "dial_in": types["leg.dialled_in"],
        "end": types["conference.ended"],
    }
    assert {command: lived.commands[command] for command in told} == told
    assert all(told.values()), "something of what chairs do was not done in this conference"
    planned = next(entry for entry in lived.entries if entry.command == "plan")
    letters = planned.details["letters_to"]
    assert isinstance(letters, list)
    assert letters
    assert all(portal.backstage.mailbox(address) for address in letters)
    out = lived.entries[-1]
    assert (out.command, out.details) == ("log_out", {"seen": [lived.world.mark]})


def test_a_conference_begins_with_a_template(portal: Portal) -> None:
    """Memo 7.3: the profile's share of conferences that begin so."""
    lived = portal.live(portal.world("conference"), Habits(replace(SMALL, from_template=1)))
    check_strictly(portal, lived)
    assert lived.actions["apply_template"] == 1


def test_a_conference_meets(portal: Portal) -> None:
    """load.world: whoever meets at a moment joins no sooner, and is meant to join then."""
    lived = portal.live(portal.world("conference", meets_at=monotonic() + 2), Habits(SMALL))
    check_strictly(portal, lived)
    joined = next(sample for sample in lived.samples if sample.name == "join")
    assert joined.intended == lived.world.meets_at
    assert joined.begun >= joined.intended


@pytest.mark.parametrize("numbers", [(), ("+375 25 999-07-01", "80 25 999 07 02")], ids=["nobody", "two"])
def test_a_conference_of_those_who_may_be_called(portal: Portal, numbers: tuple[str, ...]) -> None:
    """Strangers are safe: elsewhere only listed numbers are called, not even the chair's own, and nobody calls in."""
    lived = portal.world("conference", numbers)
    portal.live(lived, Habits(SMALL), guard=portal.guard(lived, numbers))
    check_strictly(portal, lived)
    called = {number for entry in lived.entries for number in listed(entry)}
    assert called == ({"+375259990701", "+375259990702"} if numbers else set())
    assert lived.actions["connected"] == lived.commands["dial_in"] == 0


def test_a_stranger_is_not_asked_for(portal: Portal) -> None:
    """fixtures.strangers: what would reach somebody off the lists is not sent, told as refused, and asked of nobody."""
    lived = portal.world("conference", ["+375 29 123-45-67"])
    with pytest.raises(Refused, match=r"not sent: the number 37•+67 is not in the profile's list"):
        portal.live(lived, Habits(replace(SMALL, late=0)), guard=portal.guard(lived, ()))
    assert [(entry.command, entry.outcome) for entry in lived.entries][-1] == ("plan", "refused")
    assert not [sample for sample in lived.samples if sample.route == "POST /planning"]


def test_a_stranger_is_not_ticked(portal: Portal) -> None:
    """fixtures.strangers: what stands ticked in a form counts as sent, though only its row's number is."""
    lived = portal.world("conference", ["+375 25 999-07-01"])
    guard = portal.guard(lived, ["+375 25 999-07-01"])
    with portal.browser(lived, guard) as line:
        page = Page("/x", 200, '<form action="/conferences/1/control"></form>')
        with pytest.raises(Refused, match="not sent"):
            line.submit(page, "/conferences/1/control", {"do": "invite", "tick": ["2"]}, shown=["+375291234567"])
    assert lived.samples == []


def listed(entry: Entry) -> list[str]:
    numbers = entry.details.get("numbers", [])
    assert isinstance(numbers, list)
    return numbers


def test_a_chair_goes_on_after_trouble(portal: Portal) -> None:
    """What may have been done stays unknown in the ledger; the conference is ended, and the journey has failed."""
    fault = {"kind": "status", "on": "POST /conferences/{id}/control", "status": 503, "count": 1}
    portal.backstage.ask_for_fault(fault)
    lived = portal.world("conference")
    with pytest.raises(Trouble, match="503"):
        portal.live(lived, Habits(SMALL))
    assert [(e.command, e.outcome) for e in lived.entries if e.outcome != "acknowledged"] == [("invite", "unknown")]
    assert lived.commands["end"] == lived.commands["log_out"] == 1
    assert lived.actions["join"] == 2
    check_audit(portal)


def test_a_lost_live_line_is_opened_again(portal: Portal) -> None:
    """9.3: it is told as failed, and the chair sees on a new one what happens."""
    portal.backstage.ask_for_fault({"kind": "cut", "on": "GET /conferences/{id}/live", "count": 1})
    lived = portal.live(portal.world("conference"), Habits(SMALL))
    failed = [sample.name for sample in lived.samples if sample.outcome == "failed"]
    assert failed == ["live", "listen"]
    assert lived.actions["connected"] == 1


@pytest.mark.parametrize(("seed", "end"), [(2, "cancelled"), (5, "edited")])
def test_a_conference_is_planned_ahead(portal: Portal, seed: int, end: str) -> None:
    """Memo steps 1 to 8, changed once, and called off in half of the cases."""
    lived = portal.live(portal.world("planning_ahead"), seed=seed)
    check_strictly(portal, lived)
    events = [event["type"] for event in portal.happened(lived)]
    assert events[0] == "conference.scheduled"
    assert events.count("conference.edited") == 1
    assert events[-1] == f"conference.{end}"
    assert lived.commands["cancel"] == (end == "cancelled")
    assert (
        ("90" in portal.shown(lived, f"/conferences/{lived.entries[1].conference}/edit")) if end == "edited" else True
    )


@pytest.mark.parametrize("past", [0, 40])
def test_the_history_is_read(portal: Portal, past: int) -> None:
    """Memo step 10: one of the past conferences is opened, and fetched as a file, if there is one."""
    lived = portal.world("history_reading")
    if past:
        portal.backstage.make_a_past(lived.world.account.login, past)
    portal.live(lived)
    check_strictly(portal, lived)
    assert lived.actions["past_conference"] == lived.actions["past_as_file"] == bool(past)


def test_templates_and_contacts_are_kept(portal: Portal) -> None:
    """Memo 7.2, 11.1 and 11.4: what the ledger says is kept is there."""
    lived = portal.live(portal.world("keeping"))
    check_strictly(portal, lived)
    assert lived.commands == {"log_in": 1, "save_template": 1, "keep_contact": 1, "log_out": 1}
    for path in ("/settings/templates", "/settings/contacts"):
        assert lived.world.mark in portal.shown(lived, path)


def test_the_forgetful_get_in_at_last(portal: Portal) -> None:
    """Memo 3.2: a wrong code and a wrong password are refused, the right ones are not."""
    lived = portal.live(portal.world("forgetful"))
    refused = [(sample.name, sample.route) for sample in lived.samples if sample.outcome != "good"]
    wrong = ("wrong_code", "wrong_password")
    assert refused == [(name, route) for name in wrong for route in ("POST /login", "")]
    assert [entry.outcome for entry in lived.entries] == ["refused", "refused", "acknowledged", "acknowledged"]


def test_whoever_is_let_in_with_a_wrong_code_has_found_trouble(portal: Portal) -> None:
    """load.journeys.forgetful: being refused is what ought to happen."""
    lived = portal.world("forgetful")

    class Forgiving(Browser):
        def submit(
            self, page: Page, action: str, fields: Mapping[str, str | list[str]], *, shown: Sequence[str] = ()
        ) -> Page:
            return Page("/planning", 200, "")

    line = Forgiving(plain_line.way(portal.process.url), sample=lived.samples.append, intended=monotonic())
    with pytest.raises(Trouble, match="in spite of a wrong code"):
        JOURNEYS["forgetful"](lived.world, line, random.Random(), Habits())
    line.close()
