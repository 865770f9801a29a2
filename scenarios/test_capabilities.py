"""What the profile promises is on the screen, and what it rules out is not: the same look at any portal."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.capabilities import ADVANCED, MAIN, on_screen
from fixtures.portal import Target


@pytest.mark.smoke
@pytest.mark.area("structure")
def test_the_profile_is_right_about_what_the_portal_has(chair: Actor, portal: Target) -> None:
    """Every capability that must be there can be seen where it belongs, none that must be absent can."""
    needs = {name: portal.profile.need(name) for name in (*MAIN, *ADVANCED)}
    promised = {name: need == "must" for name, need in needs.items() if need != "adapt"}
    assert {name: on_screen(chair, name) for name in promised} == promised
