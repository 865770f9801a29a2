"""Participants, legs and the telephone network (memo 8.3, 9.1, 9.2, 9.3, 9.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from portal import phones
from portal.domain.plan import Plan
from portal.domain.refusals import Refused
from portal.services import accounts, booking, control, telephony
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, HANGS_UP, MONDAY, REFUSES, SILENT, UNKNOWN, UNREACHABLE, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


@pytest.mark.parametrize(
    ("number", "course"),
    [
        (ANSWERS, [(0, "calling"), (1, "ringing"), (2, "connected"), (600, "connected")]),
        (HANGS_UP, [(1, "ringing"), (2, "connected"), (6, "connected"), (7, "left")]),
        (BUSY, [(0, "calling"), (1, "busy")]),
        (SILENT, [(1, "ringing"), (44, "ringing"), (45, "no_answer")]),
        (REFUSES, [(1, "ringing"), (3, "rejected")]),
        (UNREACHABLE, [(0, "calling"), (2, "unreachable")]),
        (UNKNOWN, [(0, "calling"), (1, "invalid")]),
        ("+375259990030", [(1, "ringing"), (29, "ringing"), (30, "connected")]),
        ("+375259990999", [(2, "connected")]),
        ("+375291234567", [(2, "connected")]),
    ],
    ids=["answers", "hangs up", "busy", "no answer", "refuses", "unreachable", "invalid", "late", "9XX", "any other"],
)
def test_a_number_behaves_by_the_convention(portal: Core, number: str, course: list[tuple[int, str]]) -> None:
    """9.3: what became of a call is told apart; seconds after the call, what the row shows."""
    made = portal.schedule(number, auto_invite=True)
    passed = 0
    for seconds, status in course:
        portal.advance(seconds=seconds - passed)
        passed = seconds
        assert portal.statuses(made) == [status], f"after {seconds} s"


def test_backstage_may_teach_a_number_otherwise(portal: Core) -> None:
    """What backstage says of a number wins over the convention."""
    portal.do(lambda work: phones.behave(work, ANSWERS, phones.Behaviour("busy")))
    made = portal.schedule(ANSWERS, auto_invite=True)
    portal.advance(seconds=1)
    assert portal.statuses(made) == ["busy"]


def test_only_the_ticked_are_called_and_the_connected_not_again(portal: Core) -> None:
    """9.2: one live call a row; a row that was busy may be called again, as a new leg."""
    made = portal.schedule(ANSWERS, BUSY, GUEST)
    portal.do(lambda work: control.invite(work, portal.account, made, [1, 2]))
    portal.advance(seconds=3)
    assert portal.statuses(made) == ["connected", "busy", "listed"]
    called = portal.do(lambda work: control.invite(work, portal.account, made, [1, 2]))
    assert called == 1
    assert [leg.participant for leg in portal.conference(made).legs] == [1, 2, 2]
    assert len(portal.do(lambda work: phones.calls_of(work, ANSWERS))) == 1


def test_adding_calls_nobody_and_keeps_the_size(portal: Core) -> None:
    """9.1 and 5.5: a row, no call; the same number twice and one row too many are refused."""
    made = portal.schedule(size=3)

    def add(number: str) -> None:
        portal.do(lambda work: control.add(work, portal.account, made, number, ""))

    for number in (ANSWERS, BUSY, GUEST):
        add(number)
    assert portal.conference(made).legs == ()
    for number, code in ((ANSWERS, "number_repeated"), (SILENT, "conference_full")):
        with pytest.raises(Refused, match=code):
            add(number)


def test_block_mutes_and_bars_until_it_is_undone(portal: Core) -> None:
    """9.5: muted on the line, not called again, not let in; all of it undone by unblocking."""
    made = portal.schedule(ANSWERS, auto_invite=True, guest_password=True)
    portal.advance(seconds=3)
    portal.do(lambda work: control.do(work, portal.account, made, "block", [1]))
    assert portal.do(lambda work: phones.calls_of(work, ANSWERS))[0]["muted"]
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    conference = portal.conference(made)
    password = conference.guest_password or ""
    with pytest.raises(Refused, match="nobody_to_call"):
        portal.do(lambda work: control.invite(work, portal.account, made, [1]))
    assert portal.do(lambda work: telephony.dial_in(work, ANSWERS, conference.number, password)).reason == "blocked"
    portal.do(lambda work: control.do(work, portal.account, made, "unblock", [1]))
    assert portal.do(lambda work: telephony.dial_in(work, ANSWERS, conference.number, password)).outcome == "connected"
    assert not portal.conference(made).legs[-1].muted


def test_unblocking_gives_the_voice_back(portal: Core) -> None:
    """9.5: who is still on the line is heard again."""
    made = portal.schedule(ANSWERS, auto_invite=True)
    portal.advance(seconds=3)
    portal.do(lambda work: control.do(work, portal.account, made, "block", [1]))
    portal.do(lambda work: control.do(work, portal.account, made, "unblock", [1]))
    assert not portal.do(lambda work: phones.calls_of(work, ANSWERS))[0]["muted"]


def test_a_large_batch_is_called_in_turns(portal: Core) -> None:
    """Pacing: ten at once, the others a second later each ten; what is taken back before its turn is never called."""
    rows = [f"+3752599907{n:02d}" for n in range(25)]
    made = portal.schedule(*rows, size=30)
    assert portal.do(lambda work: control.invite(work, portal.account, made, range(1, 26))) == 25
    assert portal.statuses(made) == ["calling"] * 10 + ["queued"] * 15
    portal.do(lambda work: control.do(work, portal.account, made, "hang_up", [25]))
    portal.advance(seconds=1)
    assert Counter(portal.statuses(made)) == {"ringing": 10, "calling": 10, "queued": 4, "cancelled": 1}
    portal.advance(seconds=3)
    assert Counter(portal.statuses(made)) == {"connected": 24, "cancelled": 1}
    assert portal.do(lambda work: phones.calls_of(work, rows[24])) == []


@pytest.mark.parametrize(
    ("number", "retries", "calls"),
    [(BUSY, 0, 1), (BUSY, 2, 3), (SILENT, 3, 4), (REFUSES, 3, 1), (UNREACHABLE, 3, 1), (UNKNOWN, 3, 1)],
)
def test_busy_and_unanswered_calls_are_repeated_as_often_as_planned(
    portal: Core, number: str, retries: int, calls: int
) -> None:
    """Retry: half a minute later, as often as the plan says; no other failure is repeated."""
    made = portal.schedule(ANSWERS, number, retries=retries, auto_invite=True)
    portal.advance(minutes=10)
    legs = [leg for leg in portal.conference(made).legs if leg.participant == 2]
    assert [leg.tries for leg in legs] == list(range(1, calls + 1))
    for one, next_ in pairwise(legs):
        assert one.ended_at and next_.started_at - one.ended_at == timedelta(seconds=30)


def test_a_repeated_call_that_is_not_wanted_any_more_is_not_made(portal: Core) -> None:
    """Retry: the chair has called again meanwhile, blocked or removed the row."""
    made = portal.schedule(ANSWERS, BUSY, BUSY.replace("200", "201"), BUSY.replace("200", "202"), retries=1)
    portal.do(lambda work: control.invite(work, portal.account, made, [1, 2, 3, 4]))
    portal.advance(seconds=5)
    portal.do(lambda work: control.redial(work, portal.account, made, [2]))
    portal.do(lambda work: control.do(work, portal.account, made, "block", [3]))
    portal.do(lambda work: control.do(work, portal.account, made, "remove", [4]))
    portal.advance(seconds=26)
    assert Counter(leg.participant for leg in portal.conference(made).legs) == {1: 1, 2: 2, 3: 1, 4: 1}


def test_redial_hang_up_and_remove_are_three_acts(portal: Core) -> None:
    """The call ends and the row stays; it is called again; the row goes with its call, and its number may come back."""
    made = portal.schedule(ANSWERS, BUSY, auto_invite=True)
    portal.advance(seconds=3)

    def act(name: str, *ticks: int) -> None:
        portal.do(lambda work: control.do(work, portal.account, made, name, ticks))

    act("hang_up", 1)
    assert portal.statuses(made) == ["disconnected", "busy"]
    with pytest.raises(Refused, match="nobody_on_the_line"):
        act("hang_up", 1, 2)
    assert portal.do(lambda work: control.redial(work, portal.account, made, [1])) == 1
    act("hang_up", 1)
    assert portal.statuses(made) == ["cancelled", "busy"]
    assert [call["result"] for call in portal.do(lambda work: phones.calls_of(work, ANSWERS))] == ["released"] * 2
    portal.do(lambda work: control.redial(work, portal.account, made, [1]))
    act("remove", 1)
    conference = portal.conference(made)
    assert [row.number for row in conference.rows] == [BUSY]
    assert (conference.live_legs, len(conference.legs)) == ((), 4)
    with pytest.raises(Refused, match="nobody_to_redial"):
        portal.do(lambda work: control.add(work, portal.account, made, ANSWERS, ""))
        portal.do(lambda work: control.redial(work, portal.account, made, [3]))


def test_mute_one_and_all(portal: Core) -> None:
    """All but the chair lose their voice; the blocked do not get it back; nobody connected is told."""
    made = portal.schedule(HANGS_UP, GUEST, own_telephone=True)
    conference = portal.conference(made)
    with pytest.raises(Refused, match="nobody_connected"):
        portal.do(lambda work: control.do(work, portal.account, made, "mute_all", []))
    portal.do(lambda work: control.invite(work, portal.account, made, [1, 2, 3]))
    portal.advance(seconds=3)

    def muted(act: str, *ticks: int) -> list[bool]:
        portal.do(lambda work: control.do(work, portal.account, made, act, ticks))
        rows = [row.number for row in conference.participants]
        return [bool(portal.do(partial(phones.calls_of, number=number))[0]["muted"]) for number in rows]

    assert muted("mute", 2) == [False, True, False]
    assert muted("unmute", 2) == [False, False, False]
    assert muted("mute_all") == [False, True, True]
    assert muted("block", 3) == [False, True, True]
    assert muted("unmute_all") == [False, False, True]
    with pytest.raises(Refused, match="blocked_stay_muted"):
        muted("unmute", 3)
    assert muted("mute", 1) == [True, False, True]


def test_only_one_row_is_renamed_at_a_time(portal: Core) -> None:
    """Rename: one tick, a name of at most 96 characters; the history keeps the leg under the new name."""
    made = portal.schedule(ANSWERS, BUSY)

    def rename(name: str, *ticks: int) -> None:
        portal.do(lambda work: control.rename(work, portal.account, made, ticks, name))

    rename(" Борис  Иванов ", 1)
    assert portal.conference(made).rows[0].name == "Борис Иванов"
    for ticks, name, code in (
        ((1, 2), "Двое", "tick_one"),
        ((), "Никто", "nobody_ticked"),
        ((1,), "Ы" * 97, "name_long"),
    ):
        with pytest.raises(Refused, match=code):
            rename(name, *ticks)


def test_calls_that_cannot_be_placed_say_why(portal: Core) -> None:
    """Capacity and destinations: `full`, `capacity`, `barred` stand in the rows; nobody is called."""
    made = portal.schedule(ANSWERS, BUSY, GUEST, size=3)
    conference = portal.conference(made)
    for number in ("+375259990701", "+375259990702"):
        portal.do(
            partial(
                telephony.dial_in,
                number=number,
                conference_number=conference.number,
                password=conference.chair_password,
            )
        )
    portal.do(lambda work: control.invite(work, portal.account, made, [1, 2, 3]))
    assert portal.statuses(made)[:3] == ["calling", "full", "full"]
    portal.do(lambda work: control.end(work, portal.account, made))
    portal.database.terms = replace(portal.database.terms, legs=1)
    made = portal.schedule(ANSWERS, BUSY, auto_invite=True)
    assert portal.statuses(made) == ["calling", "capacity"]
    portal.database.terms = replace(portal.database.terms, legs=100)
    made = portal.schedule("+74951234567", ANSWERS, auto_invite=True)
    assert portal.statuses(made) == ["barred", "calling"]


def test_calls_beyond_those_of_a_minute_wait(portal: Core) -> None:
    """Toll fraud: so many outgoing calls of an account in a minute, the others when the first are a minute old."""
    portal.database.terms = replace(portal.database.terms, calls_a_minute=12)
    rows = [f"+3752599907{n:02d}" for n in range(15)]
    made = portal.schedule(*rows, size=20, auto_invite=True)
    portal.advance(seconds=30)
    assert Counter(portal.statuses(made)) == {"connected": 12, "queued": 3}
    portal.advance(seconds=30)
    assert Counter(portal.statuses(made)) == {"connected": 12, "calling": 3}


def test_small_batches_do_not_get_around_the_calls_of_a_minute(portal: Core) -> None:
    """Toll fraud: the limit is the account's, however its calls are spread over batches and conferences."""
    portal.database.terms = replace(portal.database.terms, calls_a_minute=5)
    for first in (0, 4, 8):
        portal.schedule(*(f"+3752599907{n:02d}" for n in range(first, first + 4)), auto_invite=True)
    portal.advance(seconds=59)
    assert portal.do(lambda work: phones.attempts(work, portal.account.number))[0] == 5
    portal.advance(seconds=1)
    assert portal.do(lambda work: phones.attempts(work, portal.account.number))[0] == 5


