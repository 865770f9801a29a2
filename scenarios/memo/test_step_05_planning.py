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
from pages.labels import MINUTES, SIZE, START_DATE, START_TIME, SUBJECT
from pages.planning import PlanningPage
from scenarios.beginnings import begin, plan
from scenarios.memo.calendar_entry import property_of
from scenarios.tables import row

ANY_TEXT = 'Совет <b>"директоров"</b> & Ко — 会议 🎧'
DATE_FORMAT = "Введите дату в формате ДД.ММ.ГГГГ"
TIME_FORMAT = "Введите время в формате ЧЧ:ММ"
MINUTES_RANGE = "Продолжительность: от 15 до 1440 минут"
SIZE_RANGE = "Количество участников: от 3 до 50"
PAST = "Время начала не может быть раньше текущего"


@pytest.mark.memo("5.1")
@pytest.mark.memo("5.1", ours=True)
def test_the_subject_is_shown_everywhere_as_typed(chair: Actor, clock: Clock, people: People, mailbox: Mailbox) -> None:
    """5.1: card, list of coming conferences, mail, calendar entry, control and history name it, whatever its signs."""
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


@pytest.mark.memo("5.5")
@pytest.mark.memo("5.1", ours=True)
@pytest.mark.memo("5.2", ours=True)
@pytest.mark.memo("5.5", ours=True)
def test_both_ends_of_the_limits_are_taken(chair: Actor, clock: Clock) -> None:
    """5.1, 5.2, 5.5: from 1 to 128 characters, from this minute to 365 days ahead, 15 to 1440 minutes, 3 to 50 people.

    The time is that of Minsk; 60 minutes are proposed.
    """
    for subject, day, time, minutes, size, told in (
        ("я", "23.11.2026", "10:00", 15, 3, "23.11.2026 10:00–10:15 (Минск, UTC+3)"),
        ("🎧" + "я" * 127, "23.11.2027", "10:00", 1440, 50, "23.11.2027 10:00 – 24.11.2027 10:00 (Минск, UTC+3)"),
    ):
        with row(subject, day, time, minutes, size):
            planning = begin(chair.open(PlanningPage), subject, day=day, time=time, own_telephone=True)
            planning.expect_minutes(60)
            planning.enter_minutes(minutes)
            planning.enter_size(size)
            scheduled = planning.schedule()
            scheduled.expect_parameter("Тема конференции", subject)
            scheduled.expect_parameter("Время конференции", told)
            scheduled.expect_parameter("Количество участников", str(size))


@pytest.mark.memo("5.1", ours=True)
@pytest.mark.memo("5.2", ours=True)
@pytest.mark.memo("5.5", ours=True)
def test_what_cannot_be_is_refused_at_its_field(chair: Actor, clock: Clock, events: EventLog) -> None:
    """5.1, 5.2, 5.5: each field has its own limits and its own words, all are told at once, and what was typed stays.

    No subject or too long a one; no time, no such day or hour, the past, too far; too short, too long, no number.
    """
    fields = (SUBJECT, START_DATE, START_TIME, MINUTES, SIZE)
    blank, long, right = "Введите тему конференции", "не более 128 знаков", "Планерка"
    planning = chair.sign_in()
    for typed, told in (
        (("   ", "", "24:00", "14", "2"), (blank, DATE_FORMAT, TIME_FORMAT, MINUTES_RANGE, SIZE_RANGE)),
        (("я" * 129, "31.11.2026", "", "1441", "51"), (long, DATE_FORMAT, TIME_FORMAT, MINUTES_RANGE, SIZE_RANGE)),
        ((right, "23.11.2026", "09:59", "час", "много"), ("", "", PAST, MINUTES_RANGE, SIZE_RANGE)),
        ((right, "22.11.2026", "15:00", "", ""), ("", "", PAST, MINUTES_RANGE, SIZE_RANGE)),
        ((right, "23.11.2027", "10:01", "60", "3,5"), ("", "не более чем за 365 дней", "", "", SIZE_RANGE)),
    ):
        with row(*typed):
            subject, day, time, minutes, size = typed
            planning.enter_subject(subject)
            planning.choose_start(day, time)
            planning.enter_minutes(minutes)
            planning.enter_size(size)
            planning.try_to_schedule()
            refused = {field: words for field, words in zip(fields, told, strict=True) if words}
            for field, words in refused.items():
                planning.expect_refused(field, words)
            planning.expect_subject(subject)
            planning.expect_start(day, time)
            planning.expect_minutes(minutes)
            planning.expect_size(size)
    assert events.types() == [], "a refused plan made a conference"


@pytest.mark.memo("5.3")
@pytest.mark.smoke
def test_an_immediate_conference_runs_right_after_its_creation(chair: Actor, clock: Clock) -> None:
    """5.3: «Немедленная конференция» needs no time: created, it runs."""
    planning = chair.sign_in()
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
    chair.enter(scheduled.read_address()).expect_status("Идет до 11:00")


@pytest.mark.memo("5.3", ours=True)
def test_an_immediate_conference_expires_when_nobody_joins_within_five_minutes(
    chair: Actor, clock: Clock, people: People, phones: Phones
) -> None:
    """5.3: not a second before; one that somebody has joined goes on."""
    person = people.person()
    chair.plan("Никто не пришел", person)
    scheduled = plan(chair, person, subject="Один пришел")
    assert phones[person].dial(scheduled.read_conference_number()).outcome == "connected"
    clock.advance(minutes=4, seconds=59)
    planning = scheduled.open_planning()
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


@pytest.mark.memo("5.5", ours=True)
def test_more_rows_than_the_number_are_refused(chair: Actor, clock: Clock, people: People, events: EventLog) -> None:
    """5.5: three rows and the chair are more than 3; without the chair they fit."""
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.enter_size(3)
    for line, person in enumerate(people.persons(3), 1):
        planning.list_participant(line, person.number, person.name)
    planning.try_to_schedule()
    planning.expect_refused(SIZE, "В списке 4 участника, а количество участников — 3")
    assert events.types() == [], "a refused plan made a conference"
    planning.leave_out_own_telephone()
    planning.schedule().open_planning().expect_coming("Планерка", "3 из 3")
