"""What is kept, and kept truly: migrations, the append-only log, state as the sum of its events, a second start."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.domain.events import Event
from portal.domain.plan import EXTENSIONS
from portal.domain.refusals import Refused
from portal.services import audit, booking, control, telephony
from portal.store import conferences, jobs, reset
from portal.store.database import HEAD, Database, DatabaseUnusable, Work
from portal.store.schema import conferences as rows
from portal.store.schema import metadata
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, HANGS_UP, REFUSES, SILENT, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_migrations_make_the_schema(portal: Core) -> None:
    """The tables in the code are the tables that the migrations build, and their newest is the one the code knows."""

    def differences(work: Work) -> list[Any]:
        context = MigrationContext.configure(work.db)
        assert context.get_current_revision() == HEAD
        return list(compare_metadata(context, metadata))

    assert portal.do(differences) == []


@pytest.mark.parametrize("statement", ["UPDATE events SET type = 'x'", "DELETE FROM events"])
def test_the_event_log_only_grows(portal: Core, statement: str) -> None:
    """The database itself refuses to change or to forget what has happened."""
    portal.schedule(ANSWERS)
    with pytest.raises(IntegrityError, match="events only grow"):
        portal.do(lambda work: work.db.exec_driver_sql(statement))


def test_after_a_reset_nobody_is_shown_what_was_before(portal: Core) -> None:
    """Ids begin anew: the first conference of the new portal has the one that the first of the old one had."""
    before = portal.conference(portal.schedule(ANSWERS))
    portal.do(reset.empty)
    again = core.begin(Path(portal.database.path))
    portal.account = again.account
    again.database.close()
    after = portal.conference(portal.schedule(BUSY))
    assert (after.id, after.seq) == (before.id, before.seq)
    assert [row.number for row in after.rows] == [BUSY]


def test_after_a_reset_the_log_is_empty_and_still_only_grows(portal: Core) -> None:
    """Backstage's reset takes the guard down only for itself."""
    portal.schedule(ANSWERS, auto_invite=True)
    portal.do(reset.empty)
    assert portal.do(conferences.log) == []
    assert portal.do(jobs.next_due) is None
    triggers = portal.do(
        lambda work: work.db.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type='trigger'").scalar()
    )
    assert triggers == 2


@pytest.mark.parametrize("seed", range(6))
def test_state_is_what_the_events_add_up_to(portal: Core, seed: int) -> None:
    """After any course of commands, network news and timers the audit finds nothing."""
    chance = random.Random(seed)
    numbers = [ANSWERS, BUSY, GUEST, HANGS_UP, REFUSES, SILENT]
    made = portal.schedule(*numbers[:3], size=4, guest_password=True, extend_by=15, minutes=15, retries=1)
    account = portal.account
    password = portal.conference(made).guest_password or ""

    def anything(work: Work) -> None:
        number, ticks = chance.choice(numbers), chance.sample(range(1, 7), 2)
        match chance.randrange(10):
            case 0:
                control.add(work, account, made, number, "")
            case 1 | 2:
                control.invite(work, account, made, ticks)
            case 3:
                control.redial(work, account, made, ticks)
            case 4 | 5:
                control.do(work, account, made, chance.choice([*control.TICKED, *control.EVERYBODY]), ticks)
            case 6:
                control.extend(work, account, made, chance.choice(EXTENSIONS))
            case 7:
                telephony.hang_up(work, number)
            case 8:
                telephony.dial_in(work, number, booking.card(work, account, made).number, password)
            case 9:
                control.rename(work, account, made, ticks[:1], number)

    for _ in range(60):
        try:
            portal.do(anything)
        except Refused:
            continue
        portal.advance(seconds=chance.choice([0, 1, 2, 30, 400]))
        assert portal.do(lambda work: audit.batch(work)) == (1, made, [])


def test_a_second_start_finds_everything(portal: Core, tmp_path: Path) -> None:
    """State, timers and calls under way are where they were, and go on."""
    made = portal.schedule(ANSWERS, auto_invite=True, extend_by=15, minutes=15)
    portal.advance(seconds=1)
    before = portal.conference(made)
    portal.database.close()
    portal.database = Database(f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    assert portal.conference(made) == before
    assert portal.advance(minutes=15) == ["phone.answer", "nobody_joined", "warn", "warn", "end"]
    assert portal.conference(made).minutes == 30


def test_unusable_files_are_told_in_a_sentence(tmp_path: Path) -> None:
    """From a newer version, something else, not writable: what it is and what to do."""
    newer = tmp_path / "newer.sqlite3"
    core.begin(newer).database.close()
    with sqlite3.connect(newer) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    other = tmp_path / "other.sqlite3"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE recipes (name)")
    text = tmp_path / "text.sqlite3"
    text.write_text("not a database " * 100)
    for file, words in ((newer, "newer version"), (other, "something else"), (text, "no SQLite database")):
        with pytest.raises(DatabaseUnusable, match=words) as told:
            Database(f"sqlite:///{file}")
        assert "--database" in str(told.value)
    with pytest.raises(DatabaseUnusable, match="cannot be written"):
        Database(f"sqlite:///{tmp_path / 'nowhere' / 'portal.sqlite3'}")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_is_what_the_tables_hold(portal: Core, seed: int) -> None:
    """A conference that was read before is read again when somebody has changed it, and not when that was undone."""
    made, draw = portal.schedule(ANSWERS, BUSY), random.Random(seed)

    def change(work: Work) -> None:
        found = conferences.query(work, select(rows))[0]
        renamed = Event("participant.renamed", {"participant": 1, "name": f"Имя {draw.random()}"})
        after = conferences.change(work, found, [renamed])
        if draw.random() < 0.5:
            assert conferences.load(work, made) == after, "its own change is seen"
        if draw.random() < 0.5:
            raise RuntimeError("undone")

    for _ in range(20):
        with contextlib.suppress(RuntimeError):
            portal.do(change)
        if draw.random() < 0.7:
            read, there = portal.do(lambda w: (conferences.load(w, made), conferences.query(w, select(rows))[0]))
            assert read == there
    seen = [portal.do(lambda work: conferences.load(work, made)) for _ in range(2)]
    assert seen[0] is seen[1], "what nobody has changed is not read twice"
