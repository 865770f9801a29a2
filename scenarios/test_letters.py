"""Letters beyond invitation and reminder: who hears of a change, whose do not arrive, in whose language."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.faults import Faults
from fixtures.mailbox import Mailbox
from fixtures.people import People
from pages.labels import CANCELLATION, CHANGE, INVITATION
from pages.planning import PlanningPage
from scenarios.beginnings import plan
from scenarios.memo.calendar_entry import property_of

pytestmark = [pytest.mark.regression, pytest.mark.area("notices")]


def test_who_is_taken_off_the_list_and_who_comes_on_it_hear_of_it(
    chair: Actor, people: People, mailbox: Mailbox
) -> None:
    """The one is told that it is off, the other is invited; who stays is told of the change; one letter to each."""
    stays, goes, comes = people.persons(3)
    chair.plan("Совет", stays, goes, starts=("24.11.2026", "15:00"))
    editing = chair.open(PlanningPage).edit("Совет")
    editing.list_participant(2, comes.number, comes.name, comes.email)
    editing.choose_start("24.11.2026", "16:00")
    editing.save()
    entry = mailbox.expect_message(stays, kind=CHANGE).ics
    assert property_of(entry, "DTSTART") == "20261124T160000"
    assert "METHOD:CANCEL" in str(mailbox.expect_message(goes, kind=CANCELLATION).ics)
    mailbox.expect_message(comes, kind=INVITATION)
    mailbox.expect_nothing(goes, kind=CHANGE)
    mailbox.expect_nothing(comes, kind=CHANGE)


def test_a_cancelled_conference_reminds_nobody(chair: Actor, clock: Clock, people: People, mailbox: Mailbox) -> None:
    """The letter that calls it off is the last one, and its number in the calendar is that of the invitation."""
    anna = people.person()
    chair.plan("Совет", anna, starts=("23.11.2026", "15:00"), reminder=60)
    uid = property_of(mailbox.expect_message(anna, kind=INVITATION).ics, "UID")
    chair.open(PlanningPage).call_off("Совет")
    assert property_of(mailbox.expect_message(anna, kind=CANCELLATION).ics, "UID") == uid
    clock.advance_to("15:00")
    mailbox.expect_nothing(anna)


def test_the_card_names_the_mailboxes_that_were_not_reached(
    chair: Actor, clock: Clock, people: People, mailbox: Mailbox, faults: Faults
) -> None:
    """The mail server is away for half an hour: the chair is told whom to tell. Afterwards letters arrive again."""
    anna, boris = people.persons(2)
    faults.smtp_down()
    card = plan(chair, anna, boris, starts=("30.11.2026", "15:00"))
    for minutes in (0.1, 1, 5, 15):  # at once, and three times more
        clock.advance(minutes=minutes)
    card = chair.look_at(card.read_address())
    for person in (anna, boris):
        card.expect_message(person.email)
    mailbox.expect_nothing(anna, kind=INVITATION)
    faults.end()
    plan(chair, anna, starts=("30.11.2026", "16:00"))
    mailbox.expect_message(anna, kind=INVITATION)


def test_letters_speak_the_language_of_the_account(chair: Actor, people: People, mailbox: Mailbox) -> None:
    """Whoever plans in Belarusian invites in Belarusian: no letter that only Russian has."""
    chair.send("settings/profile", name="Янка", email=chair.account.email, language="be")
    anna = people.person()
    chair.plan("Нарада", anna, starts=("24.11.2026", "15:00"))
    letter = mailbox.expect_message(anna, kind="Запрашэнне")
    own = letter.text.replace(anna.name, "").lower()
    assert not set("ищъ") & set(own), own
