"""A conference planned for another day, changed once more, and called off in half of the cases."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from load import forms
from load.habits import Habits
from load.journeys import actions
from load.line import Line, Page
from load.world import World

_MINSK = ZoneInfo("Europe/Minsk")
_DAYS = 300  # ahead, at most: so far apart that an account's conferences do not meet
_CALLED_OFF = 0.5


def plan_ahead(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """Memo steps 1 to 8, then «Изменить» and «Отменить»."""
    planning = actions.log_in(world, line, chance, habits)
    line.think(habits.think.typing.draw(chance))
    conference, _ = actions.plan(world, line, planning, _wanted(world, chance), _who(world, chance, habits), {})
    line.think(habits.think.reading.draw(chance))
    actions.open_planning(line)
    line.think(habits.think.reading.draw(chance))
    _change(world, line, chance, habits, conference)
    line.think(habits.think.reading.draw(chance))
    planning = actions.open_planning(line)
    if chance.random() < _CALLED_OFF:
        line.think(habits.think.reading.draw(chance))
        planning = _call_off(world, line, chance, habits, conference)
    line.think(habits.think.reading.draw(chance))
    actions.log_out(world, line, planning)


def _wanted(world: World, chance: random.Random) -> dict[str, str]:
    starts = datetime.now(_MINSK) + timedelta(days=chance.randint(1, _DAYS))
    at = f"{chance.randint(8, 19):02d}:{chance.choice((0, 30)):02d}"
    return {"subject": world.mark, "date": f"{starts:%d.%m.%Y}", "time": at, "minutes": "60", "size": "10"}


def _who(world: World, chance: random.Random, habits: Habits) -> list[str]:
    people = min(9, round(habits.conference.size.draw(chance)) - 1)
    found = [world.phones.somebody() for _ in range(people)]
    return [telephone.number for telephone in found if telephone is not None]


def _change(world: World, line: Line, chance: random.Random, habits: Habits, conference: int) -> None:
    address = f"/conferences/{conference}/edit"
    with line.action("open_edit"):
        form = line.open(address)
    line.think(habits.think.typing.draw(chance))
    with line.action("edit"), world.command("edit", conference, minutes=90):
        line.submit(form, address, {**forms.filled(form, address), "minutes": "90", "do": "save"})


def _call_off(world: World, line: Line, chance: random.Random, habits: Habits, conference: int) -> Page:
    address = f"/conferences/{conference}/cancel"
    with line.action("open_cancel"):
        question = line.open(address)
    line.think(habits.think.reading.draw(chance))
    with line.action("cancel"), world.command("cancel", conference):
        return line.submit(question, address, {})
