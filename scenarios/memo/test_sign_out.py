"""Statement 13.1, ours: «Выход» ends the session."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from pages.portal import Portal


@pytest.mark.memo("13.1", ours=True)
@pytest.mark.smoke
def test_the_way_out_ends_the_session_on_the_server_too(chair: Actor, new_chair: NewActor) -> None:
    """13.1: neither this browser gets in by the old address, nor whoever has kept a copy of its cookies."""
    planning = chair.sign_in()
    address = planning.read_address()
    thief = new_chair(cookies_of=chair)
    thief.visit(address)
    Portal(thief.page).expect_signed_in_as(chair.account.name)
    planning.sign_out().expect_start_page()
    chair.visit(address).expect_start_page()
    thief.visit(address).expect_start_page()


@pytest.mark.smoke
@pytest.mark.memo("13.1", ours=True)
def test_the_back_button_shows_nothing_after_the_way_out(chair: Actor) -> None:
    """13.1: what was on the screen does not come back."""
    profile = chair.sign_in().open_settings().open_personal()
    login = profile.sign_out()
    login.expect_start_page()
    chair.go_back()
    login.expect_start_page()
    chair.go_back()
    login.expect_start_page()
