"""Dialling in beyond the memo's words: full, too often wrong, too early, too late; what the chair sees of it."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import People
from fixtures.phones import Phones
from pages.history import HistoryPage
from scenarios.beginnings import SUBJECT, plan

pytestmark = [pytest.mark.regression, pytest.mark.area("dialling")]


def test_a_seat_is_kept_for_the_chair(chair: Actor, people: People, phones: Phones) -> None:
    """Of three seats guests have two until the chair dials in; then the conference is full for everybody."""
    first, second, third = people.persons(3)
    card = plan(chair, size=3, guest_password=True)
    number, (chairs, guests) = card.read_conference_number(), card.read_passwords()
    assert guests
    for guest in (first, second):
        assert phones[guest].dial(number, guests).outcome == "connected"
    assert phones[third].dial(number, guests).reason == "conference_full"
    assert phones[chair.account.number].dial(number, chairs).outcome == "connected"
    control = chair.enter(card.read_address())
    for who in (first.number, second.number, chair.account.number):
        control.expect_participant(who, "В конференции")
    control.expect_no_participant(third.number)
    phones[second].hang_up()
    assert phones[third].dial(number, guests).outcome == "connected"


def test_three_wrong_passwords_close_the_line_for_a_while(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """Then the right one does not help that caller for 15 minutes; another caller gets in all the while."""
    guesser, guest = people.persons(2)
    card = plan(chair, guest_password=True, minutes=60)
    number, (chairs, guests) = card.read_conference_number(), card.read_passwords()
    assert guests
    wrong = next(text for text in ("135790", "246801", "975310") if text not in (chairs.reveal(), guests.reveal()))
    for _ in range(3):
        assert phones[guesser].dial(number, wrong).reason == "wrong"
    assert phones[guesser].dial(number, guests).reason == "too_many_tries"
    assert phones[guest].dial(number, guests).outcome == "connected"
    clock.advance(minutes=15, seconds=1)
    assert phones[guesser].dial(number, guests).outcome == "connected"
    chair.enter(card.read_address()).expect_participant(guesser.number, "В конференции")


def test_nobody_dials_into_what_is_not_open_or_over(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """More than 10 minutes early, or after the end, with either password."""
    guest = people.person()
    card = plan(chair, guest, starts=("23.11.2026", "11:00"), minutes=15, guest_password=True)
    number, (chairs, guests) = card.read_conference_number(), card.read_passwords()
    assert guests
    for password in (chairs, guests):
        assert phones[guest].dial(number, password).reason == "not_started"
    clock.advance_to("11:00")
    assert phones[guest].dial(number, guests).outcome == "connected"
    clock.advance_to("11:15")
    phones[guest].expect_silent()
    for password in (chairs, guests):
        assert phones[guest].dial(number, password).outcome == "refused"


def test_who_has_dialled_in_is_led_like_everybody(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """Shown by number, muted, renamed, disconnected by the chair; the history tells that the call came in."""
    guest = people.person()
    card = plan(chair, guest_password=True)
    number, (_, guests) = card.read_conference_number(), card.read_passwords()
    assert guests
    control = chair.enter(card.read_address())
    phones[guest].dial(number, guests)
    chair.look_again(control)
    control.expect_participant(guest.number, "В конференции")
    control.mute(guest.number)
    phones[guest].expect_talking(muted=True)
    control.rename(guest.number, "Переводчик")
    control.hang_up("Переводчик")
    phones[guest].expect_silent()
    clock.advance(minutes=1)  # nobody is left, so it is over
    past = chair.open(HistoryPage).open_conference(SUBJECT)
    past.expect_call("Переводчик", guest.number, "Входящий")
