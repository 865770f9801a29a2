"""A conference that has not begun: changed until its control opens, called off until it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.routing import Route

from portal.domain.planning import fields_of, plan_of, read_plan
from portal.domain.possible import demand
from portal.domain.refusals import Problem
from portal.services import booking
from portal.web import lines
from portal.web.forms import Filled, Form
from portal.web.session import Answer, Page, Visit, command, page

_FIELDS = ("subject", "date", "time", "minutes", "mode", "size", "pick", "extend_by", "reminder", "retries")


def _edit_page(visit: Visit, fields: dict[str, str], seen: str, problems: Sequence[Problem] = ()) -> Page:
    fields = lines.with_lines(fields, lines.read_lines(fields))
    data = {
        "id": visit.id,
        "form": Filled(fields, problems, also=_FIELDS),
        "seen": seen,
        "lines": range(1, len(lines.read_lines(fields)) + 1),
        "address_book": lines.options(visit.work, visit.account),
    }
    return Page("edit.html", data, 422 if problems else 200)


def _show_edit(visit: Visit) -> Answer:
    conference = booking.card(visit.work, visit.account, visit.id)
    demand(conference, "edit")
    return _edit_page(visit, fields_of(plan_of(conference)), str(conference.seq))


def _edit(visit: Visit) -> str | Page:
    fields, seen = visit.form.fields(), visit.form.get("seen")
    do = visit.form.get("do", "save")
    if do != "save":
        booking.card(visit.work, visit.account, visit.id)
        return _edit_page(visit, lines.change(visit.work, visit.account, fields, do) or fields, seen)
    account = visit.account
    plan = read_plan(fields, own_number=account.number, abroad=account.international, now=visit.work.now)
    booking.edit(visit.work, account, visit.id, plan, int(seen) if re.fullmatch(r"\d{1,9}", seen, re.ASCII) else 0)
    return f"/conferences/{visit.id}?done=edited"


def _edit_again(visit: Visit, problems: Sequence[Problem]) -> Page:
    booking.card(visit.work, visit.account, visit.id)
    return _edit_page(visit, visit.form.fields(), visit.form.get("seen"), problems)


def _only_lines(form: Form) -> bool:
    return form.get("do", "save") != "save"


def _cancel_page(visit: Visit, problems: Sequence[Problem] = ()) -> Page:
    conference = booking.card(visit.work, visit.account, visit.id)
    if not problems:
        demand(conference, "cancel")
    data = {"conference": conference, "form": Filled({}, problems)}
    return Page("cancel.html", data, 422 if problems else 200)


def _cancel(visit: Visit) -> str:
    booking.cancel(visit.work, visit.account, visit.id)
    return "/planning?done=cancelled"


routes = [
    Route("/conferences/{id:int}/edit", page(_show_edit)),
    Route("/conferences/{id:int}/edit", command(_edit, _edit_again, harmless=_only_lines), methods=["POST"]),
    Route("/conferences/{id:int}/cancel", page(_cancel_page)),
    Route("/conferences/{id:int}/cancel", command(_cancel, _cancel_page), methods=["POST"]),
]
