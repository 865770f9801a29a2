"""How scenarios about a conference begin: one that is planned, or one that runs, in the words of memo steps 4 to 8."""

from __future__ import annotations

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import Person
from pages.control import ControlPage
from pages.planning import PlanningPage
from pages.portal import Portal
from pages.scheduled import ScheduledPage

SUBJECT = "Планерка отдела"


def plan(
    portal: Portal,
    *who: Person,
    subject: str = SUBJECT,
    starts: tuple[str, str] | None = None,
    minutes: int = 60,
    size: int = 10,
    own_telephone: bool = False,
    guest_password: bool = False,
) -> ScheduledPage:
    """Schedules a conference with `who` listed. `starts`: day and time («23.11.2026», «15:00»); none: at once."""
    planning = portal.open_planning()
    planning.enter_subject(subject)
    if starts:
        planning.choose_start(*starts)
    else:
        planning.make_immediate()
    planning.enter_minutes(minutes)
    planning.enter_size(size)
    if not own_telephone:
        planning.leave_out_own_telephone()
    for line, person in enumerate(who, 1):
        if line > 3:
            planning.add_line()
        planning.list_participant(line, person.number, person.name)
    if guest_password:
        planning.open_advanced()
        planning.switch_guest_password()
    return planning.schedule()


def run(chair: Actor, *who: Person, minutes: int = 60, size: int = 10, own_telephone: bool = False) -> ControlPage:
    """Signs the chair in and takes him to the control of an immediate conference in which nobody is called yet."""
    return plan(chair.sign_in(), *who, minutes=minutes, size=size, own_telephone=own_telephone).join()


def bring_in(chair: Actor, control: ControlPage, clock: Clock, *names: str) -> None:
    """The named are ticked and invited, and those who answer after 2 s are in."""
    control.tick(*names)
    control.invite()
    clock.advance(seconds=2)
    chair.look_again(control)


def begin(
    portal: Portal,
    subject: str = "Планерка",
    *,
    day: str = "23.11.2026",
    time: str = "15:00",
    own_telephone: bool = False,
) -> PlanningPage:
    """A plan that needs nothing more: a subject and a start, today at 15:00."""
    planning = portal.open_planning()
    planning.enter_subject(subject)
    planning.choose_start(day, time)
    if not own_telephone:
        planning.leave_out_own_telephone()
    return planning


def begin_immediate(portal: Portal, subject: str = "Планерка") -> PlanningPage:
    """A plan of an immediate conference that needs nothing more, without the chair's own telephone."""
    planning = portal.open_planning()
    planning.enter_subject(subject)
    planning.make_immediate()
    planning.leave_out_own_telephone()
    return planning
