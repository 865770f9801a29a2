"""Memo step 6: the reminder before a conference, by e-mail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.labels import EMAIL_REMINDER
from pages.planning import PlanningPage
from scenarios.beginnings import begin, plan
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

REMINDERS = (5, 10, 15, 30, 60, 120, 1440)


@pytest.mark.memo("6.5")
@pytest.mark.memo("6.5", ours=True)
def test_every_interval_on_offer_is_kept_to_the_second(chair: Actor, clock: Clock, mailbox: Mailbox) -> None:
    """6.5: none, 5, 10, 15, 30 minutes, 1, 2 hours, a day; a second before there is no mail yet, then there is one.

    Off at first, and then no mail is sent; later no more comes.
    """
    start, me = clock.minsk("25.11.2026 12:00"), chair.account.email
    begin(chair.open(PlanningPage), "Без напоминания", day="25.11.2026", time="12:00", own_telephone=True).schedule()
    for minutes in REMINDERS:
        subject = f"За {minutes} мин."
        planning = begin(chair.open(PlanningPage), subject, day="25.11.2026", time="12:00", own_telephone=True)
        planning.open_advanced()
        planning.expect_email_reminder_choices(0, *REMINDERS)
        planning.choose_email_reminder(minutes)
        planning.schedule()
    for sent, minutes in enumerate(sorted(REMINDERS, reverse=True)):
        with row(minutes):
            clock.advance(seconds=(start - clock.now).total_seconds() - minutes * 60 - 1)
            assert len(mailbox.messages(me)) == sent, "a reminder came too early"
            clock.advance(seconds=1)
            assert f"За {minutes} мин." in mailbox.expect_messages(me, sent + 1)[-1].subject
    clock.advance_to(start)
    clock.advance(hours=2)
    mailbox.expect_messages(me, len(REMINDERS))


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
    person = people.person()
    plan(chair, person, reminder=5).expect_parameter("Состояние", "Идет")
    clock.advance(hours=2)
    mailbox.expect_nothing(person)


@pytest.mark.memo("6.5", ours=True)
def test_the_reminder_says_all_that_is_needed_and_has_a_calendar_entry(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.5: subject, time and zone, access number and conference number; the calendar entry says the same."""
    person, subject = people.person(), "Планерка, отдел; продажи"
    scheduled = plan(chair, person, subject=subject, starts=(clock.day(), "15:00"), minutes=45, reminder=60)
    number = scheduled.read_conference_number()
    clock.advance_to("14:00")
    message = mailbox.expect_message(person)
    for told in (subject, "23.11.2026 15:00–15:45 (Минск, UTC+3)", number, "+375 17"):
        assert told in message.text, message.text
    assert property_of(message.ics, "SUMMARY") == subject
    assert property_of(message.ics, "DTSTART") == "20261123T150000"
    assert property_of(message.ics, "DTEND") == "20261123T154500"
    assert number in property_of(message.ics, "DESCRIPTION")


@pytest.mark.memo("6.7")
def test_messages_go_to_the_mailboxes_of_the_participant_list(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: everybody who is listed with an address gets a message there; who is not listed gets none."""
    first, second, without_address, not_listed = people.persons(4)
    listed = (first, replace(second, name=""), replace(without_address, email=""))
    chair.plan("Планерка", *listed, starts=(clock.day(), "15:00"), reminder=60)
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
    invited, start = people.persons(2), (clock.day(), "15:00")
    scheduled = plan(chair, *invited, starts=start, own_telephone=True, guest_password=True, reminder=60)
    chairs, guests = scheduled.read_passwords()
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
def test_one_message_to_each_mailbox_and_the_owners_only_if_listed(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: two people share a mailbox, once written with capital letters; the owner has one if «Мой телефон» is on."""
    first, second, third = people.persons(3)
    shouted = first.email.upper()
    sharing = (first, replace(second, email=shouted), replace(third, email=first.email))
    chair.plan("Без меня", *sharing, starts=(clock.day(), "15:00"), reminder=60)
    chair.plan("Со мной", starts=(clock.day(), "15:00"), reminder=60, own_telephone=True)
    clock.advance_to("15:00")
    arrived = mailbox.messages(first.email) + mailbox.messages(shouted)
    assert len(arrived) == 1, [message.to for message in arrived]
    assert "Со мной" in mailbox.expect_message(chair.account.email).subject
