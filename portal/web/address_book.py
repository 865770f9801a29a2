"""The address book (memo 11.4, 11.5): contacts and conference rooms, two books of the same make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.routing import Route

from portal.domain import numbers
from portal.domain.refusals import Problem
from portal.languages import N_
from portal.services import address_book as service
from portal.web.forms import Filled
from portal.web.session import Answer, Page, Visit, command, page


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of entry: its words (Russian, said by the templates), its fields, the first of which is the title,
    whether it comes and goes as a file (`contacts_file`), and the use cases behind it."""

    path: str
    title: str
    add: str
    change: str
    empty: str
    fields: tuple[tuple[str, str], ...]
    news: str
    files: bool
    all: Callable[..., Sequence[Any]]
    one: Callable[..., Any]
    save: Callable[..., int]
    delete: Callable[..., None]

    def values(self, entry: object) -> dict[str, str]:
        values = {name: str(getattr(entry, name)) for name, _ in self.fields}
        return values | {"number": numbers.shown(values["number"])}


CONTACTS = Book(
    path="/settings/contacts",
    title=N_("Контакты"),
    add=N_("Добавить контакт"),
    change=N_("Изменение контакта"),
    empty=N_("Контактов пока нет"),
    fields=(("name", N_("Имя")), ("number", N_("Номер телефона")), ("email", N_("E-mail"))),
    news="contact",
    files=True,
    all=service.contacts,
    one=service.contact,
    save=service.save_contact,
    delete=service.delete_contact,
)
ROOMS = Book(
    path="/settings/rooms",
    title=N_("Конференц-залы"),
    add=N_("Добавить конференц-зал"),
    change=N_("Изменение конференц-зала"),
    empty=N_("Конференц-залов пока нет"),
    fields=(("name", N_("Название")), ("number", N_("Номер телефона")), ("place", N_("Место"))),
    news="room",
    files=False,
    all=service.rooms,
    one=service.room,
    save=service.save_room,
    delete=service.delete_room,
)


def _routes(book: Book) -> list[Route]:
    def show_all(visit: Visit) -> Answer:
        entries = [(entry.id, book.values(entry)) for entry in book.all(visit.work, visit.account)]
        return Page("entries.html", {"book": book, "entries": entries})

    def show_new(visit: Visit) -> Answer:
        _ = visit.account
        return Page("entry.html", {"book": book, "heading": book.add, "form": Filled()})

    def show_one(visit: Visit) -> Answer:
        values = book.values(book.one(visit.work, visit.account, visit.id))
        return Page("entry.html", {"book": book, "heading": book.change, "form": Filled(values)})

    def typed(visit: Visit) -> dict[str, str]:
        return {name: visit.form.get(name) for name, _ in book.fields}

    def add(visit: Visit) -> str:
        book.save(visit.work, visit.account, None, **typed(visit))
        return f"{book.path}?done={book.news}-added"

    def change(visit: Visit) -> str:
        if visit.form.get("do") == "delete":
            book.delete(visit.work, visit.account, visit.id)
            return f"{book.path}?done={book.news}-deleted"
        book.save(visit.work, visit.account, visit.id, **typed(visit))
        return f"{book.path}?done=saved"

    def again(visit: Visit, problems: Sequence[Problem]) -> Page:
        heading = book.change if "id" in visit.request.path_params else book.add
        return Page("entry.html", {"book": book, "heading": heading, "form": Filled(typed(visit), problems)}, 422)

    return [
        Route(book.path, page(show_all)),
        Route(f"{book.path}/new", page(show_new)),
        Route(f"{book.path}/new", command(add, again), methods=["POST"]),
        Route(f"{book.path}/{{id:int}}", page(show_one)),
        Route(f"{book.path}/{{id:int}}", command(change, again), methods=["POST"]),
    ]


routes = [*_routes(CONTACTS), *_routes(ROOMS)]
