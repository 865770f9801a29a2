"""Memo step 9.4: the drop-down «Действие» extends the conference, blocks participants, and ends it."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import People
from fixtures.phones import Phones
from pages.drop_down import (
    BLOCK,
    END_CONFERENCE,
    HANG_UP,
    LOCK,
    MUTE,
    MUTE_ALL,
    REDIAL,
    REMOVE,
    RENAME,
    UNBLOCK,
    UNLOCK,
    UNMUTE,
    UNMUTE_ALL,
)
from pages.labels import ACTION
from scenarios.beginnings import bring_in, plan, run

NOBODY_TICKED = "Отметьте участников птичкой"
NOBODY_TO_CALL = "Вызывать некого: отмеченные участники уже вызваны, в конференции или заблокированы"
NOBODY_TO_REDIAL = "Повторять некого: отмеченных еще не вызывали, они на линии или заблокированы"
OVER = "Конференция уже закончилась"


@pytest.mark.memo("9.4")
def test_the_drop_down_extends(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.4: the end that is shown moves, at the old one everybody is still connected, at the new one it is over."""
    guest = people.person()
    control = run(chair, guest)
    bring_in(chair, control, clock, guest.name)
    control.expect_status("Идет до 11:00")
    control.extend(30)
    control.expect_status("Идет до 11:30")
    control.expect_parameter("Время конференции", "11:30")
    clock.advance_to("11:29")
    control.refresh()
    control.expect_participant(guest.name, "В конференции")
    phones[guest].expect_talking()
    clock.advance(minutes=1)
    control.refresh()
    control.expect_status("Завершена")
    phones[guest].expect_silent()


@pytest.mark.memo("9.4", ours=True)
@pytest.mark.usefixtures("clock")
def test_by_how_much_it_is_extended(chair: Actor) -> None:
    """9.4: by 15, 30, 45 or 60 minutes, again and again, up to 1440 minutes in all."""
    control = run(chair, minutes=1290)
    control.expect_actions(
        "Выберите действие",
        *(f"Продление на {minutes} минут" for minutes in (15, 30, 45, 60)),
        *(MUTE_ALL, UNMUTE_ALL, LOCK, UNLOCK, END_CONFERENCE),
        *(REDIAL, HANG_UP, MUTE, UNMUTE, BLOCK, UNBLOCK, RENAME, REMOVE),
    )
    control.expect_status("Идет до 24.11.2026 07:30")
    for minutes, end in ((15, "07:45"), (30, "08:15"), (45, "09:00"), (60, "10:00")):
        control.extend(minutes)
        control.expect_message(f"Конференция продлена на {minutes} минут")
        control.expect_status(f"Идет до 24.11.2026 {end}")
    control.try_to_act("Продление на 15 минут")
    control.expect_refused(ACTION, "Продлить нельзя: всего не более 1440 минут")
    control.expect_status("Идет до 24.11.2026 10:00")


@pytest.mark.block("muted")
@pytest.mark.memo("9.5")
@pytest.mark.memo("9.5", ours=True)
def test_who_is_blocked_is_not_heard_until_it_is_undone(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.5: the ticked are shown as blocked and lose their voice, nobody else is and does; undone, they have it back."""
    loud, quiet = people.persons(2)
    control = run(chair, loud, quiet)
    bring_in(chair, control, clock, loud.name, quiet.name)
    phones[loud].expect_talking(muted=False)
    control.block(loud.name)
    phones[loud].expect_talking(muted=True)
    phones[quiet].expect_talking(muted=False)
    control.expect_participant(loud.name, "микрофон отключен")
    control.expect_blocked(quiet.name, False)
    control.expect_participant(quiet.name, "В конференции")
    control.unblock(loud.name)
    phones[loud].expect_talking(muted=False)
    control.expect_blocked(loud.name, False)


@pytest.mark.block("barred")
@pytest.mark.memo("9.5")
@pytest.mark.memo("9.5", ours=True)
def test_who_is_blocked_stays_out_until_it_is_undone(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.5: neither invited, nor redialled, nor let in by the right password; undone, all of it is possible."""
    loud = people.person()
    scheduled = plan(chair, loud, guest_password=True)
    number = scheduled.read_conference_number()
    chairs, guests = scheduled.read_passwords()
    assert guests
    control = chair.enter(scheduled.read_address())
    bring_in(chair, control, clock, loud.name)
    control.block(loud.name)
    control.expect_blocked(loud.name)
    phones[loud].hang_up()
    for password in (guests, chairs):
        assert phones[loud].dial(number, password).reason == "blocked"
    control.tick(loud.name)
    control.try_to_invite()
    control.expect_message(NOBODY_TO_CALL)
    control.try_to_act(REDIAL)
    control.expect_message(NOBODY_TO_REDIAL)
    phones[loud].expect_called(1)
    phones[loud].expect_silent()

    chair.look_again(control)
    control.unblock(loud.name)
    bring_in(chair, control, clock, loud.name)
    control.expect_participant(loud.name, "В конференции")
    phones[loud].expect_called(2)
    phones[loud].expect_talking()


@pytest.mark.memo("9.4", ours=True)
@pytest.mark.memo("9.5", ours=True)
@pytest.mark.usefixtures("clock")
def test_what_the_drop_down_refuses(chair: Actor, people: People) -> None:
    """9.4, 9.5: no action chosen, and blocking or its undoing with nobody ticked, are refused and change nothing."""
    guest = people.person()
    control = run(chair, guest)
    control.try_to_act("Выберите действие")
    control.expect_refused(ACTION, "Выберите действие")
    for action in (BLOCK, UNBLOCK):
        control.try_to_act(action)
        control.expect_message(NOBODY_TICKED)
        control.expect_blocked(guest.name, False)
        control.expect_status("Идет до 11:00")


@pytest.mark.memo("9.6")
@pytest.mark.memo("9.6", ours=True)
def test_ending_asks_first_and_then_disconnects_everybody(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.6: «Отмена» changes nothing; «Завершить» ends the conference, every call and all control.

    Connected, ringing or dialled in: nobody is left on the line.
    """
    guest, caller, late = people.persons(3)
    ringing = people.with_number(people.no_answer())
    scheduled = plan(chair, guest, ringing, late, guest_password=True)
    number, (_, guests) = scheduled.read_conference_number(), scheduled.read_passwords()
    assert guests
    control = chair.enter(scheduled.read_address())
    bring_in(chair, control, clock, guest.name, ringing.name)
    assert phones[caller].dial(number, guests).outcome == "connected"
    control.ask_to_end()
    control.expect_asked_to_end()
    control.cancel_ending()
    control.expect_status("Идет до 11:00")
    control.expect_participant(guest.name, "В конференции")
    for person in (guest, caller):
        phones[person].expect_talking()

    control.end()
    control.expect_status("Завершена")
    for row, person in ((guest.name, guest), (ringing.name, ringing), (caller.number, caller)):
        control.expect_participant(row, "Отключен")
        phones[person].expect_silent()
    control.expect_over()
    phones[late].expect_not_called()
    assert phones[caller].dial(number, guests).outcome == "refused"


@pytest.mark.memo("9.6", ours=True)
@pytest.mark.capability("without_scripts")
def test_a_page_that_does_not_know_of_the_end_can_do_nothing(
    chair_without_scripts: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.6: from a page of before the end, which scripts do not keep up to date, nobody is called, added or blocked."""
    chair, late = chair_without_scripts, people.person()
    control = run(chair, late)
    clock.advance_to("11:00")
    control.tick(late.name)
    control.try_to_invite()
    control.expect_message(OVER)
    control.expect_over()
    phones[late].expect_not_called()
