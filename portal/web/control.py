"""Conference control (memo step 9): the page and its commands; what keeps it up to date is in `live`."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.routing import Route

from portal.domain.refusals import Problem, refuse
from portal.services import booking, control
from portal.web.forms import Filled
from portal.web.session import Answer, Page, Visit, command, page

_FIELDS = ("number", "name", "new_name", "action")
_ASKING = ("add", "rename")
_DONE = {
    "hang_up": "hung-up",
    "remove": "removed",
    "mute": "muted",
    "unmute": "unmuted",
    "block": "blocked",
    "unblock": "unblocked",
    "mute_all": "muted",
    "unmute_all": "unmuted",
    "lock": "locked",
    "unlock": "unlocked",
}


def _control_page(
    visit: Visit, ticks: Sequence[int], *, form: Filled, asking: str = "", confirm: bool = False, status: int = 200
) -> Page:
    conference = booking.card(visit.work, visit.account, visit.id)
    data = {
        "conference": conference,
        "rows": conference.rows,
        "form": form,
        "ticks": ticks,
        "asking": asking,
        "confirm": confirm,
    }
    return Page("control.html", data, status)


def _show(visit: Visit) -> Answer:
    query = visit.request.query_params
    ticks = _numbers(query.getlist("tick"))
    asking = next((what for what in _ASKING if what in query), "")
    form = Filled({"new_name": _name_of(visit, ticks)}) if asking == "rename" else Filled()
    return _control_page(visit, ticks, form=form, asking=asking, confirm=query.get("confirm") == "end")


def _name_of(visit: Visit, ticks: Sequence[int]) -> str:
    conference = booking.card(visit.work, visit.account, visit.id)
    return next((row.name for row in conference.rows if row.id in ticks), "")


def _again(visit: Visit, problems: Sequence[Problem]) -> Page:
    typed = {name: visit.form.get(name) for name in _FIELDS}
    form = Filled(typed, problems)
    do = visit.form.get("do")
    return _control_page(visit, _ticks(visit), form=form, asking=do if do in _ASKING else "", status=422)


def _do(visit: Visit) -> str | Page:
    """What the pressed button asks for; the answer is always the address of the page as it is then."""
    do, ticks = visit.form.get("do", "stay"), _ticks(visit)
    match do:
        case "add":
            control.add(visit.work, visit.account, visit.id, visit.form.get("number"), visit.form.get("name"))
            return _here(visit, ticks, done="added")
        case "invite":
            called = control.invite(visit.work, visit.account, visit.id, ticks)
            return _here(visit, done="invited", n=called)
        case "rename":
            control.rename(visit.work, visit.account, visit.id, ticks, visit.form.get("new_name"))
            return _here(visit, done="renamed")
        case "end":
            control.end(visit.work, visit.account, visit.id)
            return _here(visit)
        case "act":
            return _act(visit, visit.form.get("action"), ticks)
        case "ask-add":
            return _here(visit, ticks, add=1)
    return _here(visit, ticks)


def _act(visit: Visit, action: str, ticks: list[int]) -> str:
    work, account, conference_id = visit.work, visit.account, visit.id
    match action.partition(":"):
        case ("extend", _, minutes) if minutes in ("15", "30", "45", "60"):
            control.extend(work, account, conference_id, int(minutes))
            return _here(visit, ticks, done="extended", n=minutes)
        case ("redial", "", ""):
            return _here(visit, done="invited", n=control.redial(work, account, conference_id, ticks))
        case ("rename", "", ""):
            control.check_one(work, account, conference_id, ticks)
            return _here(visit, ticks, rename=1)
        case ("end", "", ""):
            return _here(visit, ticks, confirm="end")
        case (act, "", "") if act in _DONE:
            control.do(work, account, conference_id, act, ticks)
            return _here(visit, () if act in control.TICKED else ticks, done=_DONE[act])
    raise refuse("action_required", "action")


def _here(visit: Visit, ticks: Sequence[int] = (), **query: object) -> str:
    pairs = [(name, str(value)) for name, value in query.items()] + [("tick", str(tick)) for tick in ticks]
    return f"/conferences/{visit.id}/control" + (f"?{urlencode(pairs)}" if pairs else "")


def _ticks(visit: Visit) -> list[int]:
    return _numbers(visit.form.all("tick"))


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 6]


routes = [
    Route("/conferences/{id:int}/control", page(_show)),
    Route("/conferences/{id:int}/control", command(_do, _again), methods=["POST"]),
]
