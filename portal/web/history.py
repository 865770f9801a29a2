"""The history of conferences for a period (memo step 10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.routing import Route

from portal.domain.planning import read_date
from portal.domain.refusals import Problem, Refused
from portal.services import history
from portal.web import wording
from portal.web.forms import Filled
from portal.web.session import Answer, Page, Visit, page

_DAYS = 30


def _show(visit: Visit) -> Answer:
    first, last = wording.last_days(visit.work.now, _DAYS)
    typed = {"from": wording.day(first), "to": wording.day(last)}
    typed |= {name: visit.query(name) for name in typed if name in visit.request.query_params}
    problems: list[Problem] = []
    days: dict[str, date] = {}
    conferences: list[Any] | None = None
    for name, text in typed.items():
        try:
            days[name] = read_date(text, name, "period_format")
        except Refused as refused:
            problems += refused.problems
    if not problems:
        try:
            conferences = history.period(visit.work, visit.account, days["from"], days["to"])
        except Refused as refused:
            problems += refused.problems
    data = {"form": Filled(typed, problems), "conferences": conferences}
    return Page("history.html", data, 422 if problems else 200)


routes = [Route("/history", page(_show))]
