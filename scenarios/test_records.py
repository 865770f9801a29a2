"""The history beyond its lists: which day a conference belongs to, what was never one, what comes in from outside."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import People
from pages.history import HistoryPage
from pages.planning import PlanningPage

pytestmark = [pytest.mark.regression, pytest.mark.area("history")]


def test_a_conference_over_midnight_belongs_to_the_day_it_began(chair: Actor, clock: Clock, people: People) -> None:
    """Though it has ended on the next; its calls bear the other day where it is another."""
    guest = people.with_number(people.answers_after(70))
    chair.plan("Ночная смена", guest, starts=("23.11.2026", "23:59"), minutes=15, auto_invite=True)
    clock.advance_to("24.11.2026 00:30")
    history = chair.open(HistoryPage)
    history.show_period("24.11.2026", "24.11.2026")
    history.expect_no_conference("Ночная смена")
    history.show_period("23.11.2026", "23.11.2026")
    history.expect_conference("Ночная смена", "23.11.2026 23:59", "24.11.2026 00:14")


def test_what_did_not_take_place_is_told_apart(chair: Actor, clock: Clock) -> None:
    """Called off, nobody came: each under its own word, in the list and in the file."""
    chair.plan("Отмененная", starts=("23.11.2026", "15:00"))
    chair.open(PlanningPage).call_off("Отмененная")
    chair.plan("Пустая")
    clock.advance(minutes=6)
    history = chair.open(HistoryPage)
    history.expect_conference("Отмененная", "Отменена")
    history.expect_conference("Пустая", "Не состоялась")
    cancelled, empty = history.download().decode("utf-8-sig").splitlines()[1:]
    assert empty.startswith("Пустая;") and ";Не состоялась;" in empty
    assert cancelled.startswith("Отмененная;") and ";Отменена;" in cancelled
    past = history.open_conference("Пустая")
    past.expect_parameter("Причина завершения", "Никто не присоединился")
