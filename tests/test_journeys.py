"""Each journey once, strictly, on a real portal: all that it asks for is done, and its ledger is what has happened."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import monotonic

import pytest

from fixtures.backstage import Backstage
from load import plain_line
from load.browser import Browser
from load.journeys import ACTIONS, JOURNEYS, LOG_INS, actions, control
from load.journeys.conference import hurried
from load.journeys.control import Control
from load.ledger import Entry
from load.line import Page, Refused, Trouble
from tests import serving
from tests.living import SMALL, Always, Habits, Lived, Portal


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
    assert lived.actions.keys() <= set(ACTIONS[lived.world.journey])
    assert lived.commands["log_in"] == LOG_INS[lived.world.journey]
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


def test_a_conference_hurries_when_nobody_else_comes(portal: Portal) -> None:
    """load.habits: what is left of ten minutes after the last call passes a thousand times as fast."""
    long, began = Habits(replace(SMALL, lasts=Always(600)), hurry=1000), monotonic()
    check_strictly(portal, portal.live(portal.world("conference", last_call=began), long))
    assert monotonic() - began < 60


@pytest.mark.parametrize(
    ("before", "takes"),
    [(math.inf, 60), (60, 60), (45, 45 + 5), (0, 20), (-10, 20)],
    ids=["endless", "after it", "in it", "at its start", "before it"],
)
def test_what_is_left_after_the_last_call_is_hurried(before: float, takes: float) -> None:
    """A conference of a minute, three times as fast then; what comes before the last call takes its time."""
    assert hurried(60, before, 3) == takes


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
    """fixtures.strangers: what stands ticked in a form counts as sent, though only the number of its row is."""
    lived = portal.world("conference", [])
    wanted = {"subject": lived.world.mark, "immediate": "on"}
    with portal.browser(lived) as line:
        planning = actions.log_in(lived.world, line, random.Random(), Habits())
        conference, _ = actions.plan(lived.world, line, planning, wanted, ["+375291234567"], {})
        line.guard = portal.guard(lived, ())
        control = Control(lived.world, line, conference)
        control.join()
        with pytest.raises(Refused, match=r"not sent: the number 37•+67"):
            control.invite(control.rows())
        control.close()
    assert "calls.authorised" not in [event["type"] for event in portal.happened(lived)]


def listed(entry: Entry) -> list[str]:
    numbers = entry.details.get("numbers", [])
    assert isinstance(numbers, list)
    return numbers


def test_nobody_who_comes_is_a_failure(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """9.3: who waits in vain is in the figures, not left out of them."""
    monkeypatch.setattr(control, "_PATIENCE", 0.5)
    lived = portal.world("conference", [])
    wanted = {"subject": lived.world.mark, "immediate": "on"}
    with portal.browser(lived) as line:
        planning = actions.log_in(lived.world, line, random.Random(), Habits())
        conference, _ = actions.plan(lived.world, line, planning, wanted, ["+375259990701"], {})
        chair = Control(lived.world, line, conference)
        chair.join()
        with pytest.raises(Trouble, match=r"nobody was connected within 0\.5 s of the answer"):
            chair.first_connected(0.2)
        chair.close()
    assert [sample.name for sample in lived.samples if sample.outcome == "failed"] == ["connected"]


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
            return Page("/planning", 200, b"")

    line = Forgiving(plain_line.way(portal.process.url), sample=lived.samples.append, intended=monotonic())
    with pytest.raises(Trouble, match="in spite of a wrong code"):
        JOURNEYS["forgetful"](lived.world, line, random.Random(), Habits())
    line.close()
