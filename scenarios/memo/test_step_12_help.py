"""Memo step 12: the general help."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.memo("12.1")
@pytest.mark.memo("12.1", ours=True)
@pytest.mark.smoke
def test_the_tab_shows_the_general_help(chair: Actor) -> None:
    """12.1: after «Помощь» is pressed, a topic for each step; before the log-in already."""
    chair.open_portal().open_help().expect_topics(12)
    chair.sign_in().open_help().expect_topics(12)
