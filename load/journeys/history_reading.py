"""Somebody who looks up what was (memo step 10): the history, one of its conferences, and that one as a file."""

from __future__ import annotations

import random
import re

from load.habits import Habits
from load.journeys import actions
from load.line import Line
from load.world import World

_PAST = re.compile(r'href="(/history/\d+)"')


def look_up(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """From the log-in to the way out. An account without a past finds an empty history, and goes."""
    actions.log_in(world, line, chance, habits)
    line.think(habits.think.reading.draw(chance))
    history = actions.read_history(line, chance, habits)
    line.think(habits.think.reading.draw(chance))
    if past := _PAST.findall(history.text):
        address = chance.choice(past)
        with line.action("past_conference"):
            line.open(address)
        line.think(habits.think.reading.draw(chance))
        with line.action("past_as_file"):
            line.fetch(f"{address}.csv")
    actions.log_out(world, line, history)
