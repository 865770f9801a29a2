"""Somebody who keeps things for later: a template (memo 7.2, 11.1) and a contact (11.4), both named by the mark."""

from __future__ import annotations

import random

from load import forms
from load.habits import Habits
from load.journeys import actions
from load.line import Line, Page
from load.world import World

_CONTACTS = "/settings/contacts"


def keep(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """From the log-in to the way out. Without a telephone that may be written down there is a template only."""
    planning = actions.log_in(world, line, chance, habits)
    line.think(habits.think.typing.draw(chance))
    planning = _keep_template(world, line, planning, chance, habits)
    line.think(habits.think.reading.draw(chance))
    with line.action("templates"):
        line.open("/settings")
        shown = line.open("/settings/templates")
    line.think(habits.think.reading.draw(chance))
    if telephone := world.phones.somebody():
        shown = _keep_contact(world, line, telephone.number, chance, habits)
        line.think(habits.think.reading.draw(chance))
    actions.log_out(world, line, shown)


def _keep_template(world: World, line: Line, page: Page, chance: random.Random, habits: Habits) -> Page:
    filled = {**forms.filled(page, "/planning"), "subject": world.mark, "size": "10"}
    with line.action("ask_template"):
        page = line.submit(page, "/planning", {**filled, "do": "ask-template"})
    line.think(habits.think.typing.draw(chance))
    filled = {**forms.filled(page, "/planning"), "template_name": world.mark}
    with line.action("save_template"), world.command("save_template"):
        return line.submit(page, "/planning", {**filled, "do": "save-template"})


def _keep_contact(world: World, line: Line, number: str, chance: random.Random, habits: Habits) -> Page:
    with line.action("contacts"):
        line.open(_CONTACTS)
    with line.action("new_contact"):
        form = line.open(f"{_CONTACTS}/new")
    line.think(habits.think.typing.draw(chance))
    fields = {"name": world.mark, "number": number, "email": "", "do": "save"}
    with line.action("keep_contact"), world.command("keep_contact", number=number):
        return line.submit(form, f"{_CONTACTS}/new", fields)
