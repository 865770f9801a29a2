"""The history of conferences for a period, and each of them, on the screen and as files (memo step 10)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

from starlette.routing import Route

from portal.domain.conference import Conference
from portal.domain.planning import read_date
from portal.domain.refusals import Problem, Refused
from portal.languages import N_, speaking
from portal.languages import gettext as _
from portal.runtime import Runtime
from portal.services import NotFound, history
from portal.services.accounts import Account
from portal.services.history import Period, Shown
from portal.web import csv_files, journal, wording
from portal.web.forms import Filled
from portal.web.journal import Call
from portal.web.session import Answer, Exchange, Page, Visit, endpoint, page

_DAYS = 30
_AT_ONCE = 200  # conferences read for a file in one transaction, so that others get their turn meanwhile

_CONFERENCE: tuple[tuple[str, Callable[[Conference], str]], ...] = (
    (N_("Тема"), lambda c: c.subject),
    (N_("Начало"), lambda c: csv_files.instant(c.started_at or c.starts_at)),
    (N_("Конец"), lambda c: csv_files.instant(c.started_at and c.ended_at)),
    (N_("Продолжительность"), lambda c: csv_files.span(wording.length(c))),
    (N_("Участники"), lambda c: ", ".join(p.name or csv_files.number(p.number) for p in wording.present(c))),
    (N_("Состояние"), lambda c: wording.state(c.state)),
    (N_("Причина завершения"), journal.why),
)
_CALL: tuple[tuple[str, Callable[[Call], str]], ...] = (
    (N_("Имя"), lambda call: call.name),
    (N_("Номер"), lambda call: csv_files.number(call.number)),
    (N_("Направление"), lambda call: call.direction),
    (N_("Начало"), lambda call: csv_files.instant(call.started)),
    (N_("Соединение"), lambda call: csv_files.instant(call.connected)),
    (N_("Конец"), lambda call: csv_files.instant(call.ended)),
    (N_("Время разговора"), lambda call: csv_files.span(call.talked)),
    (N_("Результат"), lambda call: call.result),
)


def _typed(visit: Visit) -> dict[str, str]:
    """The period as it was asked for; the last thirty days if it was not."""
    first, last = wording.last_days(visit.work.now, _DAYS)
    typed = {"from": wording.day(first), "to": wording.day(last)}
    return typed | {name: visit.query(name) for name in typed if name in visit.request.query_params}


def _read(typed: dict[str, str]) -> Period:
    problems: list[Problem] = []
    days: dict[str, date] = {}
    for name, text in typed.items():
        try:
            days[name] = read_date(text, name, "period_format")
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return Period(days["from"], days["to"])


def _place(visit: Visit, way: str) -> int:
    """The conference that a page goes on from, 0 if it does not."""
    text = visit.query(way)
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound
    return int(text or 0)


def _show(visit: Visit) -> Answer:
    typed = _typed(visit)
    shown: Shown | None = None
    problems: Sequence[Problem] = ()
    before, after = _place(visit, "before"), _place(visit, "after")
    try:
        shown = history.page(visit.work, visit.account, _read(typed), before=before, after=after)
    except Refused as refused:
        problems = refused.problems
    data = {"form": Filled(typed, problems), "shown": shown, "period": urlencode(typed)}
    return Page("history.html", data, 422 if problems else 200)


def _show_one(visit: Visit) -> Answer:
    conference, acts = history.one(visit.work, visit.account, visit.id)
    told = {"calls": journal.calls(conference), "log": journal.lines(conference, acts), "why": journal.why(conference)}
    return Page("history_one.html", {"conference": conference, **told})


async def _file(exchange: Exchange) -> Answer:
    """A period as a file, one row a conference."""

    def begin(visit: Visit) -> tuple[Account, Period, Shown]:
        period = _read(_typed(visit))
        return visit.account, period, history.page(visit.work, visit.account, period, size=_AT_ONCE)

    try:
        account, period, shown = await exchange.run(begin)
    except Refused:
        return await exchange.run(_show)
    name = f"history-{period.first:%Y-%m-%d}-{period.last:%Y-%m-%d}.csv"
    return csv_files.stream(name, _conferences(exchange.runtime, account, period, shown))


async def _conferences(runtime: Runtime, account: Account, period: Period, shown: Shown) -> AsyncIterator[str]:
    """The file, page by page: however long the history is, only one page of it is in memory."""
    with speaking(account.language):
        titles = csv_files.text([[_(title) for title, _cell in _CONFERENCE]])
    yield titles
    while shown.conferences:
        with speaking(account.language):
            rows = csv_files.text([cell(c) for _title, cell in _CONFERENCE] for c in shown.conferences)
        yield rows
        last = shown.conferences[-1].id
        shown = await runtime.run(partial(history.page, account=account, period=period, before=last, size=_AT_ONCE))


async def _file_of_one(exchange: Exchange) -> Answer:
    """A conference as a file, one row a call."""

    def table(visit: Visit) -> str:
        conference, _acts = history.one(visit.work, visit.account, visit.id)
        rows = [[cell(call) for _title, cell in _CALL] for call in journal.calls(conference)]
        return csv_files.text([[_(title) for title, _cell in _CALL], *rows])

    written = await exchange.run(table)
    return csv_files.download(f"conference-{exchange.request.path_params['id']}.csv", written)


routes = [
    Route("/history", page(_show)),
    Route("/history.csv", endpoint(_file)),
    Route("/history/{id:int}", page(_show_one)),
    Route("/history/{id:int}.csv", endpoint(_file_of_one)),
]
