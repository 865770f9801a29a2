"""Memo step 5: subject, time, mode and number of participants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from pages.labels import MINUTES, SIZE, START_DATE, START_TIME, SUBJECT, Label
from pages.planning import PlanningPage
from scenarios.beginnings import begin
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

ANY_TEXT = 'Совет <b>"директоров"</b> & Ко — 会议 🎧'
DATE_FORMAT = "Введите дату в формате ДД.ММ.ГГГГ"
TIME_FORMAT = "Введите время в формате ЧЧ:ММ"
MINUTES_RANGE = "Продолжительность: от 15 до 1440 минут"
SIZE_RANGE = "Количество участников: от 3 до 50"
PAST = "Время начала не может быть раньше текущего"


@pytest.mark.memo("5.1")
def test_the_subject_is_any_text(chair: Actor, clock: Clock) -> None:
    """5.1: a conference bears the subject that was typed, whatever its script and signs."""
    begin(chair.sign_in(), ANY_TEXT, own_telephone=True).schedule().expect_parameter("Тема конференции", ANY_TEXT)


@pytest.mark.memo("5.1", ours=True)
def test_the_subject_is_shown_everywhere_as_typed(chair: Actor, clock: Clock, people: People, mailbox: Mailbox) -> None:
    """5.1: card, list of coming conferences, mail, calendar entry, control and history name it as it was typed."""
    person = people.person()
    planning = begin(chair.sign_in(), ANY_TEXT, own_telephone=True)
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
    planning = begin(chair.sign_in(), own_telephone=True)
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
    planning = begin(chair.sign_in(), own_telephone=True)
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
    begin(chair.sign_in(), own_telephone=True).schedule().expect_parameter(
        "Время конференции", "23.11.2026 15:00–16:00 (Минск, UTC+3)"
    )
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
    planning = begin(chair.sign_in(), own_telephone=True)
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
    planning = begin(chair.sign_in(), "Срочно", own_telephone=True)
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
    planning = begin(chair.sign_in(), own_telephone=True)
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
    planning = begin(chair.sign_in(), own_telephone=True)
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
