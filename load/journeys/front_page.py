"""Opens the start page once and leaves: as little as a visitor can do, to measure the generator by."""

from __future__ import annotations

import random

from load.habits import Habits
from load.line import Line
from load.world import World


def visit(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """One page, one action."""
    with line.action("look"):
        line.open("/")
