"""Contacts as a file (memo 11.4): exported, and taken in with a report of every line."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from portal.domain.refusals import Problem, refuse
from portal.languages import LANGUAGES, speaking
from portal.languages import gettext as _
from portal.services import address_book, once
from portal.services.address_book import TakenIn, Typed
from portal.web import csv_files
from portal.web.address_book import CONTACTS
from portal.web.forms import Filled
from portal.web.messages import sentence
from portal.web.session import Answer, Exchange, Page, Visit, command, endpoint, page

_IMPORT = f"{CONTACTS.path}/import"


async def _export(exchange: Exchange) -> Answer:
    def table(visit: Visit) -> str:
        entries = address_book.contacts(visit.work, visit.account)
        rows = [(entry.name, csv_files.number(entry.number), entry.email) for entry in entries]
        return csv_files.text([[_(word) for _name, word in CONTACTS.fields], *rows])

    return csv_files.download("contacts.csv", await exchange.run(table))


def _ask(visit: Visit, problems: Sequence[Problem] = ()) -> Page:
    _account = visit.account
    data = {"form": Filled({}, problems, also=("file",)), "most": address_book.MOST_LINES}
    return Page("contacts_import.html", data, 422 if problems else 200)


def _import(visit: Visit) -> Page:
    """Takes the file in and shows the report at once. It is not kept: who sends the same form again, because it seemed
    not to have gone off, is led to the contacts and told that they are there."""
    data = visit.form.files.get("file", b"")
    if not data:
        raise refuse("file_required", "file")
    lines = read(csv_files.read(data))
    if not lines:
        raise refuse("file_empty", "file")
    became = address_book.take_in(visit.work, visit.account, [typed for _n, typed in lines])
    once.remember(visit.work, visit.visitor, visit.form.get("form_key"), f"{CONTACTS.path}?done=contacts-known")
    report = [(n, taken, _told(taken)) for (n, _typed), taken in zip(lines, became, strict=True)]
    added = sum(not taken.known and not taken.problems for taken in became)
    return Page("contacts_imported.html", {"report": report, "added": added})


def _told(taken: TakenIn) -> tuple[str, str]:
    """What became of a line: its class, and the words."""
    if taken.problems:
        return "refused", ". ".join(sentence(problem) for problem in taken.problems)
    if taken.known:
        return "known", _("Уже есть: %(name)s") % {"name": taken.known}
    return "added", _("Добавлен")


def read(rows: list[list[str]]) -> list[tuple[int, Typed]]:
    """The lines that hold anything, with their places in the file, the first being 1.

    Columns are told by a header in any language of the portal, other columns are left out; without a header they are
    name, number, e-mail.
    """
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(row)]
    order = _header(filled[0][1]) if filled else None
    places = order or {name: place for place, (name, _word) in enumerate(CONTACTS.fields)}
    return [
        (n, Typed(**{name: row[place] for name, place in places.items() if place < len(row)}))
        for n, row in (filled[1:] if order else filled)
    ]


def _header(row: list[str]) -> dict[str, int] | None:
    """Which column holds what, if this line says so: it names the number, which no line of contacts does."""
    titles: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            titles |= {_(word).casefold(): name for name, word in CONTACTS.fields}
    found = {titles[cell.casefold()]: place for place, cell in enumerate(row) if cell.casefold() in titles}
    return found if "number" in found else None


routes = [
    Route(f"{CONTACTS.path}.csv", endpoint(_export)),
    Route(_IMPORT, page(_ask)),
    Route(_IMPORT, command(_import, _ask), methods=["POST"]),
]
