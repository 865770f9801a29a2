"""Memo step 9: participants are added, invited and seen; the drop-down extends, blocks and ends.

Where the memo's words are checked the page is asked for anew, as any portal allows; that ours is live is a check of its
own.
"""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People, shown
from fixtures.phones import Phones
from pages.control import BLOCK, END_CONFERENCE, UNBLOCK, ControlPage
from pages.labels import NAME, NUMBER
from pages.steps import Secret
from scenarios.beginnings import plan, run

NOBODY_TICKED = "Отметьте участников птичкой"
NOBODY_TO_CALL = "Вызывать некого: отмеченные участники уже вызваны, в конференции или заблокированы"
OVER = "Конференция уже закончилась"


def bring_in(control: ControlPage, clock: Clock, *names: str) -> None:
    """The named are ticked, invited, and answer."""
    control.tick(*names)
    control.invite()
    clock.advance(seconds=2)
    control.refresh()


@pytest.mark.memo("9.1")
def test_a_participant_is_added_by_number_and_maybe_name(chair: Actor, people: People) -> None:
    """9.1: «Добавить участника», the number and a name add a row; the name may be left out."""
    named, nameless = people.persons(2)
    control = run(chair)
    control.add_participant(named.number, named.name)
    control.add_participant(nameless.number)
    control.expect_participant_count(2)
    control.expect_participant(named.name, named.number)
    control.expect_participant(nameless.number, nameless.number)
    control.expect_no_participant(nameless.name)


