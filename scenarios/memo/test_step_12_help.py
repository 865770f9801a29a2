"""Memo step 12: the general help."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.smoke
@pytest.mark.memo("12.1")
def test_the_tab_shows_the_help(chair: Actor) -> None:
    """12.1: after «Помощь» is pressed, before the log-in already."""
    chair.open_portal().open_help().expect_there()
    chair.sign_in().open_help().expect_there()


@pytest.mark.smoke
@pytest.mark.memo("12.1", ours=True)
def test_the_help_has_a_topic_for_each_step(chair: Actor) -> None:
    """12.1: after «Помощь» is pressed, a topic for each step; before the log-in already."""
    chair.open_portal().open_help().expect_topics(12)
    chair.sign_in().open_help().expect_topics(12)
