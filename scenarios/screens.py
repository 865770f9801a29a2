"""Every screen of the portal and every state of it that looks different, for checks that walk through all of them.

Those of `by_address` are opened by an address and are there in any language; those of `by_deed` are what the portal
says to something that a person does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from playwright.sync_api import Page

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.faults import Faults
from fixtures.people import People
from pages.contacts import ContactsPage
from pages.planning import PlanningPage
from pages.profile import ProfilePage
from pages.steps import Secret
from pages.templates import TemplatesPage

Screen = tuple[str, Page]
"""What it is, and the window that shows it now."""


@dataclass(frozen=True, slots=True)
class House:
    """The chair's conferences by the addresses of their cards, and the chair, who is signed in."""

    chair: Actor
    running: str
    coming: str
    soon: str
    past: str

    @property
    def past_number(self) -> str:
        """The number of the past conference in its addresses."""
        return self.past.rpartition("/")[2]


def furnish(chair: Actor, people: People, clock: Clock, *, language: str = "ru") -> House:
    """An account with something on every page: conferences past, running and to come, an address book, a long name.

    Nobody in it is called in Cyrillic, so that whatever is, is the portal's.
    """
    anna = replace(people.person(), name="Anna")
    busy = replace(people.with_number(people.busy()), name="Boris Wassilewitsch-Alexandrowski of the second floor")
    silent = replace(people.with_number(people.no_answer()), name="")
    chair.send("settings/profile", name="Chair Person", email=chair.account.email, language=language)
    chair.send("settings/contacts/new", name="Anna", number=anna.number, email=anna.email)
    chair.send("settings/rooms/new", name="Blue room", number=people.number(), place="Minsk")
    past = chair.plan("Past", anna, busy, auto_invite=True, minutes=15)
    clock.advance(minutes=15)
    running = chair.plan("Running", anna, busy, silent, auto_invite=True, guest_password=True)
    coming = chair.plan("Coming" + 122 * "g", anna, starts=(clock.day(1), "15:00"), reminder=60)
    soon = chair.plan("Soon", anna, starts=(clock.day(), clock.time(minutes=9)))
    clock.advance(seconds=3)
    return House(chair, running, coming, soon, past)


def before_log_in(visitor: Actor) -> Iterator[Screen]:
    """What somebody sees who is not signed in."""
    for name, path in (
        ("start page", ""),
        ("start page after the session", "?ended=1"),
        ("help before the log-in", "help"),
        ("nothing there, not signed in", "nowhere"),
    ):
        yield name, _shown(visitor, path)


def refused_log_in(visitor: Actor) -> Iterator[Screen]:
    """The start page after «Войти» with nothing in it. In Russian only."""
    visitor.open_portal().try_to_sign_in()
    yield "start page, refused", visitor.page


def by_address(house: House) -> Iterator[Screen]:
    """The screens of a chair, each opened by its address."""
    for name, path in (
        ("planning", "planning"),
        ("history", "history"),
        ("history, nothing in it", "history?from=01.01.2026&to=02.01.2026"),
        ("history, refused", "history?from=02.01.2026&to=01.01.2026"),
        ("history, a conference", f"history/{house.past_number}"),
        ("settings", "settings"),
        ("templates", "settings/templates"),
        ("profile", "settings/profile"),
        ("profile, saved", "settings/profile?done=saved"),
        ("contacts", "settings/contacts"),
        ("contact, new", "settings/contacts/new"),
        ("contacts, import", "settings/contacts/import"),
        ("rooms", "settings/rooms"),
        ("room, new", "settings/rooms/new"),
        ("help", "help"),
        ("card, coming", house.coming),
        ("card, running", house.running),
        ("card, over", house.past),
        ("changing a conference", f"{house.coming}/edit"),
        ("calling it off", f"{house.coming}/cancel"),
        ("control", f"{house.running}/control"),
        ("control, adding", f"{house.running}/control?add=1"),
        ("control, renaming", f"{house.running}/control?rename=1&tick=1"),
        ("control, ending", f"{house.running}/control?confirm=end"),
        ("control, long before", f"{house.coming}/control"),
        ("control, before the start", f"{house.soon}/control"),
        ("control, over", f"{house.past}/control"),
        ("nothing there", "conferences/999999"),
        ("no such address", "nowhere"),
    ):
        yield name, _shown(house.chair, path)


def by_deed(house: House, faults: Faults) -> Iterator[Screen]:
    """What the portal says to people who have pressed something: refusals, questions, results. In Russian only."""
    chair = house.chair
    planning = chair.open(PlanningPage)
    planning.open_advanced()
    yield "planning, advanced", chair.page
    planning.open_main()
    planning.ask_for_template_name()
    yield "planning, template", chair.page
    planning.try_to_save_as_template("")
    yield "planning, template refused", chair.page
    planning = chair.open(PlanningPage)
    planning.enter_minutes(1)
    planning.list_participant(1, "1")
    planning.try_to_schedule()
    yield "planning, refused", chair.page
    faults.database_busy("POST /planning", count=1)
    planning.try_to_schedule()
    yield "busy, to be sent again", chair.page
    faults.database_busy("GET /history", count=1)
    chair.page.goto(f"{chair.url}/history", wait_until="domcontentloaded")
    yield "busy", chair.page
    template = chair.open(TemplatesPage).edit("Шаблон по умолчанию")
    yield "template", chair.page
    template.rename("")
    template.try_to_save()
    yield "template, refused", chair.page
    profile = chair.open(ProfilePage)
    profile.enter_email("half@")
    profile.try_to_save()
    yield "profile, refused", chair.page
    profile.try_to_change_password(Secret("not this one"), Secret("short"))
    yield "password, refused", chair.page
    chair.open(ContactsPage).try_to_add("", "1")
    yield "contact, refused", chair.page
    chair.open(ContactsPage).load("contacts.csv", b"Name;Number\r\nCarl;+375259990999\r\n;1\r\n")
    yield "contacts, imported", chair.page
    control = chair.enter(house.running)
    control.try_to_add_participant("1", "Carl")
    yield "control, refused", chair.page
    control = chair.enter(house.running)
    control.lock()
    yield "control, locked", chair.page


def _shown(actor: Actor, address: str) -> Page:
    whole = address if address.startswith("http") else f"{actor.url}/{address}"
    actor.page.goto(whole, wait_until="domcontentloaded")
    return actor.page
