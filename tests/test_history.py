"""The history (memo 10.1): found page by page, each conference once, at the same cost however long it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from portal.domain.terms import Terms
from portal.services import NotFound, accounts, control, history
from portal.services.accounts import Account
from portal.services.history import Period, Shown
from portal.store import clock
from portal.store.database import Work
from portal.web import journal as words
from tests import core
from tests.core import ANSWERS, MONDAY, Core

EVER = Period(date(2020, 1, 1), date(2039, 12, 31))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def end(portal: Core, conference: int) -> int:
    portal.do(lambda work: control.end(work, portal.account, conference))
    return conference


def move(portal: Core, to: datetime) -> None:
    portal.do(lambda work: clock.move(work.db, to))


def another(portal: Core) -> Account:
    return portal.do(lambda work: accounts.get(work, accounts.issue(work, "375259991003", "", "", "")))


def page(portal: Core, period: Period = EVER, **way: int) -> Shown:
    return portal.do(lambda work: history.page(work, portal.account, period, **way))


def ids(shown: Shown) -> list[int]:
    return [conference.id for conference in shown.conferences]


def fill(portal: Core, count: int, owner: int) -> None:
    """So many ended conferences of `owner`, a minute apart, the latest on MONDAY."""
    told = (
        "number, subject, immediate, minutes, size, auto_invite, extend_by, reminder, retries, chair_password, locked"
    )
    values = "'100000', 'Прошлая', 0, 60, 5, 0, 0, 0, 0, '123456', 0"
    began = f"{int(MONDAY.timestamp()) * 1000} - n * 60000"
    portal.do(
        lambda work: work.db.exec_driver_sql(
            f"WITH RECURSIVE past(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM past WHERE n + 1 < {count}) "
            f"INSERT INTO conferences ({told}, warned, sequence, seq, owner, state, end_reason, starts_at, started_at, "
            f"ends_at, ended_at) SELECT {values}, 0, 0, 1, {owner}, 'ended', 'chair', {began}, {began}, "
            f"{began} + 3600000, {began} + 3600000 FROM past"
        )
    )


def test_every_conference_is_on_exactly_one_page(portal: Core) -> None:
    """45 of them, in threes that began at the same moment, there and back: each once, the latest first."""
    made = []
    for _ in range(15):
        made += [end(portal, portal.schedule(ANSWERS)) for _ in range(3)]
        portal.advance(minutes=1)
    latest_first = made[::-1]
    first = page(portal)
    second = page(portal, before=ids(first)[-1])
    third = page(portal, before=ids(second)[-1])
    assert ids(first) + ids(second) + ids(third) == latest_first
    assert [(shown.earlier, shown.later) for shown in (first, second, third)] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert page(portal, after=ids(third)[0]) == second
    assert page(portal, after=ids(second)[0]) == first


def test_a_page_keeps_to_its_period(portal: Core) -> None:
    """Both days included, also where a page goes on from a conference of another day."""
    made = []
    for day in range(4):
        for hour, minute in ((0, 0), (23, 59)):
            move(portal, MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day))
            made.append(end(portal, portal.schedule(ANSWERS)))
    middle = Period(MONDAY.date() + timedelta(days=1), MONDAY.date() + timedelta(days=2))
    assert ids(page(portal, middle)) == made[5:1:-1]
    assert ids(page(portal, middle, before=made[7])) == made[5:1:-1]
    assert ids(page(portal, middle, after=made[0])) == made[5:1:-1]
    assert ids(page(portal, middle, before=made[4])) == [made[3], made[2]]
    assert ids(page(portal, middle, before=made[1])) == []


def test_what_is_not_the_callers_or_not_over_is_not_there(portal: Core) -> None:
    """Neither to be shown nor to go on from."""
    over, running = end(portal, portal.schedule(ANSWERS)), portal.schedule(ANSWERS)
    stranger = another(portal)
    assert portal.do(lambda work: history.one(work, portal.account, over))[0].id == over
    for account, made in ((stranger, over), (portal.account, running), (portal.account, 999)):
        for look in (
            partial(history.one, account=account, conference_id=made),
            partial(history.page, account=account, period=EVER, before=made),
            partial(history.page, account=account, period=EVER, after=made),
        ):
            with pytest.raises(NotFound):
                portal.do(look)
    assert portal.do(lambda work: history.page(work, stranger, EVER)) == Shown([], False, False)


def test_one_that_failed_belongs_to_the_history(portal: Core, tmp_path: Path) -> None:
    """No line was free at its start: it is told, with why."""
    failing = core.begin(tmp_path / "failing.sqlite3", Terms(legs=0))
    made = failing.schedule(ANSWERS)
    (told,) = page(failing).conferences
    assert (told.id, told.state, words.why(told)) == (made, "failed", "Все линии портала были заняты")
    failing.database.close()


def plans(work: Work, account: Account, **way: int) -> list[str]:
    """How SQLite goes about the statements of a page that look for conferences."""
    said: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if "FROM conferences" in statement and "coalesce" in statement.partition("ORDER BY")[2]:
            said.append((statement, parameters))

    event.listen(work.db, "before_cursor_execute", note)
    history.page(work, account, EVER, **way)
    event.remove(work.db, "before_cursor_execute", note)
    asked = [(f"EXPLAIN QUERY PLAN {statement}", parameters) for statement, parameters in said]
    return [row[3] for statement, parameters in asked for row in work.db.exec_driver_sql(statement, parameters)]


@pytest.mark.parametrize("way", [{}, {"before": 50}, {"after": 50}])
def test_a_page_is_found_in_the_index(portal: Core, way: dict[str, int]) -> None:
    """Rows and neighbours alike: by owner and both ends of the period, without sorting anything."""
    fill(portal, 100, portal.account.id)
    way_in = "SEARCH conferences USING INDEX history_of_an_owner (owner=? AND <expr>>? AND <expr><?)"
    used = portal.do(lambda work: plans(work, portal.account, **way))
    assert len(used) == 3
    assert {re.sub("COVERING ", "", plan) for plan in used} == {way_in}


def test_a_page_costs_the_same_however_long_the_history_is(portal: Core) -> None:
    """Counted in steps of SQLite's own machine, in the middle of 300 conferences and of 30,000."""
    long = another(portal)
    fill(portal, 300, portal.account.id)
    fill(portal, 30_000, long.id)

    def steps(work: Work, account: Account, before: int) -> int:
        taken = 0

        def count() -> int:
            nonlocal taken
            taken += 1
            return 0

        driver: Any = work.db.connection.dbapi_connection
        driver.set_progress_handler(count, 10)
        shown = history.page(work, account, EVER, before=before)
        driver.set_progress_handler(None, 0)
        assert len(shown.conferences) == history.PAGE
        return taken

    short = portal.do(lambda work: steps(work, portal.account, 150))
    assert portal.do(lambda work: steps(work, long, 15_300)) == pytest.approx(short, rel=0.1)
