"""Dialling in (memo 6.4, 8.3): with what, when, and why not; guessing is stopped; the chair's lock and seat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from portal.domain.conference import Conference, State
from portal.domain.terms import Terms
from portal.services import booking, control, telephony
from portal.services.telephony import Outcome
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, MONDAY, SILENT, Core

CONNECTED, WAITING = Outcome("connected"), Outcome("waiting", "not_started")


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def dial(portal: Core, conference: Conference, number: str, password: str | None) -> Outcome:
    return portal.do(lambda work: telephony.dial_in(work, number, conference.number, password or ""))


def wrong_password(conference: Conference) -> str:
    known = (conference.chair_password, conference.guest_password)
    return next(p for p in ("000000", "111111", "222222") if p not in known)


@pytest.mark.parametrize(
    ("guest_password", "who", "keyed", "outcome"),
    [
        (True, GUEST, "guest", CONNECTED),
        (True, GUEST, "chair", CONNECTED),
        (True, GUEST, "wrong", Outcome("refused", "wrong")),
        (True, GUEST, "", Outcome("refused", "wrong")),
        (True, ANSWERS, "", Outcome("refused", "wrong")),
        (False, ANSWERS, "", CONNECTED),
        (False, ANSWERS, "wrong", Outcome("refused", "wrong")),
        (False, GUEST, "", Outcome("refused", "not_listed")),
        (False, GUEST, "chair", CONNECTED),
    ],
)
def test_with_what_somebody_dials_in(
    portal: Core, guest_password: bool, who: str, keyed: str, outcome: Outcome
) -> None:
    """8.3 and 6.4: chair's and guest's password let in; without a guest password only listed numbers, with none."""
    conference = portal.conference(portal.schedule(ANSWERS, guest_password=guest_password))
    passwords = {"guest": conference.guest_password, "chair": conference.chair_password}
    password = passwords.get(keyed) or (wrong_password(conference) if keyed else "")
    assert dial(portal, conference, who, password) == outcome


@pytest.mark.parametrize(
    ("state", "guest", "chair"),
    [
        (State.SCHEDULED, Outcome("refused", "not_started"), Outcome("refused", "not_started")),
        (State.OPEN, WAITING, CONNECTED),
        (State.ACTIVE, CONNECTED, CONNECTED),
        (State.ENDED, Outcome("refused", "already_over"), Outcome("refused", "already_over")),
    ],
)
def test_when_somebody_dials_in(portal: Core, state: State, guest: Outcome, chair: Outcome) -> None:
    """C4, C5: not yet, on the line until it begins, in, too late; only the password tells which."""
    starts_at = MONDAY + timedelta(hours=1)
    made = [portal.schedule(immediate=False, starts_at=starts_at, guest_password=True) for _ in range(2)]
    portal.advance(minutes={State.SCHEDULED: 0, State.OPEN: 50}.get(state, 60))
    for number, expected in zip(made, (guest, chair), strict=True):
        if state is State.ENDED:
            portal.do(partial(control.end, account=portal.account, conference_id=number))
        conference = portal.conference(number)
        keyed = conference.guest_password if expected is guest else conference.chair_password
        assert dial(portal, conference, BUSY, wrong_password(conference)) == Outcome("refused", "wrong")
        assert dial(portal, conference, GUEST, keyed) == expected


def test_who_waits_comes_in_when_the_chair_opens_the_door(portal: Core) -> None:
    """C5: the chair who joins before the start starts it; who waits is connected, nobody is called twice."""
    starts_at = MONDAY + timedelta(minutes=5)
    made = portal.schedule(ANSWERS, immediate=False, starts_at=starts_at, own_telephone=True, auto_invite=True)
    portal.advance(seconds=1)
    conference = portal.conference(made)
    assert dial(portal, conference, ANSWERS, "") == WAITING
    assert dial(portal, conference, portal.account.number, conference.chair_password) == CONNECTED
    after = portal.conference(made)
    assert (after.state, after.started_at) == (State.ACTIVE, MONDAY + timedelta(seconds=1))
    assert portal.statuses(made) == ["connected", "connected"]
    assert len(after.legs) == 2
    assert after.ends_at == conference.ends_at


def test_three_wrong_entries_close_the_door_to_a_caller_for_a_while(portal: Core) -> None:
    """Guessing: the right password no longer helps, other callers are not disturbed; 15 minutes later it does."""
    conference = portal.conference(portal.schedule(ANSWERS, guest_password=True, auto_invite=True))
    for _ in range(3):
        assert dial(portal, conference, GUEST, wrong_password(conference)).reason == "wrong"
    assert dial(portal, conference, GUEST, conference.guest_password).reason == "too_many_tries"
    assert dial(portal, conference, SILENT, conference.guest_password) == CONNECTED
    portal.advance(minutes=15)
    assert dial(portal, conference, GUEST, conference.guest_password) == CONNECTED


def test_guesses_of_many_callers_close_a_conference_to_the_unlisted(portal: Core) -> None:
    """Guessing: twenty wrong entries at one number; who is listed is still let in."""
    conference = portal.conference(portal.schedule(ANSWERS))
    for n in range(20):
        assert dial(portal, conference, f"+3752599907{n:02d}", wrong_password(conference)).reason == "wrong"
    assert dial(portal, conference, GUEST, conference.chair_password).reason == "too_many_tries"
    assert dial(portal, conference, ANSWERS, "") == CONNECTED


def test_a_number_that_no_conference_has_is_as_wrong_as_a_wrong_password(portal: Core) -> None:
    """Nobody learns which conference numbers there are, and guessing them is stopped all the same."""

    def dialled() -> Outcome:
        return portal.do(lambda work: telephony.dial_in(work, GUEST, "000001", "123456"))

    assert [dialled().reason for _ in range(4)] == ["wrong", "wrong", "wrong", "too_many_tries"]


def test_a_locked_door_opens_to_the_chair_alone(portal: Core) -> None:
    """C12: guests with the password stay out, the chair comes in and calls whom he wants."""
    made = portal.schedule(ANSWERS, BUSY, guest_password=True, size=5)
    conference = portal.conference(made)
    portal.do(lambda work: control.do(work, portal.account, made, "lock", []))
    assert dial(portal, conference, GUEST, conference.guest_password) == Outcome("refused", "locked")
    assert dial(portal, conference, GUEST, conference.chair_password) == CONNECTED
    assert portal.do(lambda work: control.invite(work, portal.account, made, [1])) == 1
    portal.do(lambda work: control.do(work, portal.account, made, "unlock", []))
    assert dial(portal, conference, SILENT, conference.guest_password) == CONNECTED


def test_a_seat_is_kept_for_the_chair(portal: Core) -> None:
    """5.5: two of three seats are for guests until the chair is there."""
    conference = portal.conference(portal.schedule(guest_password=True, size=3))
    assert dial(portal, conference, ANSWERS, conference.guest_password) == CONNECTED
    assert dial(portal, conference, BUSY, conference.guest_password) == CONNECTED
    assert dial(portal, conference, GUEST, conference.guest_password).reason == "conference_full"
    assert dial(portal, conference, SILENT, conference.chair_password) == CONNECTED
    assert dial(portal, conference, GUEST, conference.chair_password).reason == "conference_full"


def test_the_last_seat_is_a_guests_when_the_chair_is_there(portal: Core) -> None:
    """5.5: all three seats are taken when the chair sits on one."""
    conference = portal.conference(portal.schedule(guest_password=True, size=3))
    for number, password in ((SILENT, conference.chair_password), (ANSWERS, conference.guest_password)):
        assert dial(portal, conference, number, password) == CONNECTED
    assert dial(portal, conference, BUSY, conference.guest_password) == CONNECTED


def test_without_a_free_leg_nobody_is_let_in(portal: Core) -> None:
    """Capacity: told as such."""
    conference = portal.conference(portal.schedule(guest_password=True))
    portal.database.terms = Terms(legs=0)
    assert dial(portal, conference, GUEST, conference.guest_password).reason == "capacity"


def test_a_conference_number_is_free_again_when_its_conference_is_over(portal: Core) -> None:
    """Numbers have six digits: only living conferences need one each, and the living one answers."""
    made = portal.schedule(guest_password=True)
    number = portal.conference(made).number
    portal.do(lambda work: control.end(work, portal.account, made))
    again = portal.schedule(guest_password=True)
    portal.do(lambda work: work.db.exec_driver_sql(f"UPDATE conferences SET number = '{number}' WHERE id = {again}"))
    assert dial(portal, portal.conference(again), GUEST, portal.conference(again).guest_password) == CONNECTED
    assert portal.do(lambda work: booking.card(work, portal.account, again)).live_legs
