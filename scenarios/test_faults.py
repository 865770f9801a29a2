"""When something breaks on the way, people are told what and what to do, and can go on."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.faults import Faults
from fixtures.guard import Guard
from fixtures.people import People
from fixtures.phones import Phones
from pages.login import LoginPage
from scenarios import beginnings

pytestmark = pytest.mark.area("resilience")


@pytest.mark.memo("7.1", ours=True)
def test_a_busy_portal_says_so_and_takes_the_form_again(
    chair: Actor, faults: Faults, guard: Guard, events: EventLog
) -> None:
    """Nothing is done, nothing has to be typed again, and there is one conference in the end."""
    guard.allow("answer 503")
    planning = beginnings.begin(chair.sign_in())
    busy = faults.database_busy("POST /planning", count=1)
    planning.try_to_schedule()
    planning.expect_message("Запрос не выполнен, ничего не изменилось.")
    busy.expect_struck()
    assert events.types() == []
    planning.schedule_again().expect_parameter("Тема конференции", "Планерка")
    events.expect("conference.scheduled")


@pytest.mark.memo("3.2", ours=True)
def test_a_lost_session_leads_to_the_log_in_with_the_reason(chair: Actor, faults: Faults, events: EventLog) -> None:
    """In the middle of planning: it is said why, and after logging in one can plan anew."""
    planning = beginnings.begin(chair.sign_in())
    faults.session_lost("POST /planning", count=1)
    planning.try_to_schedule()
    start = LoginPage(chair.page)
    start.expect_message("Сеанс завершен: вы долго ничего не делали или вышли из портала. Войдите еще раз.")
    assert events.types() == []
    beginnings.begin(chair.sign_in_from(start).open_planning()).schedule()
    events.expect("conference.scheduled")


@pytest.mark.memo("9.3", ours=True)
def test_a_live_page_that_loses_its_line_says_so_and_comes_back(
    chair: Actor, faults: Faults, guard: Guard, people: People, clock: Clock, javascript: None
) -> None:
    """While it is away the page says that it may be out of date; afterwards it shows what has happened meanwhile."""
    guard.allow("ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION|live")
    anna = people.person()
    line = faults.cut("GET /conferences/{id}/live", count=1)
    control = beginnings.run(chair, anna)
    control.expect_connection_lost()
    line.expect_struck()
    control.expect_live()
    control.tick(anna.name)
    control.invite()
    clock.advance(seconds=2)
    control.expect_participant(anna.name, "В конференции")


@pytest.mark.memo("9.3", ours=True)
@pytest.mark.parametrize("kind", ["lost", "doubled", "reordered"])
def test_a_live_page_is_right_whatever_becomes_of_an_event(
    kind: str, chair: Actor, faults: Faults, people: People, phones: Phones, clock: Clock, javascript: None
) -> None:
    """The news of one participant do not come as they should; with those of the other the page notices."""
    early, late = people.persons(2)
    phones[late].behaves("answers", after=5)
    control = beginnings.run(chair, early, late, auto_invite=True)
    control.expect_live()
    clock.advance(seconds=1)
    control.expect_participant(early.name, "Звонит…")
    fault = {"lost": faults.live_lost, "doubled": faults.live_doubled, "reordered": faults.live_reordered}[kind]
    struck = fault(count=1)
    clock.advance(seconds=1)
    struck.expect_struck()
    clock.advance(seconds=3)
    control.expect_participant(late.name, "В конференции")
    control.expect_participant(early.name, "В конференции")
