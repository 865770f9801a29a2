"""Participants, legs and the telephone network (memo 8.3, 9.1, 9.2, 9.3, 9.5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import phones
from portal.domain.refusals import Refused
from portal.services import control, telephony
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, HANGS_UP, REFUSES, SILENT, UNKNOWN, UNREACHABLE, Core


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
    portal.do(lambda work: control.block(work, portal.account, made, [1]))
    assert portal.do(lambda work: phones.calls_of(work, ANSWERS))[0]["muted"]
    portal.do(lambda work: telephony.hang_up(work, ANSWERS))
    conference = portal.conference(made)
    password = conference.guest_password or ""
    with pytest.raises(Refused, match="nobody_to_call"):
        portal.do(lambda work: control.invite(work, portal.account, made, [1]))
    assert portal.do(lambda work: telephony.dial_in(work, ANSWERS, conference.number, password)) == "blocked"
    portal.do(lambda work: control.unblock(work, portal.account, made, [1]))
    assert portal.do(lambda work: telephony.dial_in(work, ANSWERS, conference.number, password)) == "connected"
    assert not portal.conference(made).legs[-1].muted


def test_unblocking_gives_the_voice_back(portal: Core) -> None:
    """9.5: who is still on the line is heard again."""
    made = portal.schedule(ANSWERS, auto_invite=True)
    portal.advance(seconds=3)
    portal.do(lambda work: control.block(work, portal.account, made, [1]))
    portal.do(lambda work: control.unblock(work, portal.account, made, [1]))
    assert not portal.do(lambda work: phones.calls_of(work, ANSWERS))[0]["muted"]


@pytest.mark.parametrize("guest_password", [True, False])
def test_dialling_in_with_passwords(portal: Core, guest_password: bool) -> None:
    """8.3 and 6.4: chair's and guest's password let in; without a guest password only listed numbers, with none."""
    made = portal.schedule(ANSWERS, guest_password=guest_password)
    conference = portal.conference(made)

    def dial(number: str, password: str) -> str:
        return portal.do(lambda work: telephony.dial_in(work, number, conference.number, password))

    wrong = next(
        p for p in ("000000", "111111", "222222") if p not in (conference.chair_password, conference.guest_password)
    )
    assert dial(GUEST, wrong) == "wrong"
    assert dial(GUEST, "") == "wrong"
    assert dial(ANSWERS, "") == ("wrong" if guest_password else "connected")
    assert dial("+375259990888", conference.chair_password) == "connected"
    assert portal.conference(made).participants[-1].chair
    if conference.guest_password:
        assert dial(GUEST, conference.guest_password) == "connected"
        assert dial(GUEST, conference.guest_password) == "connected_already"
    assert portal.do(lambda work: telephony.dial_in(work, GUEST, "000001", conference.chair_password)) == "wrong"
