"""What people do outside of a conference's control, each a measured action: every journey is put together of these."""

from __future__ import annotations

import random
import re
from urllib.parse import urlencode

from load import captcha, forms
from load.habits import Habits
from load.line import Line, Page, Trouble
from load.world import World

_ID = re.compile(r"^/conferences/(\d+)(?=$|[?/])")
_FIRST_LINES = 3  # of the participant list, as the form comes
_PERIOD = re.compile(r'name="(from|to)"[^>]*?value="([^"]*)"')


def open_portal(line: Line) -> Page:
    """Memo step 1: the start page with its picture."""
    with line.action("open_portal"):
        start = line.open("/")
        look_at_picture(line, start)
    return start


def look_at_picture(line: Line, start: Page) -> None:
    """What a browser does with every start page, if it has a code picture."""
    if address := captcha.picture(start):
        line.fetch(address)


def log_in(world: World, line: Line, chance: random.Random, habits: Habits) -> Page:
    """Memo steps 1 to 4; answers with the planning page."""
    start = open_portal(line)
    code = world.captcha(start)
    line.think(habits.think.typing.draw(chance))
    return enter(world, line, start, world.account.password, code)


def enter(world: World, line: Line, start: Page, password: str, code: str, *, action: str = "log_in") -> Page:
    """Sends the log-in; answers with the planning page. Raises Refused with the start page shown again."""
    fields = {"account_type": "phone", "account": world.account.login, "password": password, "code": code}
    with line.action(action), world.command("log_in"):
        return line.submit(start, "/login", fields)


def open_planning(line: Line) -> Page:
    """Memo step 4: the tab."""
    with line.action("open_planning"):
        return line.open("/planning")


def plan(
    world: World, line: Line, page: Page, wanted: dict[str, str], who: list[str], letters: dict[str, str]
) -> tuple[int, Page]:
    """Memo steps 5 to 8: the form as it stands, changed by `wanted`, with the numbers of `who` listed.

    The chair's own telephone is listed, too, where all telephones are simulated, elsewhere it is a person's.
    `letters`: which of the numbers have which e-mail. Answers with the conference and its card.
    """
    for _ in range(len(who) - _FIRST_LINES):
        with line.action("add_line"):
            page = line.submit(page, "/planning", {**forms.filled(page, "/planning"), "do": "add-line"})
    lines = {f"number-{n}": number for n, number in enumerate(who, 1)}
    lines |= {f"email-{n}": letters[number] for n, number in enumerate(who, 1) if number in letters}
    fields = {**forms.filled(page, "/planning"), **wanted, **lines, "own": "on", "do": "schedule"}
    if not world.phones.dials:
        del fields["own"]
    key = dict(forms.hidden(page, "/planning")).get("form_key", "")
    planned = world.command("plan", form_key=key, numbers=who, letters_to=sorted(letters.values()))
    with line.action("plan"), planned as asked:
        card = line.submit(page, "/planning", fields)
        asked.conference = conference = conference_of(card)
    return conference, card


def conference_of(page: Page) -> int:
    """The conference whose page this is. Raises Trouble for any other page."""
    found = _ID.match(page.path)
    if found is None:
        raise Trouble(f"{page.path} is no page of a conference")
    return int(found[1])


def apply_template(line: Line, page: Page) -> Page:
    """Memo 7.3: the template that is chosen on the planning page fills it."""
    with line.action("apply_template"):
        return line.submit(page, "/planning", {**forms.filled(page, "/planning"), "do": "apply-template"})


def read_history(line: Line, chance: random.Random, habits: Habits) -> Page:
    """Memo step 10: the tab, then the period that it offers."""
    with line.action("history"):
        shown = line.open("/history")
    line.think(habits.think.typing.draw(chance))
    with line.action("history_period"):
        return line.open(f"/history?{urlencode(_PERIOD.findall(shown.text))}")


def log_out(world: World, line: Line, page: Page) -> None:
    """«Выход» on `page`, which leads to the start page and a new picture. What `page` shows goes into the ledger."""
    with line.action("log_out"):
        with world.command("log_out", seen=world.marks_on(page)):
            start = line.submit(page, "/logout", {})
        look_at_picture(line, start)
