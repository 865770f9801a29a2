"""Letters besides the memo's reminder: whoever is listed with a mailbox hears of the conference when it is planned."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.labels import INVITATION
from scenarios.beginnings import begin, begin_immediate
from scenarios.memo.calendar_entry import property_of

pytestmark = pytest.mark.area("notices")


@pytest.mark.memo("6.7", ours=True)
def test_the_invitation_brings_what_is_needed_and_a_calendar_entry(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox
) -> None:
    """6.7: sent when the conference is planned; when, how to join, who invites; the same in the reader's calendar."""
    person, planning = people.person(), begin(chair.sign_in())
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.switch_guest_password()
    planning.choose_email_reminder(60)
    scheduled = planning.schedule()
    number, (chairs, guests) = scheduled.read_conference_number(), scheduled.read_passwords()
    assert guests
    message = mailbox.expect_message(person, kind=INVITATION)
    assert message.subject == "Приглашение на конференцию «Планерка», 23.11.2026 в 15:00"
    told = ("23.11.2026 15:00–16:00 (Минск, UTC+3)", number, guests.reveal(), chair.account.name, "+375 17")
    for words in told:
        assert words in message.text, message.text
    assert chairs.reveal() not in message.source + message.text + (message.ics or "")
    assert message.ics and "METHOD:REQUEST" in message.ics
    assert property_of(message.ics, "DTSTART") == "20261123T150000"
    assert property_of(message.ics, "ATTENDEE").endswith(person.email)
    clock.advance_to("14:00")
    reminder = mailbox.expect_message(person)
    for name in ("UID", "SEQUENCE", "SUMMARY", "DTSTART"):
        assert property_of(reminder.ics, name) == property_of(message.ics, name), "another entry in the calendar"
    assert f"References: {message.message_id}" in reminder.source


@pytest.mark.memo("6.7", ours=True)
def test_who_is_listed_in_an_immediate_conference_is_invited_at_once(
    chair: Actor, people: People, mailbox: Mailbox
) -> None:
    """6.7: and told that it has begun; who is listed without an address gets nothing."""
    person, planning = people.person(), begin_immediate(chair.sign_in())
    planning.list_participant(1, person.number, person.name, person.email)
    planning.list_participant(2, people.number())
    planning.schedule()
    assert "она уже идет" in mailbox.expect_message(person, kind=INVITATION).text
    mailbox.expect_nothing(chair.account.email, kind=INVITATION)
