"""Memo step 6: the advanced settings: automatic invitation, automatic extension, guest password."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Calendar, Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.planning import PlanningPage
from pages.steps import Secret
from scenarios.beginnings import begin, plan, run
from scenarios.tables import row


@pytest.mark.memo("6.1")
@pytest.mark.memo("6.6")
@pytest.mark.memo("6.1", ours=True)
@pytest.mark.memo("6.6", ours=True)
def test_the_tab_opens_the_advanced_settings_and_nothing_typed_is_lost(
    chair: Actor, calendar: Calendar, people: People
) -> None:
    """6.1: all advanced settings are behind the tab; what was typed on either side is there when one comes back.

    6.6: the control for SMS is there, cannot be used, and says why.
    """
    subject, day = chair.marked("Планерка"), calendar.day(1)
    person, planning = people.person(), chair.sign_in()
    planning.enter_subject(subject)
    planning.choose_start(day, "15:30")
    planning.enter_minutes(90)
    planning.enter_size(8)
    planning.list_participant(2, person.number, person.name, person.email)
    planning.leave_out_own_telephone()
    planning.open_advanced()
    planning.expect_auto_invite(False)
    planning.expect_auto_extend(0)
    planning.expect_guest_password(False)
    planning.expect_email_reminder(0)
    planning.expect_sms_unavailable()
    planning.switch_auto_invite()
    planning.choose_auto_extend(45)
    planning.switch_guest_password()
    planning.choose_email_reminder(30)
    planning.open_main()
    planning.expect_subject(subject)
    planning.expect_start(day, "15:30")
    planning.expect_minutes(90)
    planning.expect_size(8)
    planning.expect_participant_listed(2, person.number, person.name, person.email)
    planning.expect_own_telephone(on=False)
    planning.open_advanced()
    planning.expect_auto_invite()
    planning.expect_auto_extend(45)
    planning.expect_guest_password()
    planning.expect_email_reminder(30)


@pytest.mark.memo("6.2")
def test_automatic_invitation_calls_everybody_listed_once_the_conference_has_started(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """6.2: nobody is called a second before the start; at the start every listed telephone is, and joins."""
    listed, planning = people.persons(2), begin(chair.sign_in())
    for line, person in enumerate(listed, 1):
        planning.list_participant(line, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    scheduled = planning.schedule()
    clock.advance(hours=4, minutes=59, seconds=59)
    control = chair.enter(scheduled.read_address())
    for person in listed:
        control.expect_participant(person.name, "В списке")
        phones[person].expect_not_called()
    clock.advance(seconds=1)
    for person in listed:
        phones[person].expect_called()
    clock.advance(seconds=5)
    chair.look_again(control)
    for person in listed:
        control.expect_participant(person.name, "В конференции")
        phones[person].expect_rang()
        phones[person].expect_talking(muted=False)


@pytest.mark.memo("6.2", ours=True)
def test_automatic_invitation_does_not_call_those_added_later(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """6.2: added in the control, before the start or after it, a participant waits to be invited."""
    listed, before, after = people.persons(3)
    card = chair.plan("Планерка", listed, starts=(clock.day(), "15:00"), auto_invite=True)
    clock.advance_to("14:55")
    control = chair.enter(card)
    control.add_participant(before.number, before.name)
    clock.advance_to("15:00")
    control.add_participant(after.number, after.name)
    clock.advance(minutes=1)
    chair.look_again(control)
    control.expect_participant(listed.name, "В конференции")
    phones[listed].expect_rang()
    for person in (before, after):
        control.expect_participant(person.name, "В списке")
        phones[person].expect_not_called()


@pytest.mark.memo("6.2", ours=True)
def test_without_automatic_invitation_nobody_is_called(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """6.2: it is off at first; the conference starts and no telephone rings, that of the chair neither."""
    person, planning = people.person(), chair.sign_in()
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.list_participant(1, person.number, person.name)
    control = chair.enter(planning.schedule().read_address())
    clock.advance(minutes=1)
    chair.look_again(control)
    control.expect_status("Идет до 11:00")
    control.expect_participant(person.name, "В списке")
    phones[person].expect_not_called()
    phones[chair.account.number].expect_not_called()


@pytest.mark.memo("6.3")
def test_the_conference_is_extended_by_the_chosen_minutes_or_not_at_all(
    chair: Actor, clock: Clock, people: People
) -> None:
    """6.3: off, 15, 30, 45 and 60 are on offer; at its end a conference with somebody in it goes on by just that."""
    ends = {15: "10:30", 30: "10:45", 45: "11:00", 60: "11:15"}
    off, cards = chair.plan("Без продления", people.person(), minutes=15, auto_invite=True), {}
    for minutes in ends:
        planning = chair.open(PlanningPage)
        planning.enter_subject("Планерка")
        planning.make_immediate()
        planning.enter_minutes(15)
        planning.open_advanced()
        planning.expect_auto_extend_choices(0, *ends)
        planning.switch_auto_invite()
        planning.choose_auto_extend(minutes)
        cards[minutes] = planning.schedule().read_address()
    clock.advance(minutes=14, seconds=59)
    chair.enter(off).expect_status("Идет до 10:15")
    clock.advance(seconds=1)
    chair.enter(off).expect_status("Завершена")
    for minutes, end in ends.items():
        with row(minutes):
            chair.enter(cards[minutes]).expect_status(f"Идет до {end}")


@pytest.mark.memo("6.3", ours=True)
def test_automatic_extension_repeats_while_somebody_is_connected(
    chair: Actor, clock: Clock, people: People, phones: Phones, events: EventLog
) -> None:
    """6.3: it comes again at each end while somebody is connected; when nobody is, it is over at its time."""
    person = people.person()
    control = run(chair, person, minutes=15, auto_invite=True, extend_by=15)
    for end in ("10:30", "10:45", "11:00"):
        clock.advance(minutes=15)
        chair.look_again(control)
        control.expect_status(f"Идет до {end}")
    phones[person].expect_talking()
    clock.advance(minutes=14, seconds=30)
    phones[person].hang_up()
    control.expect_status("Идет до 11:00")
    clock.advance(seconds=30)
    chair.look_again(control)
    control.expect_status("Завершена")
    events.expect("conference.extended", 3)


@pytest.mark.memo("6.4")
@pytest.mark.memo("8.3")
def test_a_guest_password_is_made_if_wanted_and_shown(chair: Actor) -> None:
    """6.4, 8.3: with the setting the created conference shows a password for guests beside the chair's, else none."""
    planning = begin(chair.sign_in(), "С гостями")
    planning.open_advanced()
    planning.switch_guest_password()
    scheduled = planning.schedule()
    scheduled.expect_passwords(guest=True)
    chairs, guests = scheduled.read_passwords()
    assert guests and chairs != guests, "one password for chair and guest"
    chair.enter(scheduled.read_address()).expect_parameter("Пароль гостя", guests)
    without = begin(chair.open(PlanningPage), "Без гостей").schedule()
    without.expect_parameter("Тема конференции", "Без гостей")
    without.expect_passwords(guest=False)


