"""The life of a conference (memo 5.3, 6.2, 6.3, 7.1, 8.4, 9.4, 9.6): states, timers, and every refused command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain import calls, life
from portal.domain.conference import Conference, State
from portal.domain.refusals import Refused
from portal.services import control, due, telephony
from portal.store import jobs
from tests import core
from tests.core import ANSWERS, BUSY, MONDAY, SILENT, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


COMMANDS: dict[str, Callable[[Conference], object]] = {
    "open": lambda c: life.open_(c, MONDAY),
    "start": lambda c: life.start(c, MONDAY),
    "remind": lambda c: life.remind(c, MONDAY),
    "add": lambda c: calls.add(c, core.GUEST, "", MONDAY),
    "invite": lambda c: calls.invite(c, [1], MONDAY),
    "dial_in": lambda c: calls.dial_in(c, core.GUEST, c.chair_password, MONDAY),
    "block": lambda c: calls.block(c, [1], MONDAY),
    "unblock": lambda c: calls.unblock(c, [1], MONDAY),
    "extend": lambda c: life.extend(c, 15, MONDAY),
    "end": lambda c: life.end(c, MONDAY),
    "nobody_joined": lambda c: life.nobody_joined(c, MONDAY),
    "time_is_up": lambda c: life.time_is_up(c, MONDAY),
}


def in_state(portal: Core, state: State) -> Conference:
    """A conference with one row that has come to `state` by its own timers and commands."""
    immediate = state in (State.ACTIVE, State.ENDED, State.EXPIRED)
    start = None if immediate else MONDAY + timedelta(hours=1)
    made = portal.schedule(ANSWERS, immediate=immediate, starts_at=start, auto_invite=False)
    match state:
        case State.OPEN:
            portal.advance(minutes=50)
        case State.CANCELLED:
            portal.advance(minutes=50)
            portal.do(lambda work: control.end(work, portal.account, made))
        case State.ENDED:
            portal.do(lambda work: control.end(work, portal.account, made))
        case State.EXPIRED:
            portal.advance(minutes=5)
    found = portal.conference(made)
    assert found.state is state
    return found


@pytest.mark.parametrize("state", list(State), ids=str)
def test_every_pair_of_state_and_command_is_decided_by_the_table(portal: Core, state: State) -> None:
    """What the table does not allow is refused with a code; what it allows is not."""
    conference = in_state(portal, state)
    assert COMMANDS.keys() | {"leg"} == life.POSSIBLE.keys()
    for command, carry_out in COMMANDS.items():
        if state in life.POSSIBLE[command]:
            carry_out(conference)
            continue
        with pytest.raises(Refused) as refused:
            carry_out(conference)
        expected = "already_over" if state.final else "not_started"
        assert [p.code for p in refused.value.problems] == [expected], f"{command} in {state}"


def test_a_planned_conference_opens_starts_and_ends_by_its_timers(portal: Core) -> None:
    """8.4 opens ten minutes before; 7.1 starts on time; nobody ever connected: it expires at its planned end."""
    made = portal.schedule(starts_at=MONDAY + timedelta(hours=1), immediate=False, minutes=30)
    assert portal.advance(minutes=49, seconds=59) == []
    assert portal.advance(seconds=1) == ["open"]
    assert portal.advance(minutes=10) == ["start"]
    assert portal.advance(minutes=30) == ["end"]
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
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    portal.advance(minutes=step)
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
        portal.do(lambda work: due.run_next(work, core.LETTERHEAD))
    portal.do(lambda work: jobs.postpone_first(work, work.now + timedelta(minutes=1)))
    ran = portal.do(lambda work: due.run_next(work, core.LETTERHEAD))
    assert ran and ran.kind == "nobody_joined"
    assert portal.conference(made).state is State.EXPIRED
