"""Statement 13.1, ours: «Выход» ends the session."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.memo("13.1", ours=True)
def test_the_way_out_ends_the_session_in_every_window(chair: Actor) -> None:
    """13.1: on the server too: neither this window nor another of the same browser gets in by the old address."""
    planning = chair.sign_in().open_planning()
    address = planning.page.url
    planning.sign_out().expect_start_page()
    chair.visit(address).expect_start_page()
    chair.another_window().visit(address).expect_start_page()


@pytest.mark.memo("13.1", ours=True)
def test_the_back_button_shows_nothing_after_the_way_out(chair: Actor) -> None:
    """13.1: what was on the screen does not come back."""
    portal = chair.sign_in()
    portal.open_planning()
    profile = portal.open_settings().open_personal()
    login = profile.sign_out()
    login.expect_start_page()
    chair.go_back()
    login.expect_start_page()
    chair.go_back()
    login.expect_start_page()
