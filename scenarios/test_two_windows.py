"""The control with more than one at it: a chair in two browsers, and calls that are under way."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from scenarios.beginnings import bring_in, run

pytestmark = [pytest.mark.regression, pytest.mark.area("control")]


def test_each_window_sees_what_the_other_does(
    chair: Actor, new_chair: NewActor, clock: Clock, people: People, javascript: None
) -> None:
    """Added, called, blocked, extended, locked in one browser: seen in the other, whose ticks stay as they are."""
    anna, boris = people.persons(2)
    here = run(chair, anna)
    secretary = new_chair(account=chair.account)
    secretary.sign_in()
    there = secretary.enter(here.page.url.removesuffix("/control"))
    there.expect_live()
    there.tick(anna.name)
    here.add_participant(boris.number, boris.name)
    there.expect_participant(boris.name, "В списке")
    bring_in(chair, here, clock, boris.name)
    there.expect_participant(boris.name, "В конференции")
    here.block(boris.name)
    there.expect_blocked(boris.name)
    here.extend(30)
    there.expect_status("Идет до 11:30")
    here.lock()
    there.expect_status("вход закрыт")
    there.expect_ticked(anna.name)
    there.invite()
    clock.advance(seconds=2)
    here.expect_participant(anna.name, "В конференции")


def test_both_invite_and_the_telephone_rings_once(
    chair: Actor, new_chair: NewActor, people: People, phones: Phones, clock: Clock
) -> None:
    """The later one is told that nobody is left to call; both see the same call."""
    anna = people.person()
    here = run(chair, anna)
    secretary = new_chair(account=chair.account)
    secretary.sign_in()
    there = secretary.enter(here.page.url.removesuffix("/control"))
    here.tick(anna.name)
    there.tick(anna.name)
    here.invite()
    there.try_to_invite()
    there.expect_message("Вызывать некого")
    clock.advance(seconds=2)
    phones[anna].expect_called(1)
    for actor, control in ((chair, here), (secretary, there)):
        actor.look_again(control)
        control.expect_participant(anna.name, "В конференции")


def test_one_ends_what_the_other_was_about_to_do(
    chair: Actor, new_chair: NewActor, people: People, phones: Phones, events: EventLog, javascript: None
) -> None:
    """The other window says that it is over and has nothing left to press, its question included."""
    anna = people.person()
    here = run(chair, anna)
    secretary = new_chair(account=chair.account)
    secretary.sign_in()
    there = secretary.enter(here.page.url.removesuffix("/control"))
    there.expect_live()
    there.tick(anna.name)
    here.end()
    there.expect_over()
    there.expect_status("Завершена")
    phones[anna].expect_not_called()
    events.expect("conference.ended")


def test_whoever_is_removed_while_it_rings_rings_no_longer(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """The call is over at once, the row is gone, and answering a moment later brings nobody in."""
    anna, boris = people.persons(2)
    control = run(chair, anna, boris, auto_invite=True)
    clock.advance(seconds=1)
    chair.look_again(control)
    control.expect_participant(anna.name, "Звонит")
    control.remove(anna.name)
    phones[anna].expect_silent()
    clock.advance(seconds=5)
    chair.look_again(control)
    control.expect_no_participant(anna.name)
    control.expect_participant(boris.name, "В конференции")
    phones[anna].expect_rang(1)


def test_whoever_hangs_up_is_shown_and_may_be_called_again(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """At the other end too things happen: hung up is told from never answered."""
    anna = people.person()
    control = run(chair, anna)
    bring_in(chair, control, clock, anna.name)
    phones[anna].hang_up()
    chair.look_again(control)
    control.expect_participant(anna.name, "Отключился")
    control.redial(anna.name)
    clock.advance(seconds=2)
    chair.look_again(control)
    control.expect_participant(anna.name, "В конференции")
