"""The participant list of a planning form: its lines on the page, added, removed, filled from the address book."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain import numbers
from portal.domain.plan import SIZES
from portal.domain.planning import line_numbers
from portal.domain.refusals import refuse
from portal.languages import gettext as _
from portal.services import NotFound, address_book
from portal.services.accounts import Account
from portal.store.database import Work

AT_FIRST = 3
MOST = SIZES.stop - 1
_PARTS = ("number", "name", "email")
Line = tuple[str, str, str]


def read_lines(fields: Mapping[str, str]) -> list[Line]:
    """The lines as typed, empty ones too: number, name, e-mail."""
    return [_line(fields, n) for n in line_numbers(fields)]


def _line(fields: Mapping[str, str], n: int) -> Line:
    number, name, email = (fields.get(f"{part}-{n}", "") for part in _PARTS)
    return number, name, email


def with_lines(fields: Mapping[str, str], lines: list[Line], *, at_least: int = 1) -> dict[str, str]:
    """`fields` with these lines instead of those it had, numbered from 1."""
    others = {name: value for name, value in fields.items() if name.partition("-")[0] not in _PARTS}
    padded = lines + [("", "", "")] * max(0, at_least - len(lines))
    numbered = {
        f"{part}-{n}": text for n, line in enumerate(padded, 1) for part, text in zip(_PARTS, line, strict=True)
    }
    return others | numbered


def change(work: Work, account: Account, fields: dict[str, str], do: str) -> dict[str, str] | None:
    """The form after `add-line`, `remove-line:N` or `add-picked`; None if `do` is none of them.

    Refused `lines_limit` or `pick_required`.
    """
    lines = read_lines(fields)
    match do.partition(":"):
        case ("add-line", _, _):
            _check_room(lines)
            return with_lines(fields, [*lines, ("", "", "")])
        case ("remove-line", _, n):
            kept = [_line(fields, m) for m in line_numbers(fields) if str(m) != n]
            return with_lines(fields, kept)
        case ("add-picked", _, _):
            picked = _picked(work, account, fields.get("pick", ""))
            free = next((at for at, line in enumerate(lines) if not any(text.strip() for text in line)), None)
            if free is None:
                _check_room(lines)
                lines.append(picked)
            else:
                lines[free] = picked
            return with_lines(fields, lines) | {"pick": ""}
    return None


def _check_room(lines: list[Line]) -> None:
    if len(lines) >= MOST:
        raise refuse("lines_limit")


def options(work: Work, account: Account) -> list[tuple[str, str]]:
    """What the address book offers, as options: value and words."""
    contacts = [
        (f"contact:{c.id}", f"{c.name}, {numbers.shown(c.number)}") for c in address_book.contacts(work, account)
    ]
    rooms = [
        (f"room:{r.id}", f"{r.name}, {r.place}" if r.place else f"{r.name}, {numbers.shown(r.number)}")
        for r in address_book.rooms(work, account)
    ]
    first = _("Выберите из списка") if contacts or rooms else _("Адресная книга пока пуста")
    return [("", first), *contacts, *rooms]


def _picked(work: Work, account: Account, pick: str) -> Line:
    kind, _, key = pick.partition(":")
    known = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
    try:
        if kind == "contact":
            contact = address_book.contact(work, account, known)
            return numbers.shown(contact.number), contact.name, contact.email
        room = address_book.room(work, account, known)
    except NotFound:
        raise refuse("pick_required", "pick") from None
    return numbers.shown(room.number), room.name, ""
