"""Log-ins that end, that come twice, that are made anew: what people see of it, in one window and in several."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.login import LoginPage
from pages.planning import PlanningPage
from scenarios.beginnings import begin, plan

pytestmark = [pytest.mark.regression, pytest.mark.area("sessions")]

ENDED = "Сеанс завершен: вы долго ничего не делали или вышли из портала. Войдите еще раз."


def test_twenty_idle_minutes_end_the_log_in(chair: Actor, clock: Clock) -> None:
    """Nineteen do not, and every page counts as doing something; the start page says why one is there."""
    portal = chair.sign_in()
    for _ in range(2):
        clock.advance(minutes=19, sessions="age")
        portal.open_help()
    portal.expect_signed_in_as(chair.account.name)
    clock.advance(minutes=20, sessions="age")
    start = chair.visit(f"{chair.url}/history")
    start.expect_start_page()
    start.expect_message(ENDED)
    chair.sign_in_from(start).expect_signed_in_as(chair.account.name)


@pytest.mark.nightly
def test_twelve_hours_end_the_log_in_of_the_busiest(chair: Actor, clock: Clock) -> None:
    """Though there was never a pause."""
    portal = chair.sign_in()
    for _ in range(47):
        clock.advance(minutes=15, sessions="age")
        chair.context.request.head(f"{chair.url}/planning")
    portal.open_history().expect_signed_in_as(chair.account.name)
    clock.advance(minutes=15, sessions="age")
    start = chair.visit(f"{chair.url}/history")
    start.expect_start_page()
    start.expect_message(ENDED)


def test_a_form_of_before_the_new_log_in_is_kept_as_typed(chair: Actor, clock: Clock, events: EventLog) -> None:
    """The log-in ends in the middle of a form, one logs in anew in another tab: nothing has to be typed again."""
    planning = begin(chair.sign_in(), "Совет")
    clock.advance(minutes=20, sessions="age")
    other_tab = LoginPage(chair.context.new_page())
    other_tab.page.goto(chair.url)
    other_tab.enter_account(chair.account.login)
    other_tab.enter_password(chair.account.password)
    other_tab.enter_code(chair.captcha.answer_for(other_tab.page))
    other_tab.sign_in()
    planning.try_to_schedule()
    planning.expect_message("Страница устарела, и мы ее обновили. Проверьте введенное и отправьте еще раз")
    planning.expect_subject("Совет")
    planning.expect_start("23.11.2026", "15:00")
    assert events.types() == []
    planning.schedule().expect_parameter("Тема конференции", "Совет")


def test_the_same_account_in_two_browsers(chair: Actor, new_chair: NewActor) -> None:
    """A second log-in does not end the first; «Выход» in one leaves the other; both see the same."""
    here, there = chair.sign_in(), new_chair(account=chair.account)
    planning = there.sign_in()
    here.open_planning()
    begin(here, "Совет").schedule()
    planning.open_planning().expect_coming("Совет")
    planning.sign_out()
    here.open_planning().expect_coming("Совет")


def test_a_cookie_of_before_the_log_in_lets_nobody_in(chair: Actor, new_chair: NewActor) -> None:
    """Whoever has put it there, or seen it, waits in vain for its owner to log in: the log-in makes a new one."""
    login = chair.open_portal()
    early = new_chair(cookies_of=chair)
    chair.sign_in_from(login).expect_signed_in_as(chair.account.name)
    early.visit(f"{early.url}/planning").expect_start_page()


def test_the_way_out_in_one_tab_is_the_way_out_of_all(
    chair: Actor, people: People, phones: Phones, events: EventLog, javascript: None
) -> None:
    """The open control says so with the next news; a form of the other tab leads to the log-in and does nothing."""
    guest = people.person()
    card = plan(chair, guest, guest_password=True)
    number, (_, guests) = card.read_conference_number(), card.read_passwords()
    control = card.join()
    control.expect_live()
    other_tab = PlanningPage(chair.context.new_page())
    other_tab.page.goto(f"{chair.url}/planning")
    card.sign_out()
    assert guests
    phones[guest].dial(number, guests)
    control.expect_session_ended()
    begin(other_tab, "Совет").try_to_schedule()
    LoginPage(other_tab.page).expect_start_page()
    events.expect("conference.scheduled")


def test_who_is_signed_in_needs_no_start_page(chair: Actor) -> None:
    """The portal's address leads to the planning page, also by the back button after the log-in."""
    portal = chair.sign_in_from(chair.open_portal())
    chair.go_back()
    portal.expect_signed_in_as(chair.account.name)
    chair.page.goto(chair.url, wait_until="domcontentloaded")
    PlanningPage(chair.page).expect_minutes(60)
