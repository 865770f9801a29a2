"""The control beyond the memo's words: who is called again, muted, renamed, kept out; and what precedes the start."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import CANCELLATION, CHANGE, START_TIME
from pages.planning import PlanningPage
from scenarios.beginnings import bring_in, plan, run

pytestmark = pytest.mark.area("control")


@pytest.mark.memo("9.6", ours=True)
def test_hang_up_redial_and_remove_are_three_acts(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """The call ends and the row stays; the telephone rings again; the row goes, and its call with it."""
    anna = people.person()
    control = run(chair, anna)
    bring_in(chair, control, clock, anna.name)
    control.hang_up(anna.name)
    control.expect_participant(anna.name, "Отключен")
    phones[anna].expect_silent()
    control.redial(anna.name)
    clock.advance(seconds=2)
    chair.look_again(control)
    control.expect_participant(anna.name, "В конференции")
    control.remove(anna.name)
    control.expect_no_participant(anna.name)
    phones[anna].expect_silent()


@pytest.mark.memo("9.5", ours=True)
def test_voices_are_taken_and_given_back(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """One by one and all at once; on the telephone it is so as well."""
    anna, boris = people.persons(2)
    control = run(chair, anna, boris)
    bring_in(chair, control, clock, anna.name, boris.name)
    control.mute(anna.name)
    control.expect_participant(anna.name, "В конференции, микрофон отключен")
    phones[anna].expect_talking(muted=True)
    control.mute_all()
    phones[boris].expect_talking(muted=True)
    control.unmute_all()
    control.expect_participant(boris.name, "В конференции")
    phones[anna].expect_talking(muted=False)


@pytest.mark.memo("8.3", ours=True)
@pytest.mark.area("dialling")
def test_a_locked_conference_lets_nobody_dial_in(chair: Actor, people: People, phones: Phones) -> None:
    """With the guest's password neither; the chair's opens it, and so does the chair's unlocking."""
    guest, other = people.persons(2)
    card = plan(chair, guest_password=True)
    number, (chairs, guests) = card.read_conference_number(), card.read_passwords()
    assert guests
    control = chair.enter(card.read_address())
    control.lock()
    control.expect_status("вход закрыт")
    assert phones[guest].dial(number, guests).reason == "locked"
    assert phones[other].dial(number, chairs).outcome == "connected"
    control.unlock()
    assert phones[guest].dial(number, guests).outcome == "connected"


@pytest.mark.memo("9.3", ours=True)
def test_a_participant_is_renamed_and_the_chair_is_warned_of_the_end(
    chair: Actor, clock: Clock, people: People
) -> None:
    """The row bears the new name; five minutes before the end the control says so."""
    anna = people.person()
    control = run(chair, anna, auto_invite=True, minutes=15)
    control.rename(anna.name, "Переводчик")
    control.expect_participant("Переводчик", anna.number)
    clock.advance(minutes=10)
    chair.look_again(control)
    control.expect_message("До конца конференции 5 минут. Продлите ее, если нужно.")


@pytest.mark.memo("8.4", ours=True)
@pytest.mark.area("planning")
def test_a_conference_is_changed_and_called_off_before_its_start(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """Everybody listed with a mailbox hears of it; a start in the past is refused at its field."""
    anna = people.person()
    plan(chair, anna, starts=("23.11.2026", "15:00"), subject="Совет")
    editing = chair.open(PlanningPage).edit("Совет")
    editing.choose_start("23.11.2026", "09:00")
    editing.try_to_save()
    editing.expect_refused(START_TIME, "Время начала не может быть раньше текущего")
    editing.choose_start("23.11.2026", "16:30")
    card = editing.save()
    card.expect_parameter("Время конференции", "23.11.2026 16:30–17:30")
    assert "16:30" in mailbox.expect_message(anna, kind=CHANGE).text
    planning = card.open_planning()
    planning.call_off("Совет")
    planning.expect_not_coming("Совет")
    mailbox.expect_message(anna, kind=CANCELLATION)
    planning.open_history().expect_conference("Совет", "Отменена")


@pytest.mark.memo("8.4", ours=True)
@pytest.mark.area("dialling")
def test_who_comes_before_the_start_waits_on_the_line(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """The guest is told why he waits and comes in when the chair dials in, before the time if he likes."""
    anna, boss = people.persons(2)
    card = plan(chair, anna, starts=("23.11.2026", "10:05"))
    number, (chairs, _) = card.read_conference_number(), card.read_passwords()
    clock.advance(seconds=1)
    waiting = phones[anna].dial(number)
    assert (waiting.outcome, waiting.reason) == ("waiting", "not_started")
    control = chair.enter(card.read_address())
    control.expect_participant(anna.name, "Ждет начала")
    assert phones[boss].dial(number, chairs).outcome == "connected"
    chair.look_again(control)
    control.expect_participant(anna.name, "В конференции")
