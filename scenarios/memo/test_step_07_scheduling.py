"""Memo step 7: «Запланировать» creates the conference, «Создать шаблон» keeps its settings for the next one."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.mailbox import Mailbox
from fixtures.people import People, Person
from fixtures.phones import Phones
from pages.labels import MINUTES, TEMPLATE_NAME
from pages.planning import PlanningPage
from scenarios.beginnings import begin
from scenarios.tables import row

FIRST = "Шаблон по умолчанию"


def fill_in_everything(planning: PlanningPage, first: Person, third: Person) -> PlanningPage:
    """A plan in which nothing is left as it was found; the second line of the list stays empty."""
    planning.enter_subject("Планерка отдела")
    planning.choose_start("24.11.2026", "15:30")
    planning.enter_minutes(90)
    planning.enter_size(8)
    planning.leave_out_own_telephone()
    planning.list_participant(1, first.number, first.name, first.email)
    planning.list_participant(3, third.number, third.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.choose_auto_extend(45)
    planning.switch_guest_password()
    planning.choose_email_reminder(30)
    planning.open_main()
    return planning


def expect_settings(planning: PlanningPage) -> None:
    """Everything that `fill_in_everything` sets, but for start and participants."""
    planning.open_main()
    planning.expect_subject("Планерка отдела")
    planning.expect_immediate(False)
    planning.expect_minutes(90)
    planning.expect_size(8)
    planning.expect_own_telephone(on=False)
    planning.open_advanced()
    planning.expect_auto_invite()
    planning.expect_auto_extend(45)
    planning.expect_guest_password()
    planning.expect_email_reminder(30)
    planning.open_main()


@pytest.mark.memo("7.1")
def test_the_button_in_the_main_window_creates_the_conference(chair: Actor, clock: Clock) -> None:
    """7.1: before it nothing is planned; after it there is the conference that was asked for, and that one only."""
    planning = begin(chair.sign_in(), own_telephone=True)
    planning.expect_coming_count(0)
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", "Планерка")
    scheduled.expect_parameter("Время конференции", "23.11.2026 15:00–16:00")
    scheduled.expect_parameter("Состояние", "Запланирована")
    planning = scheduled.open_planning()
    planning.expect_coming("Планерка", "23.11.2026 15:00")
    planning.expect_coming_count(1)


@pytest.mark.memo("7.1", ours=True)
def test_the_conference_has_the_advanced_settings(
    chair: Actor, clock: Clock, people: People, phones: Phones, mailbox: Mailbox
) -> None:
    """7.1: pressed in the main window, it keeps what stands behind the other tab, and all of it happens."""
    person, planning = people.person(), chair.sign_in()
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.choose_auto_extend(15)
    planning.switch_guest_password()
    planning.choose_email_reminder(5)
    planning.open_main()
    begin(planning, own_telephone=True)
    planning.enter_minutes(15)
    planning.list_participant(1, person.number, person.name, person.email)
    scheduled = planning.schedule()
    scheduled.expect_passwords(guest=True)
    clock.advance_to("14:55")
    mailbox.expect_message(person)
    control = chair.enter(scheduled.read_address())
    clock.advance_to("15:00")
    phones[person].expect_called()
    clock.advance_to("15:15")
    chair.look_again(control)
    control.expect_participant(person.name, "В конференции")
    control.expect_status("Идет до 15:30")


@pytest.mark.usefixtures("slow_answers")
@pytest.mark.memo("7.1", ours=True)
def test_a_double_click_makes_one_conference(chair: Actor, people: People, phones: Phones, events: EventLog) -> None:
    """7.1: one in the list, one in the log, and one call to each telephone."""
    click_twice_and_expect_one(chair, people.person(), phones, events)


@pytest.mark.usefixtures("slow_answers")
@pytest.mark.memo("7.1", ours=True)
@pytest.mark.capability("without_scripts")
def test_a_double_click_makes_one_conference_without_scripts(
    chair_without_scripts: Actor, people: People, phones: Phones, events: EventLog
) -> None:
    """7.1: where no script holds the second click back, the portal takes the form once only."""
    click_twice_and_expect_one(chair_without_scripts, people.person(), phones, events)


def click_twice_and_expect_one(chair: Actor, person: Person, phones: Phones, events: EventLog) -> None:
    """An immediate conference that calls at once, so that a second one would be heard."""
    planning = chair.sign_in()
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.list_participant(1, person.number, person.name)
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.open_main()
    scheduled = planning.double_click_schedule()
    scheduled.expect_parameter("Тема конференции", "Срочно")
    scheduled.open_planning().expect_coming_count(1)
    events.expect("conference.scheduled", 1)
    phones[person].expect_called(1)


@pytest.mark.memo("7.2", ours=True)
def test_the_portal_asks_for_a_name_and_the_form_stays_as_typed(chair: Actor, people: People) -> None:
    """7.2: no name, one too long, one that is taken, a plan beyond the limits are refused at their field.

    Given up, refused or saved, every field is as before, and «Запланировать» still works.
    """
    first, third = people.persons(2)
    planning = fill_in_everything(chair.sign_in(), first, third)
    planning.ask_for_template_name()
    planning.expect_asked_for_template_name()
    planning.cancel_template()
    expect_settings(planning)
    for name, told in (
        ("  ", "Введите название шаблона"),
        ("я" * 97, "Сократите название шаблона: не более 96 знаков"),
        (f" {FIRST} ", "Шаблон с таким названием уже есть"),
    ):
        with row(name):
            planning.try_to_save_as_template(name)
            planning.expect_refused(TEMPLATE_NAME, told)
    planning.enter_minutes(14)
    planning.try_to_save_as_template("Отдел продаж")
    planning.expect_refused(MINUTES, "Продолжительность: от 15 до 1440 минут")
    planning.expect_templates(FIRST)
    planning.enter_minutes(90)
    planning.save_as_template("Отдел продаж")
    planning.expect_templates(FIRST, "Отдел продаж")
    expect_settings(planning)
    planning.expect_start("24.11.2026", "15:30")
    planning.expect_participant_listed(1, first.number, first.name, first.email)
    planning.expect_participant_listed(3, third.number, third.name)
    scheduled = planning.schedule()
    scheduled.expect_parameter("Время конференции", "24.11.2026 15:30–17:00")
    scheduled.expect_passwords(guest=True)


@pytest.mark.memo("7.2")
@pytest.mark.memo("7.3")
@pytest.mark.memo("7.2", ours=True)
def test_the_settings_are_kept_as_a_template_that_fills_the_planning_page_later(
    chair: Actor, people: People, events: EventLog
) -> None:
    """7.2: before «Запланировать» is pressed, «Создать шаблон» makes a template of what is typed, and no conference.

    7.3: in another session every field is as it was; 7.2: but for the start, and the passwords are new ones.
    """
    first, third = people.persons(2)
    planning = fill_in_everything(chair.sign_in(), first, third)
    planning.save_as_template("Отдел продаж")
    planning.expect_message("Шаблон «Отдел продаж» создан")
    planning.expect_coming_count(0)
    assert events.types() == [], "a template made a conference"
    old_passwords = planning.schedule().read_passwords()
    planning = chair.sign_in()
    planning.expect_subject("")
    planning.expect_minutes(60)
    planning.apply_template("Отдел продаж")
    expect_settings(planning)
    planning.expect_start("", "")
    planning.expect_lines(3)
    planning.expect_participant_listed(1, first.number, first.name, first.email)
    planning.expect_participant_listed(2, third.number, third.name)
    planning.choose_start("26.11.2026", "09:00")
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", "Планерка отдела")
    scheduled.expect_parameter("Время конференции", "26.11.2026 09:00–10:30")
    new_passwords = scheduled.read_passwords()
    assert not set(old_passwords) & set(new_passwords), "a password was kept in the template"


@pytest.mark.memo("7.3")
def test_a_template_of_an_immediate_conference_needs_one_press_more(chair: Actor) -> None:
    """7.3: chosen, it only wants «Запланировать», and the conference of that type runs."""
    planning = chair.sign_in()
    planning.enter_subject("Срочный сбор")
    planning.make_immediate()
    planning.save_as_template("Срочно")
    planning = chair.open(PlanningPage)
    planning.expect_immediate(False)
    planning.apply_template("Срочно")
    planning.expect_immediate()
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", "Срочный сбор")
    scheduled.expect_parameter("Состояние", "Идет")
