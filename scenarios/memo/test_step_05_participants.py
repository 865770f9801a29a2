"""Memo step 5: the list of participants in the main planning window."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import LINE_EMAIL, LINE_NAME, LINE_NUMBER, Label
from scenarios.beginnings import begin
from scenarios.tables import row

REPEATED = "Этот номер уже есть в списке"
CHARACTERS = "В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале"
LENGTH = "Проверьте длину номера"


@pytest.mark.memo("5.6")
def test_participants_are_listed_in_the_main_planning_window(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: who is listed while planning stands in the list of the conference, with number and name; nobody else."""
    named, nameless = people.persons(2)
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.list_participant(1, named.number, named.name, named.email)
    planning.list_participant(2, nameless.number)
    planning = planning.schedule().open_planning()
    planning.expect_coming("Планерка", "3 из 3")
    control = planning.join("Планерка")
    control.expect_participant(named.name, "В списке")
    control.expect_participant(named.number, "В списке")
    control.expect_participant(nameless.number, "В списке")


@pytest.mark.memo("5.6", ours=True)
def test_numbers_are_read_as_people_write_them(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: 375…, +375…, 80…, with spaces, dashes and brackets; all are shown as +375 …"""
    listed = people.persons(6)
    digits = [person.number.removeprefix("+375") for person in listed]
    typed = (
        f"375{digits[0]}",
        f"+375{digits[1]}",
        f"80{digits[2]}",
        f"8 0{digits[3][:2]} {digits[3][2:5]}-{digits[3][5:7]}-{digits[3][7:]}",
        f" +375 ({digits[4][:2]}) {digits[4][2:5]} {digits[4][5:7]} {digits[4][7:]} ",
        f"375-{digits[5][:2]}-{digits[5][2:]}",
    )
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.enter_size(7)
    for line, number in enumerate(typed, 1):
        if line > 3:
            planning.add_line()
        planning.list_participant(line, number)
    control = planning.schedule().join()
    for number, person in zip(typed, listed, strict=True):
        with row(number):
            control.expect_participant(person.number, "В списке")
            control.expect_number_shown(person.shown)


@pytest.mark.memo("5.6", ours=True)
def test_a_line_that_cannot_be_read_is_refused_at_its_field(
    chair: Actor, clock: Clock, people: People, events: EventLog
) -> None:
    """5.6: letters, too short or long, no such number, abroad, twice, the chair's own, none; a half address."""
    person, own = people.person(), chair.account.number
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.list_participant(1, person.number, person.name, person.email)
    table: tuple[tuple[Label, str, str, str, str], ...] = (
        (LINE_NUMBER, "позвонить Ивану", "", "", CHARACTERS),
        (LINE_NUMBER, "375 25 999 00 0а", "", "", CHARACTERS),
        (LINE_NUMBER, "37525999000", "", "", LENGTH),
        (LINE_NUMBER, "3752599900021", "", "", LENGTH),
        (LINE_NUMBER, "+375 20 999 00 02", "", "", "Такого номера нет в Беларуси"),
        (LINE_NUMBER, "+7 495 123 45 67", "", "", "Можно вызывать только номера Беларуси"),
        (LINE_NUMBER, person.shown, "", "", REPEATED),
        (LINE_NUMBER, person.number.replace("+375", "80"), "", "", REPEATED),
        (LINE_NUMBER, own, "", "", REPEATED),
        (LINE_NUMBER, "", "Без номера", "", "Введите номер телефона"),
        (LINE_EMAIL, people.number(), "", "ivan@", "Введите адрес в формате name@example.com"),
        (LINE_EMAIL, people.number(), "", "a@example.com, b@example.com", "Введите адрес в формате name@example.com"),
        (LINE_NAME, people.number(), "я" * 97, "", "Сократите имя: не более 96 знаков"),
    )
    for field, number, name, email, told in table:
        with row(number, name, email):
            if name or email:  # nothing of the row before may stay
                planning.remove_line(3)
                planning.add_line()
            planning.list_participant(3, number, name, email)
            planning.try_to_schedule()
            planning.expect_refused(field.numbered(3), told)
            planning.expect_participant_listed(3, number, name, email)
    assert events.types() == [], "a refused plan made a conference"


@pytest.mark.memo("5.6", ours=True)
def test_lines_come_and_go_and_empty_ones_do_not_count(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: three lines at first; one added or removed leaves the others as typed; empty lines are no participants."""
    first, second, third = people.persons(3)
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.expect_lines(3)
    planning.add_line()
    planning.list_participant(1, first.number, first.name, first.email)
    planning.list_participant(2, second.number, second.name)
    planning.list_participant(4, third.number, third.name)
    planning.remove_line(2)
    planning.expect_lines(3)
    planning.expect_participant_listed(1, first.number, first.name, first.email)
    planning.expect_participant_listed(3, third.number, third.name)
    planning.expect_subject("Планерка")
    planning = planning.schedule().open_planning()
    planning.expect_coming("Планерка", "3 из 3")
    control = planning.join("Планерка")
    control.expect_participant(third.name, "В списке")
    control.expect_no_participant(second.number)


@pytest.mark.memo("5.7", ours=True)
def test_the_chairs_own_telephone_is_listed_first_and_called_like_the_others(
    chair: Actor, people: People, phones: Phones
) -> None:
    """5.7: ticked at first, with the chair's number; automatic invitation calls it too."""
    person, planning = people.person(), chair.sign_in().open_planning()
    planning.expect_own_telephone(chair.account.number)
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    control = planning.schedule().join()
    control.expect_participant(chair.account.name, "Вызов…")
    phones[chair.account.number].expect_called()
    phones[person].expect_called()


@pytest.mark.memo("5.7", ours=True)
def test_the_chairs_own_telephone_can_be_left_out(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """5.7: without the tick it is neither listed nor called."""
    person, planning = people.person(), chair.sign_in().open_planning()
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.leave_out_own_telephone()
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    control = planning.schedule().join()
    clock.advance(seconds=5)
    control.expect_participant(person.name, "В конференции")
    control.expect_no_participant(chair.account.number)
    phones[chair.account.number].expect_not_called()
