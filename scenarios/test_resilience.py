"""When the portal is slow, down or away for a moment: people are told, lose nothing they typed, and can go on."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.faults import Faults
from fixtures.guard import Guard
from fixtures.people import People
from fixtures.phones import Phones
from fixtures.portal import Target
from pages.login import LoginPage
from pages.trouble import TroublePage
from scenarios.beginnings import SUBJECT, begin, bring_in, plan, run

pytestmark = [pytest.mark.regression, pytest.mark.resilience, pytest.mark.area("resilience")]

AWAY = "ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY|NetworkError|live"


def test_a_slow_portal_is_asked_once(chair: Actor, faults: Faults, events: EventLog, javascript: None) -> None:
    """Whoever loses patience and presses again while the answer is on its way has planned one conference."""
    planning = begin(chair.sign_in())
    slow = faults.slow_first_byte("POST /planning", seconds=0.4)
    planning.double_click_schedule().expect_parameter("Тема конференции", "Планерка")
    slow.expect_struck()
    events.expect("conference.scheduled")


def test_a_page_that_is_busy_can_be_opened_again(chair: Actor, faults: Faults, guard: Guard) -> None:
    """Reading: the page says what to do, names no innards, and its link leads to the page that was wanted."""
    guard.allow("answer 503")
    portal = chair.sign_in()
    busy = faults.database_busy("GET /history", count=1)
    chair.page.goto(f"{chair.url}/history", wait_until="domcontentloaded")
    portal.expect_message("Запрос не выполнен, ничего не изменилось.")
    busy.expect_struck()
    TroublePage(chair.page).open_again().expect_signed_in_as(chair.account.name)
    portal.open_history().expect_empty()


def test_a_form_outlives_a_restart_of_the_portal(chair: Actor, portal: Target) -> None:
    """Typed before, sent after it: the log-in, the form and what is in it are good as ever."""
    planning = begin(chair.sign_in(), "Совет")
    portal.kill()
    portal.start()
    planning.schedule().expect_parameter("Тема конференции", "Совет")


def test_the_live_page_comes_back_with_the_portal(
    chair: Actor, portal: Target, guard: Guard, people: People, javascript: None
) -> None:
    """While the portal is away the page says that it may be out of date; it goes on by itself, ticks in place."""
    guard.allow(AWAY)
    anna = people.person()
    control = run(chair, anna)
    control.expect_live()
    control.tick(anna.name)
    portal.stop()
    control.expect_connection_lost()
    portal.start()
    control.expect_live()
    control.expect_ticked(anna.name)
    control.invite()
    Clock(portal.backstage).advance(seconds=2)
    control.expect_participant(anna.name, "В конференции")
    Phones(portal.backstage)[anna].expect_called(1)


def test_a_log_in_that_expires_at_the_control_calls_nobody(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """To look on is not to do something; who is in stays in, and after the log-in one goes on where one was."""
    anna, boris = people.persons(2)
    control = run(chair, anna, boris)
    card = control.page.url.removesuffix("/control")
    bring_in(chair, control, clock, anna.name)
    control.tick(boris.name)
    clock.advance(minutes=20, sessions="age")
    control.try_to_invite()
    start = LoginPage(control.page)
    start.expect_message("Сеанс завершен: вы долго ничего не делали")
    phones[boris].expect_not_called()
    phones[anna].expect_talking()
    chair.sign_in_from(start)
    control = chair.enter(card)
    control.expect_participant(anna.name, "В конференции")
    bring_in(chair, control, clock, boris.name)
    control.expect_participant(boris.name, "В конференции")


def test_the_plan_survives_a_mail_server_that_is_away(
    chair: Actor, clock: Clock, people: People, faults: Faults
) -> None:
    """Letters wait; the conference itself is planned, starts and calls as if nothing were."""
    anna = people.person()
    down = faults.smtp_down()
    card = plan(chair, anna, starts=("23.11.2026", "10:30"), auto_invite=True, reminder=10)
    clock.advance_to("10:30")
    clock.advance(seconds=2)
    control = chair.enter(card.read_address())
    control.expect_participant(anna.name, "В конференции")
    control.expect_parameter("Тема конференции", SUBJECT)
    assert down.struck
