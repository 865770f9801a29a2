"""Memo step 10: «История конференций» and the period it shows."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.people import People
from fixtures.phones import Phones
from pages.history import HistoryPage
from pages.labels import PERIOD_FROM, PERIOD_TO
from pages.planning import PlanningPage
from scenarios.beginnings import bring_in
from scenarios.tables import row

FORMAT = "Введите дату в формате ДД.ММ.ГГГГ"


@pytest.mark.memo("10.1")
@pytest.mark.memo("10.1", ours=True)
@pytest.mark.smoke
def test_the_conferences_of_the_chosen_period_are_listed(chair: Actor, clock: Clock) -> None:
    """10.1: «История конференций» with a period shows what was in it and nothing else; both ends are inclusive.

    Days are Minsk days: what starts at 23:59 belongs to that day, what starts at 00:00 to the next.
    """
    chair.plan("До полуночи", starts=("23.11.2026", "23:59"), minutes=15)
    chair.plan("В полночь", starts=("24.11.2026", "00:00"), minutes=15)
    clock.advance_to(clock.minsk("25.11.2026 12:00"))
    history = chair.open(PlanningPage).open_history()
    for first, last in (("01.11.2026", "22.11.2026"), ("25.11.2026", "30.11.2026")):
        history.show_period(first, last)
        history.expect_period(first, last)
        history.expect_empty()
    for first, last, there, not_there in (
        ("23.11.2026", "23.11.2026", ["До полуночи"], ["В полночь"]),
        ("24.11.2026", "24.11.2026", ["В полночь"], ["До полуночи"]),
        ("23.11.2026", "24.11.2026", ["До полуночи", "В полночь"], []),
    ):
        with row(first, last):
            history.show_period(first, last)
            for subject in there:
                history.expect_conference(subject)
            for subject in not_there:
                history.expect_no_conference(subject)
    history.expect_conference("До полуночи", "23.11.2026 23:59", "24.11.2026 00:14")
    history.expect_conference("В полночь", "24.11.2026 00:00", "24.11.2026 00:15")


@pytest.mark.memo("10.1", ours=True)
def test_the_last_thirty_days_are_shown_at_first(chair: Actor, clock: Clock) -> None:
    """10.1: today and the 29 days before, by the portal's clock in Minsk; on the thirtieth day after it is too old."""
    chair.plan("Месяц назад", starts=("23.11.2026", "10:00"))
    clock.advance_to(clock.minsk("22.12.2026 23:59"))
    history = chair.open(HistoryPage)
    history.expect_period("23.11.2026", "22.12.2026")
    history.expect_conference("Месяц назад")
    clock.advance(minutes=1)
    history = history.open_history()
    history.expect_period("24.11.2026", "23.12.2026")
    history.expect_no_conference("Месяц назад")


@pytest.mark.memo("10.1", ours=True)
def test_ended_cancelled_and_expired_are_told_apart(
    chair: Actor, new_chair: NewActor, people: People, phones: Phones, clock: Clock
) -> None:
    """10.1: when, how long and with whom; what runs or is to come is no history, nor is another account's."""
    guest, absent = people.persons(2)
    control = chair.enter(chair.plan("Состоявшаяся", guest, absent))
    bring_in(chair, control, clock, guest.name)
    clock.advance_to("10:05")
    phones[guest].expect_talking()
    control.end()
    control = chair.enter(chair.plan("Отмененная", starts=("23.11.2026", "10:10")))
    control.end()
    control.expect_status("Отменена")
    chair.plan("Пустая", absent)
    clock.advance_to("10:20")
    chair.plan("Будущая", starts=("23.11.2026", "15:00"))
    chair.plan("Идущая")

    history = chair.open(HistoryPage)
    history.expect_conference("Состоявшаяся", "23.11.2026 10:00", "23.11.2026 10:05", "5 минут", "Завершена")
    history.expect_conference("Состоявшаяся", guest.name)
    history.expect_conference("Отмененная", "23.11.2026 10:10", "Отменена")
    history.expect_conference("Пустая", "23.11.2026 10:05", "23.11.2026 10:10", "Не состоялась")
    for subject in ("Будущая", "Идущая"):
        history.expect_no_conference(subject)
    another = new_chair().open(HistoryPage)
    another.expect_period("25.10.2026", "23.11.2026")
    another.expect_empty()


@pytest.mark.memo("10.1", ours=True)
def test_what_is_no_period_is_refused(chair: Actor) -> None:
    """10.1: from after to, and what is no day in the form ДД.ММ.ГГГГ, are refused at their field and stay as typed."""
    history = chair.open(HistoryPage)
    for first, last, told in (
        ("24.11.2026", "23.11.2026", {PERIOD_FROM: "Начало периода не может быть позже конца"}),
        ("", "вчера", {PERIOD_FROM: FORMAT, PERIOD_TO: FORMAT}),
        ("2026-11-23", "", {PERIOD_FROM: FORMAT, PERIOD_TO: FORMAT}),
        ("31.11.2026", "23.11.26", {PERIOD_FROM: FORMAT, PERIOD_TO: FORMAT}),
    ):
        with row(first, last):
            history.try_to_show_period(first, last)
            for field, sentence in told.items():
                history.expect_refused(field, sentence)
            history.expect_period(first, last)
    history.show_period("23.11.2026", "23.11.2026")
    history.expect_empty()
