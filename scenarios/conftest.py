"""What scenarios may demand of a run."""

from __future__ import annotations

import pytest


@pytest.fixture
def javascript(pytestconfig: pytest.Config) -> None:
    """For a scenario about what scripts do: skipped in a run with JavaScript off."""
    if pytestconfig.option.without_javascript:
        pytest.skip("is about what scripts do, and JavaScript is off")
