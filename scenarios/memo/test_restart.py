"""Nothing is lost when the portal's process ends in the middle of a conference: told to end (SIGTERM) or killed."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.guard import Guard
from fixtures.people import People
from fixtures.phones import Phones
from fixtures.portal import Target
from scenarios.beginnings import SUBJECT, run


@pytest.mark.memo("6.3")
@pytest.mark.memo("9.3")
@pytest.mark.parametrize(
    "ending", [pytest.param("stop", marks=pytest.mark.nightly, id="SIGTERM"), pytest.param("kill", id="SIGKILL")]
)
def test_a_conference_goes_on_after_the_portal_has_come_back(
    chair: Actor, portal: Target, clock: Clock, people: People, guard: Guard, ending: str
) -> None:
    """6.3, 9.3: three connected participants, one that rings, a pending automatic extension: all as it was."""
    guard.allow("ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED|live")
    talking, late = people.persons(3), people.with_number(people.answers_after(40))
    control = run(chair, *talking, minutes=15, auto_invite=True, extend_by=30)
    clock.advance(seconds=3)
    control.add_participant(late.number, late.name)
    control.tick(late.name)
    control.invite()
    clock.advance(seconds=2)
    chair.look_again(control)
    control.expect_participant(late.name, "Звонит")

    getattr(portal, ending)()
    portal.start()
    clock, phones = Clock(portal.backstage), Phones(portal.backstage)

    control.refresh()
    control.expect_parameter("Тема конференции", SUBJECT)
    control.expect_status(f"Идет до {clock.time(minutes=15)}")
    for person in talking:
        control.expect_participant(person.name, "В конференции")
        phones[person].expect_talking()
        phones[person].expect_called(1)
    control.expect_participant(late.name, "Звонит")
    clock.advance(seconds=40)
    clock.advance_to("10:15")
    chair.look_again(control)
    control.expect_participant(late.name, "В конференции")
    control.expect_status("Идет до 10:45")
    clock.advance(minutes=30)
    chair.look_again(control)
    control.expect_status("Идет до 11:15")
