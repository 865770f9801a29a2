"""Statements put together once: what goes in and comes out is what SQLAlchemy itself would write and read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, bindparam, delete, select, update

from portal.store.database import Work
from portal.store.prepared import Prepared, adding, putting
from portal.store.schema import account_log, accounts, jobs, once, templates
from tests.core import begin


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    core = begin(tmp_path / "portal.sqlite3")
    with core.database.work("test") as work:
        yield work
    core.database.close()


@pytest.mark.parametrize("table", [accounts, account_log, templates], ids=lambda table: table.name)
def test_rows_are_read_as_sqlalchemy_reads_them(work: Work, table: Table) -> None:
    """Moments, yes and no, JSON, texts and what is empty."""
    statement = select(table)
    told = [dict(row) for row in work.db.execute(statement).mappings()]
    assert [row._asdict() for row in Prepared(statement).all(work.db)] == told
    assert told


def test_a_row_comes_back_as_it_was_put_and_has_an_id(work: Work) -> None:
    plan = {"subject": "Планёрка", "retries": 0, "guest": None}
    values = {"account": 1, "name": "свой", "is_default": False, "plan": plan}
    made = adding(templates, *values).run(work.db, **values)
    row = work.db.execute(select(templates).where(templates.c.id == made)).one()
    assert (row.account, row.name, row.is_default, row.plan) == tuple(values.values())


def test_what_is_put_stands_over_what_has_its_key(work: Work) -> None:
    for location in ("/first", "/second"):
        putting(once).run(work.db, form_key="key", session="s", location=location, at=work.now)
    assert work.db.execute(select(once.c.location)).scalars().all() == ["/second"]


def test_values_of_the_statement_itself_need_no_filling(work: Work) -> None:
    """A moment too, which has a form of its own in the database."""
    adding(jobs, "due_at", "kind", "conference", "ref").run(
        work.db, due_at=work.now, kind="end", conference=None, ref=3
    )
    early = Prepared(select(jobs.c.ref).where(jobs.c.due_at < work.now + timedelta(seconds=1), jobs.c.kind == "end"))
    assert early.value(work.db) == 3
    assert Prepared(select(jobs.c.ref).where(jobs.c.kind == bindparam("of"))).first(work.db, of="warn") is None


def test_many_rows_are_changed_at_once_and_none_at_all(work: Work) -> None:
    kind = adding(jobs, "due_at", "kind", "conference", "ref")
    kind.run_many(work.db, ({"due_at": work.now, "kind": "end", "conference": None, "ref": n} for n in range(3)))
    Prepared(update(jobs).where(jobs.c.ref == bindparam("one")), ["kind"]).run(work.db, one=1, kind="warn")
    Prepared(delete(jobs).where(jobs.c.ref == bindparam("one"))).run_many(work.db, [{"one": 0}])
    kind.run_many(work.db, [])
    assert [(row.kind, row.ref) for row in work.db.execute(select(jobs).order_by(jobs.c.ref))] == [
        ("warn", 1),
        ("end", 2),
    ]


def test_it_is_part_of_the_transaction(work: Work) -> None:
    savepoint = work.db.begin_nested()
    adding(jobs, "due_at", "kind", "ref").run(work.db, due_at=work.now, kind="end", ref=1)
    savepoint.rollback()
    assert work.db.execute(select(jobs)).all() == []
