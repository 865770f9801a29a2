"""Memo step 6: the reminder before a conference, by e-mail; SMS is not available."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.labels import EMAIL_REMINDER
from scenarios.beginnings import begin, begin_immediate
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

REMINDERS = (5, 10, 15, 30, 60, 120, 1440)


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
