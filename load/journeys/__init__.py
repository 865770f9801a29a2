"""Journeys: what a person does from one end to the other, over a line, in a world. They know nothing of Locust.

`pytest` runs each once, strictly; a load run thousands of times. Each raises Trouble or Refused where it failed.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from load.habits import Habits
from load.journeys import conference, forgetful, front_page, history_reading, keeping, planning_ahead
from load.line import Line
from load.world import World

Journey = Callable[[World, Line, random.Random, Habits], None]

JOURNEYS: dict[str, Journey] = {
    "conference": conference.hold,
    "planning_ahead": planning_ahead.plan_ahead,
    "history_reading": history_reading.look_up,
    "keeping": keeping.keep,
    "forgetful": forgetful.get_in_at_last,
    "front_page": front_page.visit,
}
