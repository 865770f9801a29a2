"""A conference that has not begun is changed (section B, C3): what is taken anew, what stays, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.domain.plan import Invitee, Plan
from portal.domain.refusals import Refused
from portal.services import booking
from portal.store.database import Work
from tests import core
from tests.core import ANSWERS, BUSY, MONDAY, Core

PLAN = Plan(subject="Иначе", starts_at=MONDAY + timedelta(hours=2), size=5, invitees=(Invitee(BUSY),))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def test_edit_keeps_number_and_passwords_and_moves_the_timers(portal: Core) -> None:
    """C3: everything planned is taken anew, SEQUENCE counts it, the old start means nothing any more."""
    made = portal.schedule(ANSWERS, immediate=False, starts_at=MONDAY + timedelta(hours=1), guest_password=True)
    before = portal.conference(made)
    plan = replace(PLAN, guest_password=True)
    portal.do(lambda work: booking.edit(work, portal.account, made, plan, before.seq))
    after = portal.conference(made)
    assert (after.subject, after.starts_at, after.sequence) == ("Иначе", PLAN.starts_at, 1)
    assert (after.number, after.chair_password) == (before.number, before.chair_password)
    assert after.guest_password == before.guest_password
    assert [p.number for p in after.rows] == ["+375259991000", BUSY]
    assert portal.advance(hours=1, minutes=49) == []
    assert portal.advance(minutes=11) == ["open", "start"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"seen": 0}, "changed_elsewhere"),
        ({"immediate": True}, "edit_immediate"),
        ({"starts_at": MONDAY - timedelta(minutes=1)}, "start_past"),
        ({"minutes": 14}, "minutes_range"),
    ],
    ids=["nothing amiss", "stale", "immediate", "past", "short"],
)
def test_what_edit_refuses(portal: Core, change: dict[str, Any], code: str | None) -> None:
    """C3: what planning refuses, and a form that somebody has overtaken."""
    made = portal.schedule(immediate=False, starts_at=MONDAY + timedelta(hours=1))
    seen = change.pop("seen", portal.conference(made).seq)

    def edit(work: Work) -> None:
        booking.edit(work, portal.account, made, replace(PLAN, **change), seen)

    if code is None:
        portal.do(edit)
        return
    with pytest.raises(Refused, match=code):
        portal.do(edit)


def test_an_edit_that_changes_nothing_leaves_no_event(portal: Core) -> None:
    """C3: no change, no new SEQUENCE, no mail."""
    made = portal.schedule(BUSY, immediate=False, starts_at=PLAN.starts_at, subject=PLAN.subject, own_telephone=True)
    seen = portal.conference(made).seq
    portal.do(lambda work: booking.edit(work, portal.account, made, PLAN, seen))
    assert portal.conference(made).seq == seen


def test_a_reminder_that_has_gone_does_not_go_again_after_an_edit(portal: Core) -> None:
    """C3: another subject half an hour before the start neither refuses nor repeats the reminder of an hour."""
    starts_at = MONDAY + timedelta(hours=2)
    made = portal.schedule(immediate=False, starts_at=starts_at, reminder=60)
    assert portal.advance(minutes=90) == ["remind"]
    plan = replace(PLAN, starts_at=starts_at, reminder=60)
    seen = portal.conference(made).seq
    portal.do(lambda work: booking.edit(work, portal.account, made, plan, seen))
    assert portal.advance(minutes=19) == []
    assert portal.conference(made).subject == "Иначе"
