"""Memo step 1, its note: pop-ups are allowed for the portal, because the control opens in a window of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import People
from fixtures.phones import Phones
from scenarios.beginnings import bring_in, plan

BLOCKS = {"dom.disable_open_during_load": True, "dom.popup_maximum": 0, "dom.popup_allowed_events": ""}


@pytest.mark.memo("1.4")
@pytest.mark.memo("8.1")
def test_with_pop_ups_allowed_the_control_opens(chair: Actor) -> None:
    """1.4, 8.1: «Присоединиться» leads into the control of this very conference, wherever it opens."""
    subject = chair.marked("В своем окне")
    control = plan(chair, subject=subject).join()
    control.expect_parameter("Тема конференции", subject)
    control.expect_status("Идет")


@pytest.mark.memo("1.4", ours=True)
@pytest.mark.usefixtures("javascript")
def test_the_control_has_a_window_of_its_own(chair: Actor) -> None:
    """1.4: it opens in a pop-up, the portal stays where it was, and a second press does not open another."""
    scheduled = plan(chair, subject="В своем окне")
    control = scheduled.join()
    assert control.page is not chair.page, "the control has taken the place of the portal"
    scheduled.expect_parameter("Тема конференции", "В своем окне")
    again = scheduled.join()
    again.expect_parameter("Тема конференции", "В своем окне")
    assert again.page is control.page, "the same control stands in two windows"
    assert len(chair.context.pages) == 2
    again.close()
    assert len(chair.context.pages) == 1


@pytest.mark.memo("1.4", ours=True)
@pytest.mark.capability("without_scripts")
def test_the_control_also_works_in_the_same_window(
    chair_without_scripts: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """1.4: where nothing opens pop-ups, scripts being off, the control stands in the portal's own window."""
    chair, guest = chair_without_scripts, people.person()
    control = plan(chair, subject="В этом окне").join()
    assert control.page is chair.page and len(chair.context.pages) == 1
    control.add_participant(guest.number, guest.name)
    bring_in(chair, control, clock, guest.name)
    control.refresh()
    control.expect_participant(guest.name, "В конференции")
    phones[guest].expect_talking()
    control.end()
    control.expect_status("Завершена")
    phones[guest].expect_silent()
    control.close()


@pytest.mark.usefixtures("javascript")
class TestBlocked:
    """A browser that blocks pop-ups. Firefox really does; no Chromium blocks the window of a click, so there
    `window.open` is made to answer what a blocker makes it answer: nothing."""

    @pytest.fixture(scope="class")
    @classmethod
    def browser(cls, browser: Browser, launch_browser: Callable[..., Browser], browser_name: str) -> Iterator[Browser]:
        if browser_name != "firefox":
            yield browser
            return
        blocking = launch_browser(firefox_user_prefs=BLOCKS)
        yield blocking
        blocking.close()

    @pytest.fixture
    def blocked(self, chair: Actor, browser_name: str) -> Actor:
        if browser_name != "firefox":
            chair.context.add_init_script("window.open = () => null")
        return chair

    @pytest.mark.memo("1.4", ours=True)
    def test_a_blocked_pop_up_is_said_and_a_plain_link_leads_in(self, blocked: Actor) -> None:
        """1.4: a clear message, at every press, and the way in without a pop-up."""
        subject = blocked.marked("Без всплывающих окон")
        scheduled = plan(blocked, subject=subject)
        scheduled.try_to_join()
        scheduled.expect_popup_blocked()
        scheduled.try_to_join()
        scheduled.expect_popup_blocked()
        assert len(blocked.context.pages) == 1, "a window has opened all the same"
        control = scheduled.join_by_plain_link()
        assert control.page is blocked.page
        control.expect_parameter("Тема конференции", subject)
        control.expect_status("Идет")
        control.end()  # here: in a browser that blocks it the cleaning up would find no way in
