"""From every schema that has ever been released to the newest: what people have entered is still there, and works."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, Column, Connection, Integer, LargeBinary, MetaData, create_engine, event, insert

from portal.domain.conference import State
from portal.services import accounts, booking
from portal.store.database import HEAD, Database, Work
from portal.store.migrations import config, upgrade
from portal.store.schema import metadata
from tests.core import ANSWERS, MONDAY, Core

# What the portal's core reads again: words it knows, and moments of which the beginning is before the end.
SAMPLES: dict[tuple[str, str], Any] = {
    ("accounts", "login"): "375259991000",
    ("accounts", "language"): "ru",
    ("behaviours", "kind"): "busy",
    ("calls", "state"): "ended",
    ("conferences", "state"): "scheduled",
    ("conferences", "number"): "123456",
    ("events", "type"): "conference.opened",
    ("legs", "state"): "ended",
    ("legs", "direction"): "out",
}
MOMENT = int(MONDAY.timestamp() * 1000)


def released() -> list[str]:
    """Every revision before the newest, the oldest first."""
    with create_engine("sqlite://").connect() as db:
        revisions = [script.revision for script in ScriptDirectory.from_config(config(db)).walk_revisions()]
    assert revisions[0] == HEAD
    return revisions[:0:-1]


def sample(table: str, column: Column[Any]) -> object:
    """Something of the column's type; a foreign key names the first row of the other table."""
    if (table, column.name) in SAMPLES:
        return SAMPLES[table, column.name]
    if column.foreign_keys:
        return 1
    match column.type:
        case JSON():
            return {"kept": "да"}
        case Boolean():
            return True
        case LargeBinary():
            return b"\0\xff"
        case Integer():  # BigInteger is one: a moment
            return MOMENT if column.name.endswith(("at", "since", "until")) else 1
    return f"{column.name} в таблице {table}"


def make(file: Path, revision: str) -> dict[str, dict[str, Any]]:
    """A database as the portal of `revision` left it, with a row in every table; answers with the rows."""
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN"))
    with engine.begin() as db:
        upgrade(db, revision)
        rows = fill(db)
    engine.dispose()
    return rows


def fill(db: Connection) -> dict[str, dict[str, Any]]:
    tables = MetaData()
    tables.reflect(db)
    for table in tables.sorted_tables:
        if db.execute(table.select()).first() is None:
            db.execute(insert(table).values({column.name: sample(table.name, column) for column in table.columns}))
    return {table.name: rows(db, table.name)[0] for table in tables.sorted_tables if table.name != "alembic_version"}


def rows(db: Connection, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.exec_driver_sql(f"SELECT * FROM {table}").mappings()]


@pytest.mark.filterwarnings("ignore:.*expression-based index")
@pytest.mark.parametrize("revision", released())
def test_what_was_kept_by_an_older_portal_is_still_there(revision: str, tmp_path: Path) -> None:
    """Every row with every value it had; the schema is the code's; the log still only grows; one can go on with it."""
    file = tmp_path / "portal.sqlite3"
    before = make(file, revision)
    database = Database(f"sqlite:///{file}")
    try:
        with database.work() as work:
            for table, row in before.items():
                (after,) = rows(work.db, table)
                assert {name: after[name] for name in row} == row, table
            assert compare_metadata(MigrationContext.configure(work.db), metadata) == []
            guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            found = list(work.db.exec_driver_sql(guards).scalars())
            assert found == ["events_keep_delete", "events_keep_update"]
        goes_on(Core(database, database_account(database)))
    finally:
        database.close()


def database_account(database: Database) -> accounts.Account:
    with database.work() as work:
        return accounts.get(work, 1)


def goes_on(portal: Core) -> None:
    """The conference that was planned is listed, and a new one is held."""

    def stand_at_monday(work: Work) -> list[str]:
        work.db.exec_driver_sql("DELETE FROM jobs")  # the sample is nobody's timer
        work.db.exec_driver_sql(f"UPDATE clock SET frozen_at = {MOMENT}")
        return [conference.number for conference in booking.coming(work, portal.account)]

    assert portal.do(stand_at_monday) == ["123456"]
    made = portal.schedule(ANSWERS, auto_invite=True, minutes=15)
    assert portal.advance(seconds=3)
    assert portal.statuses(made) == ["connected"]
    assert portal.advance(minutes=timedelta(minutes=15) / timedelta(minutes=1))
    assert portal.conference(made).state == State.ENDED
