"""The memo's words at a portal of which nothing else is known: no clock to steer, no telephone or mailbox to look into.

Where the scenario of a step looks at those, it is here that the words themselves are checked. Dates are tomorrow's, the
chair's own telephone is left out, and whatever stays is called with the run's mark.
"""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Calendar
from fixtures.people import People
from fixtures.portal import Target
from pages.history import HistoryPage
from pages.labels import MINUTES, SIZE
from pages.planning import PlanningPage
from pages.profile import ProfilePage
from pages.rooms import RoomsPage
from pages.templates import TemplatesPage
from scenarios.beginnings import begin, plan


@pytest.mark.memo("5.1")
@pytest.mark.memo("5.2")
@pytest.mark.memo("5.4")
@pytest.mark.memo("5.5")
@pytest.mark.memo("7.1")
@pytest.mark.memo("8.2")
def test_a_conference_is_planned_as_typed(chair: Actor, calendar: Calendar) -> None:
    """5, 7.1, 8.2: subject, time, mode and number of participants; «Запланировать» creates it, the card shows it."""
    subject, day = chair.marked('Совет "директоров" & Ко — 会议'), calendar.day(1)
    planning = chair.sign_in()
    planning.expect_not_coming(subject)
    begin(planning, subject, day=day, time="15:30")
    planning.enter_minutes(45)
    planning.choose_mode("Голос")
    planning.enter_size(5)
    scheduled = planning.schedule()
    scheduled.expect_parameter("Тема конференции", subject)
    for shown in (day, "15:30", "16:15"):
        scheduled.expect_parameter("Время конференции", shown)
    scheduled.expect_parameter("Количество участников", "5")
    scheduled.open_planning().expect_coming(subject, f"{day} 15:30")


@pytest.mark.memo("5.2", ours=True)
@pytest.mark.memo("5.5", ours=True)
def test_beyond_the_limits_of_the_profile_a_plan_is_refused(chair: Actor, calendar: Calendar, portal: Target) -> None:
    """5.2, 5.5: too short and too long a conference, too few and too many participants, each at its field."""
    limits = portal.profile.limits
    planning = begin(chair.sign_in(), chair.marked("Без меры"), day=calendar.day(1))
    for minutes, size in (
        (limits.minutes_min - 1, limits.size_min - 1),
        (limits.minutes_max + 1, limits.size_max + 1),
    ):
        planning.enter_minutes(minutes)
        planning.enter_size(size)
        planning.try_to_schedule()
        planning.expect_refused(MINUTES, f"от {limits.minutes_min} до {limits.minutes_max}")
        planning.expect_refused(SIZE, f"от {limits.size_min} до {limits.size_max}")


@pytest.mark.memo("5.3")
@pytest.mark.memo("8.1")
@pytest.mark.memo("9.6")
@pytest.mark.memo("10.1")
def test_an_immediate_conference_runs_is_ended_and_looked_up(chair: Actor, calendar: Calendar) -> None:
    """5.3, 8.1, 9.6, 10.1: it runs once created, «Присоединиться» opens its control, which ends it; history has it."""
    subject, today = chair.marked("Срочно"), calendar.day()
    control = plan(chair, subject=subject).join()
    control.expect_parameter("Тема конференции", subject)
    control.expect_status("Идет")
    control.end()
    control.expect_status("Завершена")
    control.close()
    history = chair.open(HistoryPage)
    history.show_period(today, today)
    history.expect_conference(subject)
    history.show_period(calendar.day(-20), calendar.day(-10))
    history.expect_no_conference(subject)


@pytest.mark.memo("5.6")
def test_who_is_listed_while_planning_is_in_the_conference(chair: Actor, calendar: Calendar, people: People) -> None:
    """5.6: with number and name."""
    named, nameless = people.persons(2)
    planning = begin(chair.sign_in(), chair.marked("Со списком"), day=calendar.day(1))
    planning.list_participant(1, named.number, named.name)
    planning.list_participant(2, nameless.number)
    control = chair.enter(planning.schedule().read_address())
    control.expect_participant(named.name, named.number)
    control.expect_participant(nameless.number, nameless.number)


@pytest.mark.memo("6.3")
def test_automatic_extension_is_on_offer(chair: Actor) -> None:
    """6.3: off, or by 15, 30, 45, 60 minutes; each can be chosen."""
    planning = chair.sign_in()
    planning.open_advanced()
    for minutes in (15, 30, 45, 60, 0):
        planning.choose_auto_extend(minutes)
        planning.expect_auto_extend(minutes)


