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

_IN_AND_OUT = ("open_portal", "log_in", "log_out")
_PLAN = ("add_line", "plan")
_HISTORY = ("history", "history_period")
_CONTROL = ("join", "listen", "invite", "connected", "add", "extend", "block", "unblock", "choose_end", "end")

ACTIONS: dict[str, tuple[str, ...]] = {
    "conference": (*_IN_AND_OUT, "apply_template", *_PLAN, *_CONTROL, *_HISTORY),
    "planning_ahead": (*_IN_AND_OUT, *_PLAN, "open_planning", "open_edit", "edit", "open_cancel", "cancel"),
    "history_reading": (*_IN_AND_OUT, *_HISTORY, "past_conference", "past_as_file"),
    "keeping": (
        *(*_IN_AND_OUT, "ask_template", "save_template", "templates"),
        *("contacts", "new_contact", "keep_contact"),
    ),
    "forgetful": (*_IN_AND_OUT, "wrong_code", "wrong_password"),
    "front_page": ("look",),
}
"""What is measured of each: an objective names one of them (docs/load-mix.md)."""

LOG_INS = dict.fromkeys(JOURNEYS, 1) | {"forgetful": 3, "front_page": 0}
"""How often each asks to be let in."""

CREATE = frozenset({"conference", "planning_ahead", "keeping"})
"""These leave something behind."""
MISTYPE = frozenset({"forgetful"})
"""These send a wrong password."""
CALLS = frozenset({"connected"})
"""What is only measured where telephones answer as they are told."""
