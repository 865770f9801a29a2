"""Settings (memo step 11): templates and personal information; the address book is in `address_book`."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from portal.domain.planning import fields_of, read_plan
from portal.domain.refusals import Problem, Refused, refuse
from portal.languages import LANGUAGES
from portal.services import accounts, login, once, passwords, templates
from portal.web import lines
from portal.web.forms import Filled, Form
from portal.web.login import address_of
from portal.web.session import Answer, Exchange, Page, Visit, check_token, command, endpoint, once_only, page

_TEMPLATES = "/settings/templates"
_PROFILE = "/settings/profile"


def _overview(visit: Visit) -> Answer:
    _ = visit.account
    return Page("settings.html")


def _templates(visit: Visit, problems: Sequence[Problem] = ()) -> Page:
    data = {"templates": templates.all_(visit.work, visit.account), "form": Filled({}, problems)}
    return Page("templates.html", data, 422 if problems else 200)


def _template(visit: Visit) -> Answer:
    found = templates.get(visit.work, visit.account, visit.id)
    return _template_form(visit, fields_of(found.plan) | {"template_name": found.name})


def _template_form(visit: Visit, fields: dict[str, str], problems: Sequence[Problem] = ()) -> Page:
    fields = lines.with_lines(fields, lines.read_lines(fields), at_least=lines.AT_FIRST)
    data = {
        "form": Filled(fields, problems, also=("auto_invite", "guest_password", "pick")),
        "lines": range(1, len(lines.read_lines(fields)) + 1),
        "address_book": lines.options(visit.work, visit.account),
    }
    return Page("template.html", data, 422 if problems else 200)


def _do_template(visit: Visit) -> str | Page:
    work, account, template = visit.work, visit.account, visit.id
    match visit.form.get("do", "save"):
        case "delete":
            templates.delete_(work, account, template)
            return f"{_TEMPLATES}?done=template-deleted"
        case "default":
            templates.make_default(work, account, template)
            return f"{_TEMPLATES}?done=template-default"
        case "save":
            fields = visit.form.fields()
            own, abroad = account.number, account.international
            plan = read_plan(fields, own_number=own, abroad=abroad, now=work.now, template=True)
            templates.change(work, account, template, fields.get("template_name", ""), plan)
            return f"{_TEMPLATES}?done=template-saved"
        case do:
            templates.get(work, account, template)
            fields = visit.form.fields()
            return _template_form(visit, lines.change(work, account, fields, do) or fields)


def _template_again(visit: Visit, problems: Sequence[Problem]) -> Page:
    if visit.form.get("do") in ("delete", "default"):
        return _templates(visit, problems)
    return _template_form(visit, visit.form.fields(), problems)


def _only_lines(form: Form) -> bool:
    return form.get("do", "save") not in ("save", "delete", "default")


def _profile(visit: Visit, typed: dict[str, str] | None = None, problems: Sequence[Problem] = ()) -> Page:
    account = visit.account
    kept = {"name": account.name, "email": account.email, "language": account.language}
    data = {
        "form": Filled(kept | (typed or {}), problems, also=("old", "new", "again")),
        "choices": list(LANGUAGES.items()),
    }
    return Page("profile.html", data, 422 if problems else 200)


def _change_profile(visit: Visit) -> str:
    name, email, language = (visit.form.get(field) for field in ("name", "email", "language"))
    accounts.change(visit.work, visit.account, name, email, language)
    return f"{_PROFILE}?done=saved"


def _profile_again(visit: Visit, problems: Sequence[Problem]) -> Page:
    return _profile(visit, {field: visit.form.get(field) for field in ("name", "email", "language")}, problems)


async def _change_password(exchange: Exchange) -> Answer:
    """The old password is verified and the new one hashed outside any transaction; then they change places."""
    old, new, again = (exchange.form.get(field) for field in ("old", "new", "again"))
    address = address_of(exchange)

    def kept_hash(visit: Visit) -> str:
        check_token(visit)
        if not old:
            raise refuse("old_password_required", "old")
        accounts.check_new_password(new, again)
        if closed := login.locked(visit.work, visit.account.login, address):
            raise closed
        return accounts.password_hash(visit.work, visit.account)

    def judge(visit: Visit) -> Refused | None:
        if once.remembered(visit.work, visit.visitor, exchange.form.get("form_key")) is not None:
            return None  # the same form again: its password has been changed already
        return login.confirm(visit.work, visit.account, matches=old_matches, address=address)

    def change(visit: Visit) -> str:
        accounts.change_password(visit.work, visit.account, visit.visitor.session, new_hash)
        return f"{_PROFILE}?done=password-changed"

    try:
        hashed = await exchange.run(kept_hash)
        old_matches = await exchange.runtime.compute(lambda: passwords.verify(hashed, old))
        if refused := await exchange.run(judge):
            raise refused
        new_hash = await exchange.runtime.compute(lambda: passwords.make(new)) if old_matches else ""
        return await exchange.run(lambda visit: once_only(visit, change))
    except Refused as error:
        problems = error.problems
        return await exchange.run(lambda visit: _profile(visit, problems=problems))


routes = [
    Route("/settings", page(_overview)),
    Route(_TEMPLATES, page(_templates)),
    Route(_TEMPLATES + "/{id:int}", page(_template)),
    Route(_TEMPLATES + "/{id:int}", command(_do_template, _template_again, harmless=_only_lines), methods=["POST"]),
    Route(_PROFILE, page(_profile)),
    Route(_PROFILE, command(_change_profile, _profile_again), methods=["POST"]),
    Route("/settings/password", endpoint(_change_password), methods=["POST"]),
]
