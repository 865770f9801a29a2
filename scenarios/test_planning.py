"""Planning beyond the memo's words: how many at a time, over midnight, in the days of other people's summer time."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.labels import CHANGE, START_DATE, START_TIME
from pages.planning import PlanningPage
from scenarios.beginnings import begin, plan
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

pytestmark = [pytest.mark.regression, pytest.mark.area("planning")]

AT_A_TIME = 20
"""So many conferences of an account may go on at the same time, unless the operator has set another number."""


def test_an_account_has_so_many_conferences_at_a_time(chair: Actor) -> None:
    """One more is refused at its start, what was typed stays, and right after the others it is accepted."""
    for number in range(AT_A_TIME):
        chair.plan(f"Планерка {number}", starts=("23.11.2026", "15:00"))
    planning = begin(chair.open(PlanningPage), "Совет", day="23.11.2026", time="15:59")
    planning.try_to_schedule()
    planning.expect_refused(START_TIME, "В это время у вас уже идет или запланировано конференций: 20, больше нельзя")
    planning.expect_subject("Совет")
    planning.choose_start("23.11.2026", "16:00")
    planning.schedule().expect_parameter("Время конференции", "23.11.2026 16:00–17:00")


def test_two_conferences_may_be_alike(chair: Actor, events: EventLog) -> None:
    """The same subject at the same time is no mistake: each is a conference of its own."""
    first = begin(chair.sign_in(), "Совет").schedule()
    number = first.read_conference_number()
    second = begin(first.open_planning(), "Совет").schedule()
    assert second.read_conference_number() != number
    second.open_planning().expect_coming_count(2)
    events.expect("conference.scheduled", 2)


def test_a_conference_goes_on_over_midnight(chair: Actor, clock: Clock, people: People) -> None:
    """Card and control name both days; it is one conference, not two, and ends on the next day."""
    card = plan(chair, people.person(), starts=("23.11.2026", "23:30"), minutes=90, auto_invite=True)
    card.expect_parameter("Время конференции", "23.11.2026 23:30 – 24.11.2026 01:00")
    clock.advance_to("24.11.2026 00:59")
    control = chair.enter(card.read_address())
    control.expect_status("Идет до 24.11.2026 01:00")
    clock.advance(minutes=1)
    chair.look_again(control)
    control.expect_over()


@pytest.mark.parametrize("day", ["28.03.2027", pytest.param("31.10.2027", marks=pytest.mark.nightly)])
def test_minsk_has_no_summer_time(chair: Actor, clock: Clock, people: People, mailbox: Mailbox, day: str) -> None:
    """The hour that the neighbours skip or have twice is an hour like any other, on the card and in the calendar."""
    person = people.person()
    card = plan(chair, person, starts=(day, "02:30"), minutes=60, reminder=60)
    card.expect_parameter("Время конференции", f"{day} 02:30–03:30 (Минск, UTC+3)")
    clock.advance_to(f"{day} 01:30")
    entry = mailbox.expect_message(person).ics
    assert property_of(entry, "DTSTART") == f"{day[6:]}{day[3:5]}{day[:2]}T023000"
    clock.advance_to(f"{day} 03:29")
    chair.enter(card.read_address()).expect_status("Идет до 03:30")


def test_a_day_that_no_calendar_has_is_refused(chair: Actor) -> None:
    """Each at its field, with the form that is wanted; a leap day is a day in leap years only."""
    planning = begin(chair.sign_in())
    for day, told in (
        ("29.02.2027", "Введите дату в формате"),
        ("31.11.2026", "Введите дату в формате"),
        ("24.11.2027", "Конференцию можно запланировать не более чем за 365 дней"),
    ):
        with row(day):
            planning.choose_start(day, "15:00")
            planning.try_to_schedule()
            planning.expect_refused(START_DATE, told)
            planning.expect_start(day, "15:00")


def test_of_two_windows_that_change_a_conference_the_later_is_told(
    chair: Actor, people: People, mailbox: Mailbox
) -> None:
    """What the first has changed is not undone unseen; the participants get one letter."""
    anna = people.person()
    chair.plan("Совет", anna, starts=("24.11.2026", "15:00"))
    first = chair.open(PlanningPage).edit("Совет")
    second = PlanningPage(chair.context.new_page())
    second.page.goto(f"{chair.url}/planning")
    late = second.edit("Совет")
    first.choose_start("24.11.2026", "16:00")
    first.save()
    late.enter_subject("Совет директоров")
    late.try_to_save()
    late.expect_message("Данные изменены в другом окне. Откройте конференцию еще раз и повторите изменения")
    chair.open(PlanningPage).expect_coming("Совет", "24.11.2026 16:00")
    mailbox.expect_message(anna, kind=CHANGE)
