"""The memo's story with the keyboard alone."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.keyboard import Keyboard
from fixtures.people import People
from fixtures.phones import Phones
from fixtures.waiting import until
from pages.control import ControlPage
from pages.drop_down import END_CONFERENCE
from pages.elements import find
from pages.history import HistoryPage
from pages.labels import (
    ACCOUNT,
    ACTION,
    ADD,
    ADD_PARTICIPANT,
    ADVANCED_TAB,
    AUTO_INVITE,
    CANCEL,
    CODE,
    END,
    END_DIALOG,
    HISTORY,
    IMMEDIATE,
    INVITE,
    JOIN,
    LINE_NUMBER,
    MAIN_TAB,
    NAME,
    NUMBER,
    PARTICIPANTS,
    PASSWORD,
    PERFORM,
    SCHEDULE,
    SIGN_IN,
    SIGN_OUT,
    START_DATE,
    START_TIME,
    SUBJECT,
    TICK,
)
from pages.login import LoginPage
from pages.planning import PlanningPage
from pages.scheduled import ScheduledPage
from pages.tables import row
from scenarios.beginnings import begin

pytestmark = [pytest.mark.regression, pytest.mark.a11y, pytest.mark.area("accessibility")]


def test_the_story_with_the_keyboard_alone(
    chair: Actor, clock: Clock, people: People, phones: Phones, javascript: None
) -> None:
    """Everything is reached with Tab and can be seen there; what opens takes the focus, and nothing keeps it."""
    listed, guest = people.persons(2)
    login, keys = chair.open_portal(), Keyboard(chair.page)
    keys.type(ACCOUNT, chair.account.login)
    keys.type(PASSWORD, chair.account.password)
    keys.type(CODE, chair.captcha.answer_for(login.page))
    keys.press(SIGN_IN)

    planning = PlanningPage(chair.page)
    planning.expect_signed_in_as(chair.account.name)
    keys.type(SUBJECT, "Совет")
    keys.press(IMMEDIATE, key="Space")
    planning.expect_immediate()
    keys.type(LINE_NUMBER.numbered(1), listed.number)
    keys.press(MAIN_TAB, key="ArrowRight", back=True)
    assert keys.is_at(ADVANCED_TAB)
    keys.press(AUTO_INVITE, key="Space")
    planning.expect_auto_invite()
    keys.press(SCHEDULE)

    card = ScheduledPage(chair.page)
    card.expect_parameter("Тема конференции", "Совет")
    with chair.page.expect_popup() as opened:
        keys.press(JOIN)
    control, keys = ControlPage.opened_in(opened.value), Keyboard(opened.value)
    control.expect_live()
    keys.press(ADD_PARTICIPANT)
    assert keys.is_at(NUMBER), "what opens takes the focus"
    keys.press(CANCEL, key="Space")
    assert keys.is_at(ADD_PARTICIPANT), "what closes gives it back"
    keys.key("Enter")
    keys.type(NUMBER, guest.number)
    keys.type(NAME, guest.name)
    keys.press(ADD)
    control.expect_participant(guest.name, "В списке")
    keys.press(TICK, key="Space", within=row(control.page, PARTICIPANTS, guest.name))
    keys.press(INVITE)
    control.expect_message("Вызываем участников: 1")
    clock.advance(seconds=2)
    for person in (listed, guest):
        phones[person].expect_talking()
    keys.choose(ACTION, END_CONFERENCE)
    keys.press(PERFORM)
    control.expect_asked_to_end()
    question = find(control.page, END_DIALOG)
    until(
        lambda: keys.is_at(CANCEL, within=question),
        who="the keyboard",
        what="the focus in the question, which is in front",
    )
    keys.expect_kept_in(END_DIALOG)
    keys.reach(CANCEL, within=question)
    keys.key("Escape")
    keys.choose(ACTION, END_CONFERENCE)
    keys.press(PERFORM)
    control.expect_asked_to_end()
    keys.press(END, within=find(control.page, END_DIALOG), back=True)  # the way out comes first
    control.expect_over()
    control.page.close()

    keys = Keyboard(chair.page)
    chair.page.bring_to_front()
    keys.press(HISTORY, back=True)
    HistoryPage(chair.page).expect_conference("Совет", "Завершена")
    keys.press(SIGN_OUT)
    LoginPage(chair.page).expect_start_page()


def test_after_a_refusal_the_keyboard_is_at_the_first_wrong_field(chair: Actor) -> None:
    """One goes on typing where it was wrong, and need not look for the place."""
    planning = begin(chair.sign_in(), day="31.11.2026", time="24:00")
    planning.try_to_schedule()
    planning.expect_refused(START_DATE, "Введите дату в формате")
    planning.expect_refused(START_TIME, "Введите время в формате")
    keys = Keyboard(chair.page)
    until(lambda: keys.is_at(START_DATE), who="the keyboard", what="the focus in the first wrong field")
