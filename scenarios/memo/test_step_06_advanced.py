"""Memo step 6: the advanced settings: automatic invitation and extension, guest password, reminder, SMS."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import EMAIL_REMINDER
from pages.planning import PlanningPage
from pages.portal import Portal
from pages.steps import Secret
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

REMINDERS = (5, 10, 15, 30, 60, 120, 1440)


def begin(portal: Portal, subject: str = "Планерка", *, day: str = "23.11.2026", time: str = "15:00") -> PlanningPage:
    """A plan that needs nothing more, without the chair's own telephone."""
    planning = portal.open_planning()
    planning.enter_subject(subject)
    planning.choose_start(day, time)
    planning.leave_out_own_telephone()
    return planning


def begin_immediate(portal: Portal, subject: str = "Планерка") -> PlanningPage:
    """The same for a conference that starts at once."""
    planning = portal.open_planning()
    planning.enter_subject(subject)
    planning.make_immediate()
    planning.leave_out_own_telephone()
    return planning


@pytest.mark.memo("6.1")
@pytest.mark.memo("6.1", ours=True)
def test_the_tab_opens_the_advanced_settings_and_nothing_typed_is_lost(
    chair: Actor, clock: Clock, people: People
) -> None:
    """6.1: all advanced settings are behind the tab; what was typed on either side is there when one comes back."""
    person, planning = people.person(), chair.sign_in().open_planning()
    planning.enter_subject("Планерка")
    planning.choose_start("24.11.2026", "15:30")
    planning.enter_minutes(90)
    planning.enter_size(8)
    planning.list_participant(2, person.number, person.name, person.email)
    planning.leave_out_own_telephone()
    planning.open_advanced()
    planning.expect_auto_invite(False)
    planning.expect_auto_extend(0)
    planning.expect_guest_password(False)
    planning.expect_email_reminder(0)
    planning.switch_auto_invite()
    planning.choose_auto_extend(45)
    planning.switch_guest_password()
    planning.choose_email_reminder(30)
    planning.open_main()
    planning.expect_subject("Планерка")
    planning.expect_start("24.11.2026", "15:30")
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
    control = scheduled.join()
    for person in listed:
        control.expect_participant(person.name, "В списке")
        phones[person].expect_not_called()
    clock.advance(seconds=1)
    for person in listed:
        phones[person].expect_called()
    clock.advance(seconds=5)
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
    planning = begin(chair.sign_in())
    planning.enter_size(5)
    planning.list_participant(1, listed.number, listed.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    scheduled = planning.schedule()
    clock.advance_to("14:55")
    control = scheduled.join()
    control.add_participant(before.number, before.name)
    clock.advance_to("15:00")
    control.add_participant(after.number, after.name)
    clock.advance(minutes=1)
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
    person, planning = people.person(), chair.sign_in().open_planning()
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.list_participant(1, person.number, person.name)
    control = planning.schedule().join()
    clock.advance(minutes=1)
    control.expect_status("Идет до 11:00")
    control.expect_participant(person.name, "В списке")
    phones[person].expect_not_called()
    phones[chair.account.number].expect_not_called()


@pytest.mark.memo("6.3")
def test_the_conference_is_extended_by_the_chosen_minutes_or_not_at_all(
    chair: Actor, clock: Clock, people: People
) -> None:
    """6.3: off, 15, 30, 45 and 60 are on offer; at its end a conference with somebody in it goes on by just that."""
    ends = {0: "", 15: "10:30", 30: "10:45", 45: "11:00", 60: "11:15"}
    portal = chair.sign_in()
    for minutes in ends:
        planning = begin_immediate(portal, f"Продление {minutes}")
        planning.enter_minutes(15)
        planning.list_participant(1, people.number())
        planning.open_advanced()
        planning.expect_auto_extend_choices(*ends)
        planning.switch_auto_invite()
        planning.choose_auto_extend(minutes)
        portal = planning.schedule()
    clock.advance(minutes=14, seconds=59)
    planning = portal.open_planning()
    planning.expect_coming("Продление 0", "Идет")
    clock.advance(seconds=1)
    planning = planning.open_planning()
    planning.expect_not_coming("Продление 0")
    for minutes, end in ends.items():
        if minutes:
            with row(minutes):
                control = planning.join(f"Продление {minutes}")
                control.expect_status(f"Идет до {end}")
                control.close()


@pytest.mark.memo("6.3", ours=True)
def test_automatic_extension_repeats_while_somebody_is_connected(
    chair: Actor, clock: Clock, people: People, phones: Phones, events: EventLog
) -> None:
    """6.3: it comes again at each end; when nobody is left, the conference ends at its time and not before."""
    person, planning = people.person(), begin_immediate(chair.sign_in())
    planning.enter_minutes(15)
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.choose_auto_extend(15)
    control = planning.schedule().join()
    for end in ("10:30", "10:45", "11:00"):
        clock.advance(minutes=15)
        control.expect_status(f"Идет до {end}")
    phones[person].expect_talking()
    phones[person].hang_up()
    clock.advance(minutes=14, seconds=59)
    control.expect_status("Идет до 11:00")
    clock.advance(seconds=1)
    control.expect_status("Завершена")
    events.expect("conference.extended", 3)


@pytest.mark.memo("6.4")
def test_a_guest_password_is_made_if_wanted(chair: Actor) -> None:
    """6.4: with the setting the created conference has one, without it there is none."""
    planning = begin(chair.sign_in(), "С паролем гостя")
    planning.open_advanced()
    planning.switch_guest_password()
    scheduled = planning.schedule()
    _, guests = scheduled.read_passwords()
    assert guests
    begin(scheduled, "Без пароля гостя").schedule().expect_no_parameter("Пароль гостя")


@pytest.mark.memo("6.4", ours=True)
def test_with_a_guest_password_anybody_who_knows_it_may_dial_in(chair: Actor, people: People, phones: Phones) -> None:
    """6.4: six digits, not the chair's; it lets in whoever has it, and nobody without it, listed or not."""
    listed, stranger, another = people.persons(3)
    planning = begin_immediate(chair.sign_in())
    planning.list_participant(1, listed.number, listed.name)
    planning.open_advanced()
    planning.switch_guest_password()
    scheduled = planning.schedule()
    scheduled.expect_passwords(guest=True)
    number = scheduled.read_conference_number()
    chairs, guests = scheduled.read_passwords()
    assert guests and guests != chairs
    assert phones[stranger].dial(number, guests).outcome == "connected"
    for telephone in (listed, another):
        assert phones[telephone].dial(number).outcome == "refused", "let in without the guest password"
    wrong = Secret(f"{(int(guests.reveal()) + 1) % 1_000_000:06d}")
    if wrong != chairs:
        assert phones[another].dial(number, wrong).reason == "wrong"
    control = scheduled.join()
    control.expect_participant(stranger.number, "В конференции")


@pytest.mark.memo("6.4", ours=True)
def test_without_a_guest_password_only_listed_numbers_may_dial_in(chair: Actor, people: People, phones: Phones) -> None:
    """6.4: a listed telephone needs no password, any other is refused."""
    listed, stranger = people.persons(2)
    planning = begin_immediate(chair.sign_in())
    planning.list_participant(1, listed.number, listed.name)
    scheduled = planning.schedule()
    scheduled.expect_passwords(guest=False)
    number = scheduled.read_conference_number()
    assert phones[listed].dial(number).outcome == "connected"
    assert phones[stranger].dial(number).outcome == "refused"
    control = scheduled.join()
    control.expect_participant(listed.name, "В конференции")
    control.expect_no_participant(stranger.number)


@pytest.mark.memo("6.5")
def test_the_reminder_is_sent_the_chosen_interval_before_the_start(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.5: a second before there is no mail yet, then there is; later no more comes."""
    person, planning = people.person(), begin(chair.sign_in())
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.choose_email_reminder(30)
    planning.schedule()
    clock.advance(hours=4, minutes=29, seconds=59)
    mailbox.expect_nothing(person)
    clock.advance(seconds=1)
    message = mailbox.expect_message(person)
    assert "Планерка" in message.subject
    clock.advance(hours=2)
    mailbox.expect_message(person)


@pytest.mark.memo("6.5", ours=True)
def test_every_interval_on_offer_is_kept_to_the_second(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.5: none, 5, 10, 15, 30 minutes, 1, 2 hours, a day; off at first, and then no mail is sent."""
    start = clock.minsk("25.11.2026 12:00")
    portal, invited = chair.sign_in(), {minutes: people.person() for minutes in (0, *REMINDERS)}
    for minutes, person in invited.items():
        planning = begin(portal, f"Напоминание {minutes}", day="25.11.2026", time="12:00")
        planning.list_participant(1, person.number, "", person.email)
        if minutes:
            planning.open_advanced()
            planning.expect_email_reminder_choices(0, *REMINDERS)
            planning.choose_email_reminder(minutes)
        portal = planning.schedule()
    for minutes in sorted(REMINDERS, reverse=True):
        with row(minutes):
            before = (start - clock.now).total_seconds() - minutes * 60 - 1
            clock.advance(seconds=before)
            mailbox.expect_nothing(invited[minutes])
            clock.advance(seconds=1)
            mailbox.expect_message(invited[minutes])
    clock.advance_to(start)
    mailbox.expect_nothing(invited[0])


@pytest.mark.memo("6.5", ours=True)
def test_a_reminder_whose_time_has_passed_is_refused(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox, events: EventLog
) -> None:
    """6.5: 14 minutes before the start 15 are too many, which is said at the field; with 15 it is sent at once."""
    person, planning = people.person(), begin(chair.sign_in(), time="10:14")
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.choose_email_reminder(15)
    planning.open_main()
    planning.try_to_schedule()
    planning.expect_refused(EMAIL_REMINDER, "Выбранное время оповещения уже прошло")
    planning.expect_email_reminder(15)
    assert events.types() == [], "a refused plan made a conference"
    planning.open_main()
    planning.expect_start("23.11.2026", "10:14")
    planning.choose_start("23.11.2026", "10:15")
    planning.schedule()
    mailbox.expect_message(person)


@pytest.mark.memo("6.5", ours=True)
def test_an_immediate_conference_sends_no_reminder(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.5: a reminder that was chosen all the same is not sent, at its creation or ever."""
    person, planning = people.person(), begin_immediate(chair.sign_in())
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.choose_email_reminder(5)
    planning.schedule().expect_parameter("Состояние", "Идет")
    clock.advance(hours=2)
    mailbox.expect_nothing(person)


@pytest.mark.memo("6.5", ours=True)
def test_the_reminder_says_all_that_is_needed_and_has_a_calendar_entry(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.5: subject, time and zone, access number and conference number; the calendar entry says the same."""
    person, planning = people.person(), begin(chair.sign_in(), "Планерка, отдел; продажи")
    planning.enter_minutes(45)
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.choose_email_reminder(60)
    scheduled = planning.schedule()
    number = scheduled.read_conference_number()
    clock.advance_to("14:00")
    message = mailbox.expect_message(person)
    for told in ("Планерка, отдел; продажи", "23.11.2026 15:00–15:45 (Минск, UTC+3)", number, "+375 17"):
        assert told in message.text, message.text
    assert property_of(message.ics, "SUMMARY") == "Планерка, отдел; продажи"
    assert property_of(message.ics, "DTSTART") == "20261123T150000"
    assert property_of(message.ics, "DTEND") == "20261123T154500"
    assert number in property_of(message.ics, "DESCRIPTION")


@pytest.mark.memo("6.6")
@pytest.mark.memo("6.6", ours=True)
def test_sms_is_not_available_at_present(chair: Actor) -> None:
    """6.6: the control for SMS is there, cannot be used, and says why."""
    planning = chair.sign_in().open_planning()
    planning.open_advanced()
    planning.expect_sms_unavailable()


@pytest.mark.memo("6.7")
def test_messages_go_to_the_mailboxes_of_the_participant_list(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: everybody who is listed with an address gets a message there; who is not listed gets none."""
    first, second, without_address, not_listed = people.persons(4)
    planning = begin(chair.sign_in())
    planning.list_participant(1, first.number, first.name, first.email)
    planning.list_participant(2, second.number, "", second.email)
    planning.list_participant(3, without_address.number, without_address.name)
    planning.open_advanced()
    planning.choose_email_reminder(60)
    planning.schedule()
    clock.advance_to("14:00")
    for person in (first, second):
        assert "Планерка" in mailbox.expect_message(person).subject
    for person in (without_address, not_listed):
        mailbox.expect_nothing(person)


@pytest.mark.memo("6.7", ours=True)
def test_nobody_reads_anothers_address_nor_the_chairs_password(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: neither in the head nor in text and calendar entry; the guest's password is there, to be dialled."""
    invited, planning = people.persons(2), begin(chair.sign_in())
    planning.take_in_own_telephone()
    for line, person in enumerate(invited, 1):
        planning.list_participant(line, person.number, person.name, person.email)
    planning.open_advanced()
    planning.switch_guest_password()
    planning.choose_email_reminder(60)
    chairs, guests = planning.schedule().read_passwords()
    assert guests
    clock.advance_to("14:00")
    addresses = {chair.account.email, *(person.email for person in invited)}
    for address in addresses:
        message = mailbox.expect_message(address)
        read = "\n".join((message.source, message.subject, message.text, message.ics or ""))
        for other in addresses - {address}:
            assert other.lower() not in read.lower(), f"{address} can read the address {other}"
        assert guests.reveal() in message.text and guests.reveal() in (message.ics or "")
        assert chairs.reveal() not in read, "the chair's password is in a mail"


@pytest.mark.memo("6.7", ours=True)
def test_a_mailbox_gets_one_message_though_it_stands_in_two_rows(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: two people share a mailbox, once written with capital letters: one message is enough."""
    first, second = people.persons(2)
    shouted = first.email.upper()
    planning = begin(chair.sign_in())
    planning.list_participant(1, first.number, first.name, first.email)
    planning.list_participant(2, second.number, second.name, shouted)
    planning.list_participant(3, people.number(), "", first.email)
    planning.open_advanced()
    planning.choose_email_reminder(60)
    planning.schedule()
    clock.advance_to("15:00")
    arrived = mailbox.messages(first.email) + mailbox.messages(shouted)
    assert len(arrived) == 1, [message.to for message in arrived]


@pytest.mark.memo("6.7", ours=True)
def test_the_owner_gets_a_message_only_if_listed(chair: Actor, clock: Clock, people: People, mailbox: Mailbox) -> None:
    """6.7: with «Мой телефон» ticked one message comes to the owner, without it none."""
    portal = chair.sign_in()
    for subject, listed in (("Без меня", False), ("Со мной", True)):
        planning = begin(portal, subject)
        if listed:
            planning.take_in_own_telephone()
        planning.list_participant(1, people.number(), "", people.email())
        planning.open_advanced()
        planning.choose_email_reminder(60)
        portal = planning.schedule()
    clock.advance_to("14:00")
    assert "Со мной" in mailbox.expect_message(chair.account.email).subject