def test_an_account_has_so_many_conferences_at_the_same_time(portal: Core) -> None:
    """Capacity: what overlaps is counted, what is over or elsewhere in time is not."""
    portal.database.terms = replace(portal.database.terms, conferences=2)
    first = portal.schedule()
    portal.schedule()
    with pytest.raises(Refused, match="too_many_conferences"):
        portal.schedule(immediate=False, starts_at=MONDAY + timedelta(minutes=59))
    portal.schedule(immediate=False, starts_at=MONDAY + timedelta(minutes=60))
    portal.do(lambda work: control.end(work, portal.account, first))
    portal.schedule(immediate=False, starts_at=MONDAY + timedelta(minutes=59))


def test_other_countries_need_an_account_that_may_call_them(portal: Core) -> None:
    """Destinations: off unless the account has it; premium and satellite numbers never."""
    abroad = portal.do(lambda work: accounts.issue(work, "375259991001", "-", "", "", international=True))
    traveller = portal.do(lambda work: accounts.get(work, abroad))
    home = portal.schedule()
    away = portal.do(lambda work: booking.schedule(work, traveller, Plan(subject="Вдали", immediate=True, size=5)))
    portal.do(lambda work: control.add(work, traveller, away, "+7 495 123-45-67", ""))
    for account, conference, number, code in (
        (portal.account, home, "+7 495 123-45-67", "number_abroad"),
        (traveller, away, "+7 809 123-45-67", "number_premium"),
        (traveller, away, "+881 612 345 678", "number_satellite"),
        (traveller, away, "112", "number_short"),
    ):
        with pytest.raises(Refused, match=code):
            portal.do(partial(control.add, account=account, conference_id=conference, number=number, name=""))
