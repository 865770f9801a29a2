"""Memo step 4: the tab «Планирование»."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.memo("4.1")
@pytest.mark.smoke
def test_the_tab_opens_the_planning_page_from_anywhere(chair: Actor) -> None:
    """4.1: from history, settings and help the tab leads to the page where a conference is planned."""
    portal = chair.sign_in()
    for leave in (portal.open_history, portal.open_settings, portal.open_help):
        leave()
        portal.open_planning().expect_there()
