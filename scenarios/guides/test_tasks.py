"""One scenario per task of the guides: as a user does it, with what he then sees as checks.

`make guide` records them; like all others they are also run without being recorded. What is set up by the short cut
does not appear in the guide.
"""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Calendar, Clock
from fixtures.held import Hold
from fixtures.people import People
from fixtures.phones import Phones
from pages.drop_down import BLOCK, UNBLOCK
from pages.planning import PlanningPage

CONNECTED = "В конференции"


@pytest.mark.guide("log-in")
@pytest.mark.smoke
@pytest.mark.memo("2.1")
@pytest.mark.memo("3.1")
@pytest.mark.memo("3.2")
def test_logging_in(chair: Actor) -> None:
    """2.1, 3.1, 3.2: the account type, the account, the password and the code from the picture lead into the portal."""
    login = chair.open_portal()
    login.choose_account_type()
    login.expect_code_picture()
    login.enter_account(chair.account.login)
    login.enter_password(chair.account.password)
    chair.read_code(login)
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.guide("first-conference")
@pytest.mark.memo("5.3")
@pytest.mark.memo("8.1")
def test_the_first_conference_at_once(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """5.3, 8.1: an immediate conference with one participant, who is invited from the control and answers."""
    anna = people.person()
    planning = chair.sign_in().open_planning()
    planning.enter_subject("Планерка отдела")
    planning.make_immediate()
    planning.list_participant(1, anna.shown, anna.name)
    card = planning.schedule()
    card.expect_parameter("Состояние", "Идет")
    control = card.join()
    control.expect_participant(anna.name, "В списке")
    control.tick(anna.name)
    control.invite()
    clock.advance(seconds=3)
    phones[anna].expect_rang()
    phones[anna].expect_talking()
    chair.look_again(control)
    control.expect_participant(anna.name, CONNECTED)


@pytest.mark.guide("plan-ahead")
@pytest.mark.memo("5.2")
@pytest.mark.memo("6.5")
@pytest.mark.memo("7.1")
def test_planning_ahead(chair: Actor, people: People, clock: Clock) -> None:
    """5.2, 6.5, 7.1: a conference of tomorrow with participants, automatic invitation and a reminder by e-mail."""
    anna, boris = people.persons(2)
    planning = chair.sign_in().open_planning()
    planning.enter_subject("Совещание по проекту")
    planning.choose_start(clock.day(1), "11:00")
    planning.enter_minutes(45)
    planning.enter_size(5)
    planning.list_participant(1, anna.shown, anna.name, anna.email)
    planning.list_participant(2, boris.shown, boris.name, boris.email)
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.choose_auto_extend(15)
    planning.switch_guest_password()
    planning.choose_email_reminder(30)
    planning.open_main()
    card = planning.schedule()
    card.expect_parameter("Тема конференции", "Совещание по проекту")
    card.expect_parameter("Время конференции", f"{clock.day(1)} 11:00")
    card.expect_passwords(guest=True)


@pytest.mark.guide("template")
@pytest.mark.memo("7.2")
@pytest.mark.memo("7.3")
@pytest.mark.memo("11.1")
def test_keeping_and_using_a_template(chair: Actor) -> None:
    """7.2, 7.3, 11.1: the settings are kept as a template, which then fills the planning page."""
    subject, name = chair.marked("Планерка отдела"), chair.marked("Планерка")
    planning = chair.sign_in().open_planning()
    chair.spare_own_telephone(planning)
    planning.enter_subject(subject)
    planning.enter_minutes(30)
    planning.save_as_template(name)
    planning.expect_message(f"Шаблон «{name}» создан")
    templates = planning.open_settings().open_templates()
    templates.expect_template(name)
    planning = templates.use(name)
    planning.expect_subject(subject)
    planning.expect_minutes(30)


@pytest.mark.guide("control")
@pytest.mark.memo("9.1")
@pytest.mark.memo("9.2")
@pytest.mark.memo("9.4")
@pytest.mark.memo("9.5")
@pytest.mark.memo("9.6")
def test_controlling_a_conference(chair: Actor, people: People, phones: Phones, clock: Clock) -> None:
    """9.1, 9.2, 9.4 to 9.6: somebody is added and invited, his telephone rings, he is blocked; extended, then ended."""
    anna, boris = people.persons(2)
    chair.plan("Планерка отдела", anna)
    control = chair.open(PlanningPage).join("Планерка отдела")
    control.expect_participant(anna.name, "В списке")
    control.add_participant(boris.number, boris.name)
    control.expect_participant(boris.name, "В списке")
    control.tick(anna.name, boris.name)
    control.invite()
    clock.advance(seconds=3)
    for invited in (anna, boris):
        phones[invited].expect_rang()
    chair.look_again(control)
    for invited in (anna, boris):
        control.expect_participant(invited.name, CONNECTED)
    control.extend(15)
    control.expect_status(f"Идет до {clock.time(hours=1, minutes=15)}")
    control.tick(boris.name)
    control.act(BLOCK)
    control.expect_blocked(boris.name)
    control.tick(boris.name)
    control.act(UNBLOCK)
    control.expect_blocked(boris.name, on=False)
    control.end()
    control.expect_status("Завершена")


@pytest.mark.guide("history")
@pytest.mark.memo("10.1")
def test_looking_at_the_history(chair: Actor, hold: Hold, calendar: Calendar) -> None:
    """10.1: the conferences of a period, and one of them."""
    staff, project = chair.marked("Планерка отдела"), chair.marked("Совещание по проекту")
    for subject in (staff, project):
        hold(chair, subject)
    history = chair.open(PlanningPage).open_history()
    history.show_period(calendar.day(-7), calendar.day())
    history.expect_conference(staff)
    history.expect_conference(project)
    past = history.open_conference(staff)
    past.expect_parameter("Режим конференции", "Голос")
    past.back().expect_conference(staff)


@pytest.mark.guide("contacts-and-rooms")
@pytest.mark.memo("11.4")
@pytest.mark.memo("11.5")
def test_keeping_contacts_and_rooms(chair: Actor, people: People) -> None:
    """11.4, 11.5: a contact and a conference room are added, the contact is changed, both are picked while planning."""
    anna, room = people.person(), chair.marked("Зал заседаний")
    contacts = chair.sign_in().open_settings().open_contacts()
    contacts.add(anna.name, anna.number, anna.email)
    contacts.expect_contact(anna.name)
    rooms = contacts.open_rooms()
    rooms.add(room, people.number(), "3 этаж")
    rooms.expect_room(room, "3 этаж")
    planning = rooms.open_planning()
    chair.spare_own_telephone(planning)
    planning.pick(anna.name)
    planning.pick(room)
    planning.expect_participant_listed(1, anna.number, anna.name, anna.email)
