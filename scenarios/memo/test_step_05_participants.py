"""Memo step 5: the list of participants in the main planning window."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import LINE_EMAIL, LINE_NAME, LINE_NUMBER
from pages.planning import PlanningPage
from scenarios.beginnings import begin, begin_immediate
from scenarios.tables import row

REPEATED = "Этот номер уже есть в списке"
CHARACTERS = "В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале"
LENGTH = "Проверьте длину номера"
ADDRESS = "Введите адрес в формате name@example.com"


@pytest.mark.memo("5.6")
def test_participants_are_listed_in_the_main_planning_window(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: who is listed while planning stands in the list of the conference, with number and name; nobody else."""
    named, nameless = people.persons(2)
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.list_participant(1, named.number, named.name, named.email)
    planning.list_participant(2, nameless.number)
    card = planning.schedule().read_address()
    chair.open(PlanningPage).expect_coming("Планерка", "3 из 3")
    control = chair.enter(card)
    control.expect_participant(named.name, "В списке")
    control.expect_participant(named.number, "В списке")
    control.expect_participant(nameless.number, "В списке")


@pytest.mark.memo("5.6", ours=True)
def test_numbers_are_read_as_people_write_them(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: 375…, +375…, 80…, with spaces, dashes and brackets; all are shown as +375 …"""
    listed = people.persons(3)
    digits = [person.number.removeprefix("+375") for person in listed]
    typed = (
        f"375-{digits[0][:2]}-{digits[0][2:]}",
        f"8 0{digits[1][:2]} {digits[1][2:5]}-{digits[1][5:7]}-{digits[1][7:]}",
        f" +375 ({digits[2][:2]}) {digits[2][2:5]} {digits[2][5:7]} {digits[2][7:]} ",
    )
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.enter_size(4)
    for line, number in enumerate(typed, 1):
        planning.list_participant(line, number)
    control = chair.enter(planning.schedule().read_address())
    for number, person in zip(typed, listed, strict=True):
        with row(number):
            control.expect_participant(person.number, "В списке")
            control.expect_number_shown(person.shown)


@pytest.mark.memo("5.6", ours=True)
def test_a_line_that_cannot_be_read_is_refused_at_its_field(
    chair: Actor, clock: Clock, people: People, events: EventLog
) -> None:
    """5.6: letters, too short or long, no such number, abroad, twice, the chair's own, none; half an address, or two.

    Each line is told its own; what was typed stays.
    """
    person, numbers = people.person(), [people.number() for _ in range(2)]
    planning = begin(chair.sign_in(), own_telephone=True)
    for lines in (
        (
            ("позвонить Ивану", "", "", {LINE_NUMBER: CHARACTERS}),
            ("37525999000", "", "", {LINE_NUMBER: LENGTH}),
            ("+375 20 999 00 02", "", "", {LINE_NUMBER: "Такого номера нет в Беларуси"}),
        ),
        (
            ("375 25 999 00 0а", "", "", {LINE_NUMBER: CHARACTERS}),
            ("3752599900021", "", "", {LINE_NUMBER: LENGTH}),
            ("+7 495 123 45 67", "", "", {LINE_NUMBER: "Можно вызывать только номера Беларуси"}),
        ),
        (
            (person.shown, "", "", {}),
            (person.number.replace("+375", "80"), "", "", {LINE_NUMBER: REPEATED}),
            (chair.account.number, "", "", {LINE_NUMBER: REPEATED}),
        ),
        (
            ("", "Без номера", "", {LINE_NUMBER: "Введите номер телефона"}),
            (numbers[0], "", "ivan@", {LINE_EMAIL: ADDRESS}),
            (
                numbers[1],
                "я" * 97,
                "a@example.com, b@example.com",
                {LINE_NAME: "не более 96 знаков", LINE_EMAIL: ADDRESS},
            ),
        ),
    ):
        with row(*lines):
            for line, (number, name, email, _) in enumerate(lines, 1):
                planning.list_participant(line, number, name, email)
            planning.try_to_schedule()
            for line, (number, name, email, told) in enumerate(lines, 1):
                for field, words in told.items():
                    planning.expect_refused(field.numbered(line), words)
                planning.expect_participant_listed(line, number, name, email)
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
    control = chair.enter(planning.schedule().read_address())
    control.expect_participant_count(3)
    control.expect_participant(third.name, "В списке")
    control.expect_no_participant(second.number)


@pytest.mark.memo("5.7", ours=True)
def test_the_chairs_own_telephone_is_listed_first_and_called_like_the_others(
    chair: Actor, people: People, phones: Phones
) -> None:
    """5.7: ticked at first, with the chair's number; automatic invitation calls it too."""
    person, planning = people.person(), chair.sign_in()
    planning.expect_own_telephone(chair.account.number)
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    control = chair.enter(planning.schedule().read_address())
    control.expect_participant(chair.account.name, "Вызов…")
    phones[chair.account.number].expect_called()
    phones[person].expect_called()


@pytest.mark.memo("5.7", ours=True)
def test_the_chairs_own_telephone_can_be_left_out(chair: Actor, clock: Clock, people: People, phones: Phones) -> None:
    """5.7: without the tick it is neither listed nor called."""
    person, planning = people.person(), begin_immediate(chair.sign_in())
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    control = chair.enter(planning.schedule().read_address())
    clock.advance(seconds=5)
    chair.look_again(control)
    control.expect_participant(person.name, "В конференции")
    control.expect_no_participant(chair.account.number)
    phones[chair.account.number].expect_not_called()
