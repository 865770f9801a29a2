"""Planning: the form of memo steps 5 to 7, the list of coming conferences, and the card of a created one (step 8)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from portal.domain.plan import Plan
from portal.domain.planning import fields_of, read_plan
from portal.domain.refusals import Problem, refuse
from portal.domain.texts import one_line
from portal.services import NotFound, booking, once, post, templates
from portal.services.templates import Template
from portal.web import lines
from portal.web.forms import Filled, Form
from portal.web.session import Answer, Page, Visit, command, page

_ADVANCED = ("auto_invite", "extend_by", "guest_password", "reminder", "retries")
_PLAIN = ("subject", "date", "time", "minutes", "mode", "size", "pick", "template")
_START = ("date", "time")


def _form_page(visit: Visit, fields: dict[str, str], problems: Sequence[Problem] = (), created: str = "") -> Page:
    form = Filled(fields, problems, also=(*_PLAIN, *_ADVANCED))
    refused = [problem.field for problem in problems]
    panel = fields.get("panel")
    if refused and form.at_fields:
        panel = "advanced" if next(iter(form.at_fields)) in _ADVANCED else "main"
    data = {
        "form": form,
        "lines": range(1, len(lines.read_lines(fields)) + 1),
        "panel": panel if panel == "advanced" else "main",
        "asking": "template_name" in fields,
        "created": created,
        "templates": [(t.id, t.name) for t in templates.all_(visit.work, visit.account)],
        "address_book": lines.options(visit.work, visit.account),
        "coming": booking.coming(visit.work, visit.account),
    }
    return Page("planning.html", data, 422 if problems else 200)


def _filled_from(template: Template) -> dict[str, str]:
    fields = fields_of(template.plan) | {"template": str(template.id)}
    return lines.with_lines(fields, lines.read_lines(fields), at_least=lines.AT_FIRST)


def _show(visit: Visit) -> Answer:
    chosen = visit.query("template")
    template = _template(visit, chosen) if chosen else templates.default(visit.work, visit.account)
    return _form_page(visit, _filled_from(template))


def _template(visit: Visit, text: str) -> Template:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound
    return templates.get(visit.work, visit.account, int(text))


def _do(visit: Visit) -> str | Page:
    """What the pressed button asks for. Only «Запланировать» leaves the page; all else shows it again as typed."""
    fields = _typed(visit)
    do = visit.form.get("do", "schedule")
    if do == "schedule":
        plan = _read(visit, fields)
        return f"/conferences/{booking.schedule(visit.work, visit.account, plan)}"
    if do == "save-template":
        return _save_template(visit, fields)
    return _form_page(visit, _changed(visit, fields, do))


def _read(visit: Visit, fields: dict[str, str], *, template: bool = False) -> Plan:
    account, now = visit.account, visit.work.now
    return read_plan(fields, own_number=account.number, abroad=account.international, now=now, template=template)


def _typed(visit: Visit) -> dict[str, str]:
    fields = visit.form.fields()
    return lines.with_lines(fields, lines.read_lines(fields))


def _changed(visit: Visit, fields: dict[str, str], do: str) -> dict[str, str]:
    changed = lines.change(visit.work, visit.account, fields, do)
    if changed is not None:
        return changed
    match do:
        case "show-main" | "show-advanced":
            fields["panel"] = do.removeprefix("show-")
        case "apply-template":
            try:
                filled = _filled_from(_template(visit, fields.get("template", "")))
            except NotFound:
                raise refuse("template_required", "template") from None
            kept = {name: fields[name] for name in (*_START, "panel", "template_name") if name in fields}
            if not filled["subject"]:
                kept["subject"] = fields.get("subject", "")
            return filled | kept
        case "ask-template":
            fields["template_name"] = ""
        case "cancel-template":
            fields.pop("template_name", None)
    return fields


def _save_template(visit: Visit, fields: dict[str, str]) -> Page:
    plan = _read(visit, fields, template=True)
    key = templates.create(visit.work, visit.account, fields.get("template_name", ""), plan)
    once.remember(visit.work, visit.visitor, visit.form.get("form_key"), f"/planning?template={key}")
    return _saved(visit, fields, templates.get(visit.work, visit.account, key).name)


def _saved(visit: Visit, fields: dict[str, str], name: str) -> Page:
    fields = {field: value for field, value in fields.items() if field != "template_name"}
    return _form_page(visit, fields, created=name)


def _again(visit: Visit, problems: Sequence[Problem]) -> Page:
    return _form_page(visit, _typed(visit), problems)


def _replay(visit: Visit) -> Answer | None:
    """A form answered before: a saved template is told again with the form as typed, the rest is where it led to."""
    if visit.form.get("do") != "save-template":
        return None
    name = one_line(visit.form.get("template_name"))
    return _saved(visit, _typed(visit), name)


def _harmless(form: Form) -> bool:
    """Adding a line, switching a tab and the like only show the page again."""
    return form.get("do", "schedule") not in ("schedule", "save-template")


def _card(visit: Visit) -> Answer:
    conference = booking.card(visit.work, visit.account, visit.id)
    return Page("scheduled.html", {"conference": conference, "undelivered": post.undelivered(visit.work, visit.id)})


routes = [
    Route("/planning", page(_show)),
    Route("/planning", command(_do, _again, replay=_replay, harmless=_harmless), methods=["POST"]),
    Route("/conferences/{id:int}", page(_card)),
]
