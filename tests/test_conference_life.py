"""The life of a conference (memo 5.3, 6.2, 6.3, 7.1, 8.4, 9.4, 9.6): states, timers, and every refused command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain import calls, door, life, people
from portal.domain.conference import Conference, State
from portal.domain.plan import Invitee, Plan
from portal.domain.possible import POSSIBLE, refusal_code
from portal.domain.refusals import Refused
from portal.services import booking, control, due, telephony
from portal.store import jobs
from tests import core
from tests.core import ANSWERS, BUSY, HANGS_UP, MONDAY, REFUSES, SILENT, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


LINES = calls.Lines(free=100, calls=100)
PLAN = Plan(subject="Иначе", starts_at=MONDAY + timedelta(hours=2), size=5, invitees=(Invitee(BUSY),))
CHAIR = Invitee("+375259991000", "Анна")

COMMANDS: dict[str, Callable[[Conference], object]] = {
    "edit": lambda c: life.edit(c, PLAN, chair=CHAIR, guest_password="", seen=c.seq, now=MONDAY),
    "cancel": lambda c: life.cancel(c, MONDAY),
    "open": lambda c: life.open_(c, MONDAY),
    "remind": lambda c: life.remind(c, MONDAY),
    "start": lambda c: life.start(c, LINES, MONDAY),
    "add": lambda c: people.add(c, core.GUEST, "", MONDAY),
    "rename": lambda c: people.rename(c, [1], "Иначе", MONDAY),
    "remove": lambda c: people.remove(c, [1], MONDAY),
    "block": lambda c: people.block(c, [1], MONDAY),
    "unblock": lambda c: people.unblock(c, [1], MONDAY),
    "lock": lambda c: door.lock(c, MONDAY),
    "unlock": lambda c: door.unlock(c, MONDAY),
    "hang_up": lambda c: calls.hang_up(c, [1], MONDAY),
    "dial_in": lambda c: door.dial_in(c, core.GUEST, c.chair_password, LINES, MONDAY),
    "invite": lambda c: calls.invite(c, [2], LINES, MONDAY),
    "redial": lambda c: calls.redial(c, [3], LINES, MONDAY),
    "retry": lambda c: calls.retry(c, 2, LINES, MONDAY),
    "dial": lambda c: calls.dial(c, 1, MONDAY),
    "mute": lambda c: people.mute(c, [1], MONDAY),
    "unmute": lambda c: people.unmute(c, [1], MONDAY),
    "mute_all": lambda c: people.mute_all(c, MONDAY),
    "unmute_all": lambda c: people.unmute_all(c, MONDAY),
    "extend": lambda c: life.extend(c, 15, MONDAY),
    "end": lambda c: life.end(c, MONDAY),
    "warn": lambda c: life.warn(c, 5, MONDAY),
    "time_is_up": lambda c: life.time_is_up(c, MONDAY),
    "nobody_joined": lambda c: life.nobody_joined(c, MONDAY),
    "everybody_left": lambda c: life.everybody_left(c, MONDAY),
}
PAIRS = [(state, command) for state in State for command in POSSIBLE]


def in_state(portal: Core, state: State) -> Conference:
    """A conference of three rows that has come to `state` by its own timers and commands."""
    immediate = state in (State.ACTIVE, State.ENDED, State.EXPIRED)
    start = None if immediate else MONDAY + timedelta(hours=1)
    made = portal.schedule(ANSWERS, REFUSES, BUSY, immediate=immediate, starts_at=start)
    match state:
        case State.OPEN:
            portal.advance(minutes=50)
            dialled = portal.conference(made)
            portal.do(lambda work: telephony.dial_in(work, ANSWERS, dialled.number, ""))
        case State.ACTIVE:
            portal.do(lambda work: control.invite(work, portal.account, made, [1, 3]))
            portal.advance(seconds=5)
        case State.CANCELLED:
            portal.do(lambda work: booking.cancel(work, portal.account, made))
        case State.ENDED:
            portal.do(lambda work: control.end(work, portal.account, made))
        case State.EXPIRED:
            portal.advance(minutes=5)
        case State.FAILED:
            portal.database.terms = replace(portal.database.terms, legs=0)
            portal.advance(hours=1)
    found = portal.conference(made)
    assert found.state is state
    return found


def test_every_command_and_every_timer_stands_in_the_table() -> None:
    """Section B: the commands below, and what the network says of a leg, are all there are."""
    assert COMMANDS.keys() | {"leg"} == POSSIBLE.keys()
    assert len(PAIRS) == 7 * 29


@pytest.mark.parametrize("state", list(State), ids=str)
def test_every_pair_of_state_and_command_is_decided_by_the_table(portal: Core, state: State) -> None:
    """What the table does not allow is refused with its code; what it allows is not."""
    conference = in_state(portal, state)
    for command, carry_out in COMMANDS.items():
        expected = refusal_code(command, state)
        if expected is None:
            carry_out(conference)
            continue
        with pytest.raises(Refused) as refused:
            carry_out(conference)
        assert [p.code for p in refused.value.problems] == [expected], f"{command} in {state}"


def test_the_page_about_it_has_the_same_table() -> None:
    """docs/conference.md is what people read of it."""
    page = (Path(__file__).parents[1] / "docs" / "conference.md").read_text("utf-8")
    for command in POSSIBLE:
        told = [(refusal_code(command, state) or "yes").replace("_", " ") for state in State]
        assert f"| `{command}` | {' | '.join(told)} |" in page


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("edit", "- already_started already_started already_over"),
        ("cancel", "- - already_started already_over"),
        ("add", "not_started - - already_over"),
        ("invite", "not_started not_started - already_over"),
        ("end", "not_started not_started - already_over"),
    ],
)
def test_a_refusal_says_whether_it_is_too_early_or_too_late(command: str, codes: str) -> None:
    """Section B: before, during and after give codes of their own."""
    told = [refusal_code(command, s) or "-" for s in (State.SCHEDULED, State.OPEN, State.ACTIVE, State.FAILED)]
    assert " ".join(told) == codes


def test_a_planned_conference_opens_starts_and_ends_by_its_timers(portal: Core) -> None:
    """8.4 opens ten minutes before; 7.1 starts on time; nobody ever connected: it expires at its planned end."""
    made = portal.schedule(starts_at=MONDAY + timedelta(hours=1), immediate=False, minutes=30)
    assert portal.advance(minutes=49, seconds=59) == []
    assert portal.advance(seconds=1) == ["open"]
    assert portal.advance(minutes=10) == ["start"]
    assert portal.advance(minutes=30) == ["warn", "warn", "end"]
    assert portal.conference(made).state is State.EXPIRED


@pytest.mark.parametrize(("auto_invite", "expected"), [(True, ["calling", "listed"]), (False, ["listed", "listed"])])
def test_automatic_invitation_calls_the_planned_only(portal: Core, auto_invite: bool, expected: list[str]) -> None:
    """6.2: those listed while planning, once it has started; those added later are not called by it."""
    made = portal.schedule(ANSWERS, starts_at=MONDAY + timedelta(minutes=5), immediate=False, auto_invite=auto_invite)
    portal.advance(seconds=1)
    portal.do(lambda work: control.add(work, portal.account, made, BUSY, ""))
    assert portal.statuses(made) == ["listed", "listed"]
    portal.advance(minutes=5)
    statuses = portal.statuses(made)
    assert [("calling" if s != "listed" else s) for s in statuses] == expected


def test_an_immediate_conference_expires_after_five_minutes_without_anybody(portal: Core) -> None:
    """5.3, and not while somebody has joined."""
    empty = portal.schedule(ANSWERS)
    joined = portal.schedule(ANSWERS, auto_invite=True)
    portal.advance(minutes=4, seconds=59)
    assert portal.conference(empty).state is State.ACTIVE
    portal.advance(seconds=1)
    assert (portal.conference(empty).state, portal.conference(joined).state) == (State.EXPIRED, State.ACTIVE)


@pytest.mark.parametrize("step", [15, 30, 45, 60])
def test_automatic_extension_repeats_while_somebody_is_connected(portal: Core, step: int) -> None:
    """6.3: again and again, and it ends at the next planned end once nobody is."""
    made = portal.schedule(ANSWERS, auto_invite=True, extend_by=step, minutes=60)
    portal.advance(minutes=60)
    portal.advance(minutes=step)
    conference = portal.conference(made)
    assert (conference.state, conference.minutes) == (State.ACTIVE, 60 + 2 * step)
    assert conference.ends_at == MONDAY + timedelta(minutes=60 + 2 * step)
    portal.advance(minutes=step - 1, seconds=30)
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    portal.advance(seconds=30)
    assert (portal.conference(made).state, portal.conference(made).end_reason) == (State.ENDED, "timeout")


def test_extension_stops_at_1440_minutes_in_all(portal: Core) -> None:
    """6.3 and 9.4: neither by itself nor by the chair beyond 1440."""
    made = portal.schedule(ANSWERS, auto_invite=True, extend_by=60, minutes=1380)
    portal.advance(minutes=1380)
    assert portal.conference(made).minutes == 1440
    with pytest.raises(Refused, match="extension_limit"):
        portal.do(lambda work: control.extend(work, portal.account, made, 15))
    portal.advance(minutes=60)
    assert portal.conference(made).state is State.ENDED


def test_the_end_disconnects_everybody_and_drops_every_timer(portal: Core) -> None:
    """9.6: no leg and no timer outlives its conference."""
    made = portal.schedule(ANSWERS, SILENT, auto_invite=True)
    portal.advance(seconds=3)
    portal.do(lambda work: control.end(work, portal.account, made))
    assert portal.conference(made).live_legs == ()
    assert portal.statuses(made) == ["conference_ended", "conference_ended"]
    assert portal.advance(days=2) == []


def test_a_timer_that_fails_does_not_hold_up_the_others(portal: Core) -> None:
    """Timers: what cannot run is put off, what is due behind it runs."""
    made = portal.schedule(ANSWERS)
    portal.do(lambda work: jobs.add(work, work.now, "remind", made))
    portal.do(lambda work: jobs.add(work, work.now, "nobody_joined", made))
    with pytest.raises(Refused):
        portal.do(lambda work: due.run_next(work))
    portal.do(lambda work: jobs.postpone_first(work, work.now + timedelta(minutes=1)))
    ran = portal.do(lambda work: due.run_next(work))
    assert ran and ran.kind == "nobody_joined"
    assert portal.conference(made).state is State.EXPIRED


def test_the_chair_is_warned_before_the_end_and_again_after_an_extension(portal: Core) -> None:
    """C10: five minutes and one minute before."""
    made = portal.schedule(ANSWERS, auto_invite=True, minutes=60)
    portal.advance(minutes=55)
    assert portal.conference(made).warned == 5
    portal.do(lambda work: control.extend(work, portal.account, made, 15))
    assert portal.conference(made).warned == 0
    portal.advance(minutes=18)
    assert portal.conference(made).warned == 5
    portal.advance(minutes=1)
    assert portal.conference(made).warned == 1


@pytest.mark.parametrize(("minutes", "warned"), [(60, 0), (1430, 5)], ids=["will be extended", "as long as it can be"])
def test_nobody_is_warned_of_an_end_that_does_not_come(portal: Core, minutes: int, warned: int) -> None:
    """C10 and 6.3: not while automatic extension goes on; but when it can go on no further."""
    made = portal.schedule(ANSWERS, auto_invite=True, minutes=minutes, extend_by=15)
    portal.advance(minutes=minutes - 5)
    assert portal.conference(made).warned == warned


def test_a_minute_after_the_last_has_left_it_is_over(portal: Core) -> None:
    """C11: everybody left; who comes back in time goes on."""
    made = portal.schedule(ANSWERS, HANGS_UP, auto_invite=True)
    portal.advance(seconds=7)
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    portal.advance(seconds=59)
    portal.do(lambda work: control.redial(work, portal.account, made, [1]))
    portal.advance(minutes=5)
    assert portal.conference(made).state is State.ACTIVE
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    portal.advance(seconds=60)
    assert (portal.conference(made).state, portal.conference(made).end_reason) == (State.ENDED, "empty")


def test_a_conference_without_a_free_leg_in_the_portal_fails_at_its_start(portal: Core) -> None:
    """C5: FAILED, with its reason."""
    failed = in_state(portal, State.FAILED)
    assert failed.end_reason == "capacity"