@pytest.mark.memo("6.4", ours=True)
def test_with_a_guest_password_anybody_who_knows_it_may_dial_in(chair: Actor, people: People, phones: Phones) -> None:
    """6.4: six digits, not the chair's; it lets in whoever has it, and nobody without it, listed or not."""
    listed, stranger, another = people.persons(3)
    scheduled = plan(chair, listed, guest_password=True)
    scheduled.expect_passwords(guest=True)
    number = scheduled.read_conference_number()
    chairs, guests = scheduled.read_passwords()
    assert guests and guests != chairs
    assert phones[stranger].dial(number, guests).outcome == "connected"
    for telephone in (listed, another):
        assert phones[telephone].dial(number).outcome == "refused", "let in without the guest password"
    wrong = next(Secret(text) for text in ("135790", "246801", "975310") if Secret(text) not in (chairs, guests))
    assert phones[another].dial(number, wrong).reason == "wrong"
    chair.enter(scheduled.read_address()).expect_participant(stranger.number, "В конференции")


@pytest.mark.memo("6.4", ours=True)
def test_without_a_guest_password_only_listed_numbers_may_dial_in(chair: Actor, people: People, phones: Phones) -> None:
    """6.4: a listed telephone needs no password, any other is refused."""
    listed, stranger = people.persons(2)
    scheduled = plan(chair, listed)
    scheduled.expect_passwords(guest=False)
    number = scheduled.read_conference_number()
    assert phones[listed].dial(number).outcome == "connected"
    assert phones[stranger].dial(number).outcome == "refused"
    control = chair.enter(scheduled.read_address())
    control.expect_participant(listed.name, "В конференции")
    control.expect_no_participant(stranger.number)
