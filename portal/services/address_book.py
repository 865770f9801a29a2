"""The address book: contacts and conference rooms, picked when participants are listed (memo 11.4, 11.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, delete, func, insert, select, update

from portal.domain import numbers
from portal.domain.planning import read_email, read_name
from portal.domain.refusals import Problem, Problems, Refused, refuse
from portal.services import NotFound
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import contacts as contact_rows
from portal.store.schema import rooms as room_rows

MOST_LINES = 1000
MOST_ENTRIES = 2000  # contacts of an account, and rooms: a page lists them all


@dataclass(frozen=True, slots=True)
class Contact:
    """A person: `number` in E.164, `email` may be empty."""

    id: int
    name: str
    number: str
    email: str


@dataclass(frozen=True, slots=True)
class Room:
    """A conference room: a telephone in a place."""

    id: int
    name: str
    number: str
    place: str


class Typed(NamedTuple):
    """A contact as a line of a file has it."""

    name: str = ""
    number: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a line: added; or `known`, the name under which its number was in the book already; or refused
    with `problems`."""

    typed: Typed
    known: str = ""
    problems: tuple[Problem, ...] = ()


def contacts(work: Work, account: Account) -> list[Contact]:
    return [Contact(*row) for row in _entries(work, contact_rows, account, "email")]


def rooms(work: Work, account: Account) -> list[Room]:
    return [Room(*row) for row in _entries(work, room_rows, account, "place")]


def contact(work: Work, account: Account, contact_id: int) -> Contact:
    return Contact(*_entry(work, contact_rows, account, contact_id, "email"))


def room(work: Work, account: Account, room_id: int) -> Room:
    return Room(*_entry(work, room_rows, account, room_id, "place"))


def save_contact(work: Work, account: Account, contact_id: int | None, *, name: str, number: str, email: str) -> int:
    """Adds (id None) or changes a contact. Refused at `name`, `number`, `email`."""
    return _save(work, contact_rows, account, contact_id, _contact_values(account, name, number, email))


def _contact_values(account: Account, name: str, number: str, email: str) -> dict[str, str]:
    problems = Problems()
    values = {
        "name": problems.read(_required_name, name, "name"),
        "number": problems.read(partial(numbers.parse, abroad=account.international), number, "number"),
        "email": problems.read(read_email, email, "email"),
    }
    problems.tell()
    return values


def save_room(work: Work, account: Account, room_id: int | None, *, name: str, number: str, place: str) -> int:
    """Adds (id None) or changes a room. Refused at `name`, `number`, `place`."""
    problems = Problems()
    values = {
        "name": problems.read(_room_name, name, "name"),
        "number": problems.read(partial(numbers.parse, abroad=account.international), number, "number"),
        "place": problems.read(_place, place, "place"),
    }
    problems.tell()
    return _save(work, room_rows, account, room_id, values)


def take_in(work: Work, account: Account, lines: Sequence[Typed]) -> list[TakenIn]:
    """Adds the contacts of a file, each line by the rules of the form, and says of each what became of it.

    A number that was in the book before is left as it is: nothing that somebody has typed is overwritten by a file. In
    the file itself two people may share a number, as in the form; only the very same line again adds nothing.
    Refused `file_lines` at `file` with more than 1000, `book_full` if the book would have more than 2000.
    """
    if len(lines) > MOST_LINES:
        raise refuse("file_lines", "file", limit=MOST_LINES)
    before = {entry.number: entry.name for entry in contacts(work, account)}
    added: dict[tuple[str, ...], dict[str, str]] = {}
    became = []
    for typed in lines:
        try:
            values = _contact_values(account, *typed)
        except Refused as refused:
            became.append(TakenIn(typed, problems=refused.problems))
            continue
        key = tuple(values.values())
        known = before.get(values["number"], "") or (values["name"] if key in added else "")
        became.append(TakenIn(typed, known))
        if not known:
            added[key] = values
    if added:
        _check_room(work, contact_rows, account, len(added), "file")
        work.db.execute(insert(contact_rows), [{"account": account.id, **values} for values in added.values()])
    return became


def delete_contact(work: Work, account: Account, contact_id: int) -> None:
    _delete(work, contact_rows, account, contact_id)


def delete_room(work: Work, account: Account, room_id: int) -> None:
    _delete(work, room_rows, account, room_id)


def _required_name(text: str, field: str) -> str:
    name = read_name(text, field)
    if not name:
        raise refuse("name_required", field)
    return name


def _room_name(text: str, field: str) -> str:
    name = read_name(text, field, "room_name_long")
    if not name:
        raise refuse("room_name_required", field)
    return name


def _place(text: str, field: str) -> str:
    return read_name(text, field, "place_long")


@cache
def _all(table: Table, last: str) -> Prepared:
    columns = (table.c.id, table.c.name, table.c.number, table.c[last])
    return Prepared(select(*columns).where(table.c.account == bindparam("of")))


def _entries(work: Work, table: Table, account: Account, last: str) -> list[Any]:
    return sorted(
        _all(table, last).all(work.db, of=account.id), key=lambda row: (row.name.casefold().replace("ё", "е"), row.id)
    )


def _entry(work: Work, table: Table, account: Account, entry_id: int, last: str) -> Any:
    columns = (table.c.id, table.c.name, table.c.number, table.c[last])
    where = (table.c.account == account.id, table.c.id == entry_id)
    row = work.db.execute(select(*columns).where(*where)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _save(work: Work, table: Table, account: Account, entry_id: int | None, values: dict[str, str]) -> int:
    if entry_id is None:
        _check_room(work, table, account, 1, "")
        return work.insert(table, {"account": account.id, **values})
    where = (table.c.account == account.id, table.c.id == entry_id)
    if not work.db.execute(update(table).where(*where).values(values)).rowcount:
        raise NotFound
    return entry_id


def _check_room(work: Work, table: Table, account: Account, more: int, field: str) -> None:
    entries = select(func.count()).select_from(table).where(table.c.account == account.id)
    if work.db.execute(entries).scalar_one() + more > MOST_ENTRIES:
        raise refuse("book_full", field, limit=MOST_ENTRIES)


def _delete(work: Work, table: Table, account: Account, entry_id: int) -> None:
    where = (table.c.account == account.id, table.c.id == entry_id)
    if not work.db.execute(delete(table).where(*where)).rowcount:
        raise NotFound
