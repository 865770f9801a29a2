"""Somebody who mistypes the code from the picture, then the password, and gets in the third time (memo 3.2).

Being refused is what ought to happen. Getting in with what is wrong is trouble.
"""

from __future__ import annotations

import random

from load.habits import Habits
from load.journeys import actions
from load.line import Line, Page, Refused, Trouble
from load.world import World


def get_in_at_last(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """One wrong code, which never counts as a password failure, one wrong password, the right ones, and out again."""
    password = world.account.password
    start = actions.open_portal(line)
    code = world.captcha(start)
    line.think(habits.think.typing.draw(chance))
    start = _mistyped(world, line, start, password, code[:-1], "wrong_code")
    code = world.captcha(start)
    line.think(habits.think.typing.draw(chance))
    start = _mistyped(world, line, start, password[:-1], code, "wrong_password")
    code = world.captcha(start)
    line.think(habits.think.typing.draw(chance))
    planning = actions.enter(world, line, start, password, code)
    line.think(habits.think.reading.draw(chance))
    actions.log_out(world, line, planning)


def _mistyped(world: World, line: Line, start: Page, password: str, code: str, action: str) -> Page:
    """Sends what is wrong; answers with the start page that comes back, with another picture."""
    try:
        actions.enter(world, line, start, password, code, action=action)
    except Refused as refused:
        if refused.status != 422:
            raise
        actions.look_at_picture(line, refused.page)
        return refused.page
    raise Trouble(f"let in in spite of a {action.replace('_', ' ')}")