@pytest.mark.memo("9.1", ours=True)
def test_adding_calls_nobody(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.1: the telephone of somebody who was added stays silent; the row says «В списке»."""
    added = people.person()
    control = run(chair)
    control.add_participant(added.number, added.name)
    clock.advance(minutes=1)
    control.refresh()
    control.expect_participant(added.name, "В списке")
    phones[added].expect_not_called()


@pytest.mark.memo("9.1", ours=True)
def test_what_cannot_be_added(chair: Actor, people: People) -> None:
    """9.1: a repeated or wrong number and too long a name are refused at their field, and there is no new row."""
    there, last = people.persons(2)
    control = run(chair, there, size=3)
    control.expect_participant_count(1)
    for number, name, field, sentence in (
        ("", "Без номера", NUMBER, "Введите номер телефона"),
        (there.number, "Повтор", NUMBER, "Этот номер уже есть в списке"),
        (shown(there.number), "Повтор", NUMBER, "Этот номер уже есть в списке"),
        (f"80{there.number[4:]}", "Повтор", NUMBER, "Этот номер уже есть в списке"),
        ("телефон", "Буквы", NUMBER, "В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале"),
        ("+375 25 999", "Короткий", NUMBER, "Проверьте длину номера"),
        ("+375 25 999-00-071", "Длинный", NUMBER, "Проверьте длину номера"),
        ("+375 99 999-00-07", "Выдуманный", NUMBER, "Такого номера нет в Беларуси"),
        ("+7 495 123-45-67", "Заграничный", NUMBER, "Можно вызывать только номера Беларуси"),
        (last.number, "Ы" * 97, NAME, "Сократите имя: не более 96 знаков"),
    ):
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
def test_the_ticked_are_called_and_then_shown_as_connected(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.2, 9.3: the tick and «Пригласить участника» make the telephones ring; who joins is shown so."""
    first, second = people.persons(2)
    control = run(chair, first, second)
    control.tick(first.name, second.name)
    control.invite()
    clock.advance(seconds=3)
    control.refresh()
    for person in (first, second):
        phones[person].expect_rang(1)
        phones[person].expect_talking()
        control.expect_participant(person.name, "В конференции")


@pytest.mark.memo("9.2", ours=True)
def test_only_the_ticked_are_called_and_nobody_twice(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.2: the ticks come off; who is in is not called again, who was not reached can be."""
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
    control.expect_participant(other.name, "В списке")
    phones[other].expect_not_called()

    control.tick(wanted.name, engaged.name)
    control.invite()
    clock.advance(seconds=3)
    control.refresh()
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
    bring_in(control, clock, ringing.name)
    control.expect_participant(ringing.name, "Звонит…")
    control.tick(ringing.name)
    control.try_to_invite()
    control.expect_message(NOBODY_TO_CALL)
    phones[ringing].expect_called(1)
    phones[silent].expect_not_called()


@pytest.mark.memo("9.2", ours=True)
def test_a_double_click_makes_one_call(
    chair: Actor, people: People, phones: Phones, clock: Clock, events: EventLog
) -> None:
    """9.2: an impatient double click on «Пригласить участника» rings once; the busy one is not tried twice either."""
    guest, engaged = people.person(), people.with_number(people.busy())
    control = run(chair, guest, engaged)
    control.tick(guest.name, engaged.name)
    control.double_click_invite()
    clock.advance(seconds=10)
    control.refresh()
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
    control.page.on("load", loads.append)
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
    control.refresh()
    control.expect_participant(rows["Нет ответа"][0].name, "Звонит…")
    clock.advance(seconds=1)
    control.refresh()
    for status, (person, rings) in rows.items():
        control.expect_participant(person.name, status)
        phones[person].expect_called(1)
        phones[person].expect_rang(rings)
        phones[person].expect_silent()


@pytest.mark.memo("9.4")
def test_the_drop_down_extends(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.4: the end that is shown moves, at the old one everybody is still connected, at the new one it is over."""
    guest = people.person()
    control = run(chair, guest)
    bring_in(control, clock, guest.name)
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
def test_by_how_much_it_is_extended(chair: Actor) -> None:
    """9.4: by 15, 30, 45 or 60 minutes, again and again, up to 1440 minutes in all."""
    control = run(chair, minutes=1290)
    control.expect_actions(
        "Выберите действие",
        *(f"Продление на {minutes} минут" for minutes in (15, 30, 45, 60)),
        BLOCK,
        UNBLOCK,
        END_CONFERENCE,
    )
    control.expect_status("Идет до 24.11.2026 07:30")
    for minutes, end in ((15, "07:45"), (30, "08:15"), (45, "09:00"), (60, "10:00")):
        control.extend(minutes)
        control.expect_message(f"Конференция продлена на {minutes} минут")
        control.expect_status(f"Идет до 24.11.2026 {end}")
    control.try_to_act("Продление на 15 минут")
    control.expect_message("Продлить нельзя: всего не более 1440 минут")
    control.expect_status("Идет до 24.11.2026 10:00")


@pytest.mark.memo("9.5")
def test_the_drop_down_blocks_the_ticked(chair: Actor, people: People, clock: Clock) -> None:
    """9.5: the ticked participant is shown as blocked, nobody else is."""
    loud, quiet = people.persons(2)
    control = run(chair, loud, quiet)
    bring_in(control, clock, loud.name, quiet.name)
    control.block(loud.name)
    control.expect_blocked(loud.name)
    control.expect_blocked(quiet.name, False)
    control.expect_participant(quiet.name, "В конференции")


@pytest.mark.memo("9.5", ours=True)
def test_who_is_blocked_is_muted_and_barred_until_it_is_undone(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.5: not heard, and once out neither invited nor let in by the right password; undone, all of it is possible."""
    loud, quiet = people.persons(2)
    scheduled = plan(chair.sign_in(), loud, quiet, guest_password=True)
    number = scheduled.read_conference_number()
    chairs, guests = scheduled.read_passwords()
    assert guests
    control = scheduled.join()
    bring_in(control, clock, loud.name, quiet.name)
    phones[loud].expect_talking(muted=False)
    control.block(loud.name)
    phones[loud].expect_talking(muted=True)
    phones[quiet].expect_talking(muted=False)
    control.expect_participant(loud.name, "микрофон отключен")
    control.unblock(loud.name)
    phones[loud].expect_talking(muted=False)
    control.expect_blocked(loud.name, False)

    control.block(loud.name)
    phones[loud].hang_up()
    for password in (guests, chairs):
        assert phones[loud].dial(number, password).reason == "blocked"
    control.tick(loud.name)
    control.try_to_invite()
    control.expect_message(NOBODY_TO_CALL)
    phones[loud].expect_called(1)
    phones[loud].expect_silent()

    control.refresh()
    control.unblock(loud.name)
    bring_in(control, clock, loud.name)
    control.expect_participant(loud.name, "В конференции")
    phones[loud].expect_called(2)
    phones[loud].expect_talking(muted=False)


@pytest.mark.memo("9.4", ours=True)
@pytest.mark.memo("9.5", ours=True)
def test_what_the_drop_down_refuses(chair: Actor, people: People) -> None:
    """9.4, 9.5: no action chosen, and blocking or its undoing with nobody ticked, are refused and change nothing."""
    guest = people.person()
    control = run(chair, guest)
    for action, sentence in (
        ("Выберите действие", "Выберите действие"),
        (BLOCK, NOBODY_TICKED),
        (UNBLOCK, NOBODY_TICKED),
    ):
        control.try_to_act(action)
        control.expect_message(sentence if action != sentence else "Исправьте ошибки: 1")
        control.expect_blocked(guest.name, False)
        control.expect_status("Идет до 11:00")


@pytest.mark.memo("9.6")
def test_the_drop_down_ends_the_conference(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.6: the conference is over, and who was in it is no longer connected."""
    guest = people.person()
    control = run(chair, guest)
    bring_in(control, clock, guest.name)
    phones[guest].expect_talking()
    control.end()
    control.expect_status("Завершена")
    phones[guest].expect_silent()


@pytest.mark.memo("9.6", ours=True)
def test_ending_asks_first_and_then_disconnects_everybody(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """9.6: «Отмена» changes nothing; «Завершить» ends every call, connected, ringing or dialled in, and all control."""
    guest, ringing, caller, late = (
        people.person(),
        people.with_number(people.no_answer()),
        people.person(),
        people.person(),
    )
    scheduled = plan(chair.sign_in(), guest, ringing, late, guest_password=True)
    number, guests = scheduled.read_conference_number(), scheduled.read_passwords()[1]
    control = scheduled.join()
    bring_in(control, clock, guest.name, ringing.name)
    assert phones[caller].dial(number, guests or Secret("")).outcome == "connected"
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
    control.tick(late.name)
    control.try_to_invite()
    control.expect_message(OVER)
    control.try_to_act("Продление на 15 минут")
    control.expect_message(OVER)
    control.try_to_add_participant(people.number())
    control.expect_message(OVER)
    phones[late].expect_not_called()
    assert phones[caller].dial(number, guests or Secret("")).outcome == "refused"
