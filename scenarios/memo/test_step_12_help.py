"""Memo step 12: the general help."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor


@pytest.mark.memo("12.1")
def test_the_tab_shows_the_general_help(chair: Actor) -> None:
    """12.1: after «Помощь» is pressed."""
    chair.sign_in().open_help().expect_topics(12)


@pytest.mark.memo("12.1", ours=True)
def test_the_help_has_a_topic_for_each_step_and_needs_no_log_in(chair: Actor) -> None:
    """12.1: twelve topics, also before the log-in."""
    chair.open_portal().open_help().expect_topics(12)
