"""How scenarios about a conference begin: one that is there already, or a plan on the planning page.

What comes before the statement that a scenario checks is set up by the short cut (`Actor.plan`): planning through the
page costs more than most scenarios themselves. Those about planning begin on the page, in the words of memo step 5.
"""

from __future__ import annotations

from typing import Unpack

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import Person
from fixtures.short_cut import Wanted
from pages.control import ControlPage
from pages.planning import PlanningPage
from pages.scheduled import ScheduledPage

SUBJECT = "Планерка отдела"


def plan(chair: Actor, *who: Person, subject: str = "", **wanted: Unpack[Wanted]) -> ScheduledPage:
    """The card of a conference that is planned already, with `who` listed. `starts`: day and time; none: at once."""
    return chair.look_at(chair.plan(subject or chair.marked(SUBJECT), *who, **wanted))


def run(chair: Actor, *who: Person, **wanted: Unpack[Wanted]) -> ControlPage:
    """The control, by its address, of an immediate conference; nobody is called yet unless `auto_invite` is wanted."""
    return chair.enter(chair.plan(chair.marked(SUBJECT), *who, **wanted))


def bring_in(chair: Actor, control: ControlPage, clock: Clock, *names: str) -> None:
    """The named are ticked and invited, and those who answer after 2 s are in."""
    control.tick(*names)
    control.invite()
    clock.advance(seconds=2)
    chair.look_again(control)


def begin(
    planning: PlanningPage,
    subject: str = "Планерка",
    *,
    day: str = "23.11.2026",
    time: str = "15:00",
    own_telephone: bool = False,
) -> PlanningPage:
    """A plan that needs nothing more: a subject and a start, today at 15:00."""
    planning.enter_subject(subject)
    planning.choose_start(day, time)
    if not own_telephone:
        planning.leave_out_own_telephone()
    return planning


def begin_immediate(planning: PlanningPage, subject: str = "Планерка") -> PlanningPage:
    """A plan of an immediate conference that needs nothing more, without the chair's own telephone."""
    planning.enter_subject(subject)
    planning.make_immediate()
    planning.leave_out_own_telephone()
    return planning
