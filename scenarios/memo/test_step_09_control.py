"""Memo step 9: participants are added, invited and seen.

Where the memo's words are checked the page is asked for anew, as any portal allows; that ours is live by itself is a
check of its own.
"""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import NAME, NUMBER
from scenarios.beginnings import bring_in, run
from scenarios.tables import row

NOBODY_TICKED = "Отметьте участников птичкой"
NOBODY_TO_CALL = "Вызывать некого: отмеченные участники уже вызваны, в конференции или заблокированы"


@pytest.mark.memo("9.1")
@pytest.mark.memo("9.1", ours=True)
def test_a_participant_is_added_by_number_and_maybe_name_and_not_called(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.1: «Добавить участника», the number and a name add a row; the name may be left out. No telephone rings."""
    named, nameless = people.persons(2)
    control = run(chair)
    control.add_participant(named.number, named.name)
    control.add_participant(nameless.number)
    control.expect_participant_count(2)
    control.expect_participant(named.name, named.number)
    control.expect_participant(nameless.number, nameless.number)
    control.expect_no_participant(nameless.name)
    clock.advance(minutes=1)
    chair.look_again(control)
    for added, shown_as in ((named, named.name), (nameless, nameless.number)):
        control.expect_participant(shown_as, "В списке")
        phones[added].expect_not_called()


@pytest.mark.memo("9.1", ours=True)
def test_what_cannot_be_added(chair: Actor, people: People) -> None:
    """9.1: a repeated number, none or a wrong one, and too long a name are refused at their field; no row is added.

    What a wrong number is, is the same as while planning (5.6); here it is seen to be asked.
    """
    there, last = people.persons(2)
    control = run(chair, there, size=3)
    control.expect_participant_count(1)
    for number, name, field, sentence in (
        ("", "Без номера", NUMBER, "Введите номер телефона"),
        (f"80{there.number[4:]}", "Повтор", NUMBER, "Этот номер уже есть в списке"),
        ("+7 495 123-45-67", "Заграничный", NUMBER, "Можно вызывать только номера Беларуси"),
        (last.number, "Ы" * 97, NAME, "Сократите имя: не более 96 знаков"),
    ):
        with row(number, name):
            control.try_to_add_participant(number, name)
            control.expect_refused(field, sentence)
            control.expect_participant_count(1)
    control.add_participant(last.number, "Ы" * 96)
    control.add_participant(people.number())
    control.try_to_add_participant(people.number())
    control.expect_refused(NUMBER, "Свободных мест нет: количество участников — 3")
    control.expect_participant_count(3)


@pytest.mark.memo("9.2")
@pytest.mark.memo("9.3")
@pytest.mark.memo("9.2", ours=True)
@pytest.mark.smoke
def test_only_the_ticked_are_called_and_nobody_twice(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.2, 9.3: the tick and «Пригласить участника» make the telephone ring, and who joins is shown so.

    The ticks come off; who is in is not called again, who was not reached can be.
    """
    wanted, other = people.persons(2)
    engaged = people.with_number(people.busy())
    control = run(chair, wanted, other, engaged)
    control.tick(wanted.name, other.name, engaged.name)
    control.untick(other.name)
    control.invite()
    for person in (wanted, other, engaged):
        control.expect_unticked(person.name)
    clock.advance(seconds=3)
    control.refresh()
    control.expect_participant(wanted.name, "В конференции")
    phones[wanted].expect_rang(1)
    phones[wanted].expect_talking()
    control.expect_participant(other.name, "В списке")
    phones[other].expect_not_called()

    control.tick(wanted.name, engaged.name)
    control.invite()
    clock.advance(seconds=3)
    chair.look_again(control)
    control.expect_participant(wanted.name, "В конференции")
    phones[wanted].expect_called(1)
    phones[wanted].expect_talking()
    phones[engaged].expect_called(2)
    phones[other].expect_not_called()


@pytest.mark.memo("9.2", ours=True)
def test_whom_nobody_can_invite(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.2: without a tick, and with ticks at rows that are being called or connected only, it is refused."""
    ringing, silent = people.with_number(people.no_answer()), people.person()
    control = run(chair, ringing, silent)
    control.try_to_invite()
    control.expect_message(NOBODY_TICKED)
    bring_in(chair, control, clock, ringing.name)
    control.expect_participant(ringing.name, "Звонит…")
    control.tick(ringing.name)
    control.try_to_invite()
    control.expect_message(NOBODY_TO_CALL)
    phones[ringing].expect_called(1)
    phones[silent].expect_not_called()


@pytest.mark.memo("9.2", ours=True)
@pytest.mark.usefixtures("slow_answers")
def test_a_double_click_makes_one_call(
    chair: Actor, people: People, phones: Phones, clock: Clock, events: EventLog
) -> None:
    """9.2: an impatient double click on «Пригласить участника» rings once; the busy one is not tried twice either."""
    guest, engaged = people.person(), people.with_number(people.busy())
    control = run(chair, guest, engaged)
    control.tick(guest.name, engaged.name)
    control.double_click_invite()
    clock.advance(seconds=10)
    chair.look_again(control)
    control.expect_participant(guest.name, "В конференции")
    for person in (guest, engaged):
        phones[person].expect_called(1)
    events.expect("leg.calling", 2)


@pytest.mark.memo("9.3", ours=True)
@pytest.mark.usefixtures("javascript")
def test_the_control_is_live(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.3: calling, ringing, connected and gone are shown as they happen, without a reload; ticks stay meanwhile."""
    guest, other = people.persons(2)
    control = run(chair, guest, other)
    control.tick(guest.name)
    control.invite()
    control.expect_live()
    control.tick(other.name)
    loads: list[object] = []
    control.page.on("load", lambda page: loads.append(page))
    control.expect_participant(guest.name, "Вызов…")
    for seconds, status in ((1, "Звонит…"), (1, "В конференции")):
        clock.advance(seconds=seconds)
        control.expect_participant(guest.name, status)
    control.expect_participant(other.name, "В списке")
    phones[guest].hang_up()
    control.expect_participant(guest.name, "Отключился")
    phones[guest].expect_silent()
    control.expect_ticked(other.name)
    clock.advance_to("11:00")
    control.expect_status("Завершена")
    assert not loads, "the control has been loaded anew"


@pytest.mark.memo("9.3", ours=True)
def test_why_somebody_has_not_joined(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.3: busy, refused, unreachable, a number that does not exist and no answer are told apart."""
    rows = {
        "Занято": (people.with_number(people.busy()), 0),
        "Отклонен": (people.with_number(people.rejects()), 1),
        "Недоступен": (people.with_number(people.unreachable()), 0),
        "Неверный номер": (people.with_number(people.invalid()), 0),
        "Нет ответа": (people.with_number(people.no_answer()), 1),
    }
    control = run(chair, *(person for person, _ in rows.values()))
    control.tick(*(person.name for person, _ in rows.values()))
    control.invite()
    clock.advance(seconds=44)
    chair.look_again(control)
    control.expect_participant(rows["Нет ответа"][0].name, "Звонит…")
    clock.advance(seconds=1)
    chair.look_again(control)
    for status, (person, rings) in rows.items():
        with row(status):
            control.expect_participant(person.name, status)
            phones[person].expect_called(1)
            phones[person].expect_rang(rings)
            phones[person].expect_silent()