@pytest.mark.memo("6.4")
@pytest.mark.memo("8.3")
def test_passwords_are_shown(chair: Actor, calendar: Calendar) -> None:
    """6.4, 8.3: the chair's, and the guest's exactly if it was wanted."""
    planning = begin(chair.sign_in(), chair.marked("С гостями"), day=calendar.day(1))
    planning.open_advanced()
    planning.switch_guest_password()
    planning.open_main()
    planning.schedule().expect_passwords(guest=True)
    without = begin(chair.open(PlanningPage), chair.marked("Без гостей"), day=calendar.day(1)).schedule()
    without.expect_passwords(guest=False)


@pytest.mark.memo("7.2")
@pytest.mark.memo("7.3")
@pytest.mark.memo("11.1")
def test_a_template_is_kept_fills_the_page_and_is_changed(chair: Actor) -> None:
    """7.2, 7.3, 11.1: «Создать шаблон» keeps what is typed; chosen later it is there; «Мои шаблоны» changes it."""
    name, planning = chair.marked("Отдел"), chair.sign_in()
    planning.enter_subject(chair.marked("Планерка"))
    planning.enter_minutes(25)
    planning.leave_out_own_telephone()
    planning.save_as_template(name)
    planning = chair.open(PlanningPage)
    planning.leave_out_own_telephone()
    planning.apply_template(name)
    planning.expect_subject(chair.marked("Планерка"))
    planning.expect_minutes(25)
    template = chair.open(TemplatesPage).edit(name)
    template.enter_minutes(35)
    template.save().edit(name).expect_minutes(35)


@pytest.mark.memo("9.1")
def test_a_participant_is_added_by_number_and_maybe_name(chair: Actor, people: People) -> None:
    """9.1: «Добавить участника», the number and a name add a row; the name may be left out."""
    named, nameless = people.persons(2)
    control = plan(chair, subject=chair.marked("С добавленными")).join()
    control.add_participant(named.number, named.name)
    control.add_participant(nameless.number)
    control.expect_participant(named.name, named.number)
    control.expect_participant(nameless.number, nameless.number)


@pytest.mark.memo("9.4")
def test_the_drop_down_extends_by_what_it_says(chair: Actor, calendar: Calendar) -> None:
    """9.4: the end that is shown is 30 minutes later."""
    scheduled = plan(chair)
    end = scheduled.read_end()
    control = scheduled.join()
    control.expect_parameter("Время конференции", end)
    control.extend(30)
    control.expect_parameter("Время конференции", calendar.minsk_after(end, minutes=30))


@pytest.mark.memo("9.5")
def test_who_is_blocked_is_shown_so(chair: Actor, people: People) -> None:
    """9.5: the ticked are shown as blocked, nobody else is; it can be undone."""
    loud, quiet = people.persons(2)
    control = plan(chair, loud, quiet).join()
    control.block(loud.name)
    control.expect_blocked(loud.name)
    control.expect_blocked(quiet.name, False)
    control.unblock(loud.name)
    control.expect_blocked(loud.name, False)


@pytest.mark.memo("8.4", ours=True)
def test_what_is_planned_is_listed_with_its_way_in(chair: Actor, calendar: Calendar) -> None:
    """8.4: the planning page lists a coming conference, and «Присоединиться» there leads to its control."""
    subject, day = chair.marked("Будущая"), calendar.day(1)
    planning = plan(chair, subject=subject, starts=(day, "15:30")).open_planning()
    planning.expect_coming(subject, f"{day} 15:30")
    planning.join(subject).expect_parameter("Тема конференции", subject)


@pytest.mark.smoke
@pytest.mark.memo("11.2")
def test_there_is_a_default_template(chair: Actor) -> None:
    """11.2: one of «Мои шаблоны» is the default one."""
    chair.sign_in().open_settings().open_templates().expect_a_default()


@pytest.mark.memo("11.3")
def test_personal_information_is_shown_and_changed_and_back(chair: Actor) -> None:
    """11.3: another name is kept; the old one is put back."""
    profile = chair.open(ProfilePage)
    profile.expect_account(chair.account.login)
    for name in (chair.marked(f"{chair.account.name} мл."), chair.account.name):
        profile.enter_name(name)
        profile.save()
        profile = chair.open(ProfilePage)
        profile.expect_name(name)


@pytest.mark.memo("11.5")
def test_a_room_is_added_and_shown(chair: Actor, people: People) -> None:
    """11.5: an added conference room stands in the list."""
    name, number = chair.marked("Малый зал"), people.number()
    rooms = chair.open(RoomsPage)
    rooms.add(name, number, "3 этаж")
    rooms.expect_room(name)
