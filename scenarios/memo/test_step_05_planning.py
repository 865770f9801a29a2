"""Memo step 5: subject, time, mode, number of participants, and who takes part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import LINE_EMAIL, LINE_NAME, LINE_NUMBER, MINUTES, SIZE, START_DATE, START_TIME, SUBJECT, Label
from pages.planning import PlanningPage
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

ANY_TEXT = 'Совет <b>"директоров"</b> & Ко — 会议 🎧'
DATE_FORMAT = "Введите дату в формате ДД.ММ.ГГГГ"
TIME_FORMAT = "Введите время в формате ЧЧ:ММ"
MINUTES_RANGE = "Продолжительность: от 15 до 1440 минут"
SIZE_RANGE = "Количество участников: от 3 до 50"
PAST = "Время начала не может быть раньше текущего"
REPEATED = "Этот номер уже есть в списке"
CHARACTERS = "В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале"
LENGTH = "Проверьте длину номера"


def begin(chair: Actor, clock: Clock, subject: str = "Планерка") -> PlanningPage:
    """A plan that needs nothing more: a subject, today at 15:00."""
    planning = chair.sign_in().open_planning()
    planning.enter_subject(subject)
    planning.choose_start(clock.day(), "15:00")
    return planning


@pytest.mark.memo("5.1")
def test_the_subject_is_any_text(chair: Actor, clock: Clock) -> None:
    """5.1: a conference bears the subject that was typed, whatever its script and signs."""
    begin(chair, clock, ANY_TEXT).schedule().expect_parameter("Тема конференции", ANY_TEXT)


@pytest.mark.memo("5.1", ours=True)
def test_the_subject_is_shown_everywhere_as_typed(chair: Actor, clock: Clock, people: People, mailbox: Mailbox) -> None:
    """5.1: card, list of coming conferences, mail, calendar entry, control and history name it as it was typed."""
    person = people.person()
    planning = begin(chair, clock, ANY_TEXT)
    planning.list_participant(1, person.number, person.name, person.email)
    planning.open_advanced()
    planning.choose_email_reminder(15)
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", ANY_TEXT)
    planning = scheduled.open_planning()
    planning.expect_coming(ANY_TEXT)
    clock.advance_to("15:00")
    message = mailbox.expect_message(person)
    assert ANY_TEXT in message.subject, message.subject
    assert ANY_TEXT in message.text, message.text
    assert property_of(message.ics, "SUMMARY") == ANY_TEXT
    control = planning.join(ANY_TEXT)
    control.expect_parameter("Тема конференции", ANY_TEXT)
    control.end()
    control.close()
    planning.open_history().expect_conference(ANY_TEXT)


@pytest.mark.memo("5.1", ours=True)
def test_a_subject_has_1_to_128_characters(chair: Actor, clock: Clock) -> None:
    """5.1: none or blanks only, and 129, are refused and stay as typed; one and 128, emoji among them, are taken."""
    planning = begin(chair, clock)
    for subject, told in (
        ("", "Введите тему конференции"),
        ("   ", "Введите тему конференции"),
        ("я" * 129, "Сократите тему: не более 128 знаков"),
    ):
        with row(subject):
            planning.enter_subject(subject)
            planning.try_to_schedule()
            planning.expect_refused(SUBJECT, told)
            planning.expect_subject(subject)
    for subject in ("я", "🎧" + "я" * 127):
        with row(subject):
            planning.enter_subject(subject)
            planning.choose_start(clock.day(), "15:00")
            scheduled = planning.schedule()
            scheduled.expect_parameter("Тема конференции", subject)
            planning = scheduled.open_planning()


@pytest.mark.memo("5.2")
def test_the_conference_is_at_the_chosen_time(chair: Actor, clock: Clock) -> None:
    """5.2: card and list show the chosen date, time and end; it runs from that moment on and not a second before."""
    planning = begin(chair, clock)
    planning.choose_start("24.11.2026", "15:30")
    planning.enter_minutes(45)
    scheduled = planning.schedule()
    scheduled.expect_parameter("Время конференции", "24.11.2026 15:30–16:15")
    planning = scheduled.open_planning()
    planning.expect_coming("Планерка", "24.11.2026 15:30", "Запланирована")
    clock.advance_to(clock.minsk("24.11.2026 15:30") - timedelta(seconds=1))
    planning.open_planning().expect_coming("Планерка", "Открыта")
    clock.advance(seconds=1)
    planning.open_planning().expect_coming("Планерка", "Идет")


@pytest.mark.memo("5.2", ours=True)
def test_an_hour_in_minsk_unless_told_otherwise_and_both_ends_of_the_limits(chair: Actor, clock: Clock) -> None:
    """5.2: 60 minutes at first; from 15 to 1440 minutes, from this minute to 365 days ahead, the ends included."""
    begin(chair, clock).schedule().expect_parameter("Время конференции", "23.11.2026 15:00–16:00 (Минск, UTC+3)")
    planning = PlanningPage(chair.page)
    for day, time, minutes, told in (
        ("23.11.2026", "10:00", 15, "23.11.2026 10:00–10:15 (Минск, UTC+3)"),
        ("23.11.2027", "10:00", 1440, "23.11.2027 10:00 – 24.11.2027 10:00 (Минск, UTC+3)"),
    ):
        with row(day, time, minutes):
            planning = planning.open_planning()
            planning.expect_minutes(60)
            planning.enter_subject("Планерка")
            planning.choose_start(day, time)
            planning.enter_minutes(minutes)
            planning.schedule().expect_parameter("Время конференции", told)


@pytest.mark.memo("5.2", ours=True)
def test_a_time_that_cannot_be_is_refused_at_its_field(chair: Actor, clock: Clock, events: EventLog) -> None:
    """5.2: another form, a day that is not, the past, too far, too short, too long; what was typed stays."""
    planning = begin(chair, clock)
    table: tuple[tuple[Label, str, str, str, str], ...] = (
        (START_DATE, "", "15:00", "60", DATE_FORMAT),
        (START_DATE, "2026-11-24", "15:00", "60", DATE_FORMAT),
        (START_DATE, "31.11.2026", "15:00", "60", DATE_FORMAT),
        (START_TIME, "24.11.2026", "", "60", TIME_FORMAT),
        (START_TIME, "24.11.2026", "24:00", "60", TIME_FORMAT),
        (START_TIME, "24.11.2026", "три часа", "60", TIME_FORMAT),
        (START_TIME, "23.11.2026", "09:59", "60", PAST),
        (START_TIME, "22.11.2026", "15:00", "60", PAST),
        (START_DATE, "23.11.2027", "10:01", "60", "не более чем за 365 дней"),
        (MINUTES, "24.11.2026", "15:00", "14", MINUTES_RANGE),
        (MINUTES, "24.11.2026", "15:00", "1441", MINUTES_RANGE),
        (MINUTES, "24.11.2026", "15:00", "", MINUTES_RANGE),
        (MINUTES, "24.11.2026", "15:00", "час", MINUTES_RANGE),
        (MINUTES, "24.11.2026", "15:00", "-60", MINUTES_RANGE),
    )
    for field, day, time, minutes, told in table:
        with row(day, time, minutes):
            planning.choose_start(day, time)
            planning.enter_minutes(minutes)
            planning.try_to_schedule()
            planning.expect_refused(field, told)
            planning.expect_start(day, time)
            planning.expect_minutes(minutes)
    assert events.types() == [], "a refused plan made a conference"


@pytest.mark.memo("5.3")
def test_an_immediate_conference_runs_right_after_its_creation(chair: Actor, clock: Clock) -> None:
    """5.3: «Немедленная конференция» needs no time: created, it runs."""
    planning = chair.sign_in().open_planning()
    planning.enter_subject("Срочно")
    planning.make_immediate()
    scheduled = planning.schedule()
    scheduled.expect_parameter("Состояние", "Идет")
    scheduled.expect_parameter("Время конференции", f"{clock.day()} {clock.time()}")
    scheduled.open_planning().expect_coming("Срочно", "Идет")


@pytest.mark.usefixtures("javascript")
@pytest.mark.memo("5.3", ours=True)
def test_an_immediate_conference_asks_for_no_time_and_gets_the_same_card(chair: Actor, clock: Clock) -> None:
    """5.3: the time fields are out of use, even with a past time in them; the card is that of any conference."""
    planning = begin(chair, clock, "Срочно")
    planning.choose_start("01.01.2020", "вчера")
    planning.make_immediate()
    planning.expect_time_out_of_use()
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", "Срочно")
    scheduled.expect_parameter("Время конференции", "23.11.2026 10:00–11:00")
    chairs_password, _ = scheduled.read_passwords()
    assert chairs_password and scheduled.read_conference_number()
    control = scheduled.join()
    control.expect_status("Идет до 11:00")


@pytest.mark.memo("5.3", ours=True)
def test_an_immediate_conference_expires_when_nobody_joins_within_five_minutes(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """5.3: not a second before; one that somebody has joined goes on, though they have left meanwhile."""
    planning, person = chair.sign_in().open_planning(), people.person()
    numbers = {}
    for subject in ("Никто не пришел", "Один пришел"):
        planning.enter_subject(subject)
        planning.make_immediate()
        planning.list_participant(1, person.number)
        scheduled = planning.schedule()
        numbers[subject] = scheduled.read_conference_number()
        planning = scheduled.open_planning()
    assert phones[person].dial(numbers["Один пришел"]).outcome == "connected"
    phones[person].hang_up()
    clock.advance(minutes=4, seconds=59)
    planning = planning.open_planning()
    planning.expect_coming("Никто не пришел", "Идет")
    clock.advance(seconds=1)
    planning = planning.open_planning()
    planning.expect_not_coming("Никто не пришел")
    planning.expect_coming("Один пришел", "Идет")
    planning.open_history().expect_conference("Никто не пришел", "Не состоялась")


@pytest.mark.memo("5.4")
@pytest.mark.memo("5.4", ours=True)
def test_the_mode_is_voice(chair: Actor, clock: Clock) -> None:
    """5.4: voice can be chosen and is what the conference has; there is no other mode."""
    planning = begin(chair, clock)
    planning.choose_mode("Голос")
    planning.expect_modes("Голос")
    planning.schedule().expect_parameter("Режим конференции", "Голос")


@pytest.mark.memo("5.5")
@pytest.mark.memo("5.5", ours=True)
def test_the_number_of_participants_is_from_3_to_50(chair: Actor, clock: Clock) -> None:
    """5.5: the conference has the number that was entered; both ends of the limits are taken."""
    planning = chair.sign_in().open_planning()
    for size in (3, 7, 50):
        with row(size):
            planning.enter_subject("Планерка")
            planning.choose_start(clock.day(), "15:00")
            planning.enter_size(size)
            scheduled = planning.schedule()
            scheduled.expect_parameter("Количество участников", str(size))
            planning = scheduled.open_planning()


@pytest.mark.memo("5.5", ours=True)
def test_another_number_or_more_rows_than_the_number_are_refused(
    chair: Actor, clock: Clock, people: People, events: EventLog
) -> None:
    """5.5: 2, 51, nothing, a word; three rows and the chair are more than 3; without the chair they fit."""
    planning = begin(chair, clock)
    for size in ("2", "51", "", "много", "3,5", "-3"):
        with row(size):
            planning.enter_size(size)
            planning.try_to_schedule()
            planning.expect_refused(SIZE, SIZE_RANGE)
            planning.expect_size(size)
    planning.enter_size(3)
    for line, person in enumerate(people.persons(3), 1):
        planning.list_participant(line, person.number, person.name)
    planning.try_to_schedule()
    planning.expect_refused(SIZE, "В списке 4 участника, а количество участников — 3")
    assert events.types() == [], "a refused plan made a conference"
    planning.leave_out_own_telephone()
    planning.schedule().open_planning().expect_coming("Планерка", "3 из 3")


@pytest.mark.memo("5.6")
def test_participants_are_listed_in_the_main_planning_window(chair: Actor, clock: Clock, people: People) -> None:
    """5.6: who is listed while planning stands in the list of the conference, with number and name; nobody else."""
    named, nameless = people.persons(2)
    planning = begin(chair, clock)
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
    planning = begin(chair, clock)
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
    planning = begin(chair, clock)
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
    planning = begin(chair, clock)
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
