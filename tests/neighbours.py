"""Two accounts in one portal, and every way into it, as its route table says: who may do what to whose.

A new route fails the tests that walk them until it stands here: a changing one in FORMS, one with a number in OWNED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
from sqlalchemy import select, update
from starlette.routing import Mount, Route

from fixtures.process import PortalProcess
from portal.domain.plan import Invitee, Plan
from portal.domain.planning import fields_of
from portal.pictures import Picture
from portal.runtime import Runtime
from portal.services import address_book, booking, control, login, passwords, sessions, templates
from portal.services.sessions import Visitor
from portal.store.database import Work
from portal.store.schema import accounts, metadata
from portal.store.schema import sessions as session_rows
from portal.web.app import create
from tests import core, serving
from tests.core import ANSWERS, GUEST, MONDAY, Core

PASSWORD, MISSING, MANY = "Konferencia-2026", 987654, 999
PLAN = Plan(subject="Планерка", starts_at=MONDAY + timedelta(days=1), size=5, invitees=(Invitee(ANSWERS, "Иван"),))
# What comes and goes by itself, or with every visit; that somebody is signed in is looked at apart.
_PASSING = {"sessions", "captchas", "once", "clock", "jobs", "calls", "outbox", "mailbox", "faults"}


@dataclass(frozen=True)
class Way:
    """A method and an address of the route table."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, key: object) -> str:
        return self.path.replace("{id:int}", str(key)).replace("{challenge}", str(key))


def ways(method: str) -> list[Way]:
    """Every way in with this method; the static files aside, which are the same for everybody."""
    routes = create(cast(Runtime, SimpleNamespace(faults=None))).routes
    assert all(isinstance(route, Route) or (isinstance(route, Mount) and "/static/" in route.path) for route in routes)
    found = [route for route in routes if isinstance(route, Route) and method in (route.methods or ())]
    return [Way(method, route.path) for route in found]


def _coming(work: Work, owner: Core) -> int:
    return booking.schedule(work, owner.account, PLAN)


def _running(work: Work, owner: Core) -> int:
    return booking.schedule(work, owner.account, replace(PLAN, immediate=True, starts_at=None))


def _past(work: Work, owner: Core) -> int:
    made = _running(work, owner)
    control.end(work, owner.account, made)
    return made


def _template(work: Work, owner: Core) -> int:
    return templates.create(work, owner.account, f"Шаблон {len(templates.all_(work, owner.account))}", PLAN)


def _contact(work: Work, owner: Core) -> int:
    return address_book.save_contact(work, owner.account, None, name="Иван", number=ANSWERS, email="")


def _room(work: Work, owner: Core) -> int:
    return address_book.save_room(work, owner.account, None, name="Синий зал", number=ANSWERS, place="")


Make = Callable[[Work, Core], int]
# Whose number stands in an address; what is made is such that the address can be used.
OWNED: dict[str, Make] = {
    "/conferences/{id:int}": _coming,
    "/conferences/{id:int}/edit": _coming,
    "/conferences/{id:int}/cancel": _coming,
    "/conferences/{id:int}/control": _running,
    "/conferences/{id:int}/live": _running,
    "/history/{id:int}": _past,
    "/history/{id:int}.csv": _past,
    "/settings/templates/{id:int}": _template,
    "/settings/contacts/{id:int}": _contact,
    "/settings/rooms/{id:int}": _room,
}
_ENTRY = {"name": "Мария", "number": GUEST, "email": "", "place": ""}
# What somebody types so that something changes. A picture code changes nothing but what is shown.
FORMS: dict[str, dict[str, str]] = {
    "/login": {"account": "375259991000", "password": PASSWORD, "code": "12345"},
    "/logout": {},
    "/language": {"language": "en", "back": "/help"},
    "/planning": fields_of(PLAN) | {"do": "schedule"},
    "/conferences/{id:int}/edit": fields_of(replace(PLAN, subject="Иначе")),
    "/conferences/{id:int}/cancel": {},
    "/conferences/{id:int}/control": {"do": "add", "number": GUEST, "name": "Мария"},
    "/settings/templates/{id:int}": {"do": "delete"},
    "/settings/profile": {"name": "Анна Другая", "email": "", "language": "ru"},
    "/settings/password": {"old": PASSWORD, "new": "Another-2026", "again": "Another-2026"},
    "/settings/contacts/new": _ENTRY,
    "/settings/contacts/import": {},
    "/settings/contacts/{id:int}": _ENTRY,
    "/settings/rooms/new": _ENTRY,
    "/settings/rooms/{id:int}": _ENTRY,
}
FILE = {"file": ("contacts.csv", "Имя;Номер телефона\r\nПавел;375 25 999-07-07\r\n".encode())}


@dataclass
class Neighbours:
    """A served portal with Anna, who has things, and Petr, who would like to."""

    process: PortalProcess
    anna: Core
    petr: Core
    _forms: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    def visit(self, who: Core | None) -> Visitor:
        """Signed in as somebody, or nobody's first visit."""
        return self.anna.do(lambda work: sessions.open_(work, who.account if who else None))

    def browser(self, visitor: Visitor | None) -> httpx.Client:
        known = {"session": visitor.cookie} if visitor else {}
        # Without https nobody's certificate is looked at, and reading them all takes longer than a test.
        return httpx.Client(base_url=self.process.url, cookies=known, trust_env=False, verify=False, timeout=30)

    def make(self, path: str, owner: Core) -> int:
        """Something of the owner's to put into an address; 0 where there is nothing to put."""
        return owner.do(lambda work: OWNED[path](work, owner)) if "{id:int}" in path else 0

    def form(self, path: str, key: int, visitor: Visitor) -> dict[str, str]:
        """What a browser sends when the form has been filled in."""
        sent = {"csrf": visitor.csrf, "form_key": f"form {next(self._forms)}"} | FORMS.get(path, {})
        if path.endswith("/edit") and key != MISSING:
            seen = self.anna.do(lambda work: booking.card(work, self.anna.account, key)).seq
            sent["seen"] = str(seen)
        if path == "/login":
            drawn = Picture(FORMS[path]["code"], b"")
            sent["challenge"] = self.anna.do(lambda work: login.new_challenge(work, visitor, drawn))
        return sent

    def state(self) -> dict[str, Any]:
        """All that is kept, and who is signed in."""

        def read(work: Work) -> dict[str, Any]:
            tables = [table for table in metadata.sorted_tables if table.name not in _PASSING]
            kept: dict[str, Any] = {t.name: sorted(map(repr, work.db.execute(select(t)))) for t in tables}
            where = session_rows.c.account.is_not(None)
            signed_in = work.db.execute(select(session_rows.c.id).where(where)).scalars()
            return kept | {"signed in": sorted(signed_in)}

        return self.anna.do(read)


def send(browser: httpx.Client, path: str, address: str, form: dict[str, str], **headers: str) -> httpx.Response:
    """A form as a browser sends it, with a file where there is a field for one."""
    return browser.post(address, data=form, files=FILE if path.endswith("/import") else None, headers=headers)


@contextmanager
def living(folder: Path) -> Iterator[Neighbours]:
    """The two in a portal whose clock stands, so that nothing happens by itself."""
    anna = core.begin(folder / "portal.sqlite3", replace(core.TERMS, conferences=MANY))
    hashed = passwords.make(PASSWORD, cheap=True)
    anna.do(lambda work: work.db.execute(update(accounts).values(password_hash=hashed)))
    with serving.served(folder, "--max-conferences", str(MANY)) as process:
        yield Neighbours(process, anna, anna.another())
    anna.database.close()
