"""The database file: opened, brought up to date, and one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import DatabaseError as DatabaseFault

from portal.domain.conference import Conference
from portal.domain.terms import Terms
from portal.store import clock
from portal.store.prepared import adding, driver

HEAD = "0004"
_PATIENCE = 5.0  # seconds


class DatabaseUnusable(Exception):
    """The database cannot be used; the message says why and what to do, in a sentence for people."""


class DatabaseBusy(Exception):
    """Another program holds the database, and did not let go in time. Nothing of the transaction was done."""


@dataclass(slots=True)
class Work:
    """One command's transaction. `now` is the portal's time, the same for the whole transaction; `cause` is the id of
    the request or timer behind it, `command` what it asked for; `touched` collects the conferences whose live pages
    must hear of it, `posted` says that there are letters to be handed over, `due` when the earliest timer falls due of
    those that were added. `known` outlives it: conferences as they were read last, by id."""

    db: Connection
    now: datetime
    terms: Terms
    cause: str = ""
    command: str = ""
    touched: set[int] = field(default_factory=set)
    posted: bool = False
    due: datetime | None = None
    known: dict[int, Conference] = field(default_factory=dict)

    def insert(self, table: Table, values: Mapping[str, Any]) -> int:
        """Adds a row and answers with its id."""
        return adding(table, *values).run(self.db, **values)


class Database:
    """A SQLite file in WAL mode. Used by one thread at a time.

    `url` is a SQLAlchemy URL, `sqlite:///path`; `terms` are what every command is held to; a transaction waits
    `patience` seconds for another program to let go of the file. Raises DatabaseUnusable.
    """

    def __init__(self, url: str, terms: Terms | None = None, *, patience: float = _PATIENCE) -> None:
        self.terms = terms or Terms()
        self._known: dict[int, Conference] = {}
        try:
            self.path = make_url(url).database or ""
        except ArgumentError:
            raise DatabaseUnusable(f"{url!r} is no database URL; write sqlite:///path/to/portal.sqlite3.") from None
        if not url.startswith("sqlite:") or self.path in ("", ":memory:"):
            raise DatabaseUnusable(
                "The portal keeps its state in a SQLite file; write sqlite:///path/to/portal.sqlite3."
            )
        try:
            _bring_up_to_date(url, self.path)
        except (DatabaseFault, sqlite3.DatabaseError) as fault:
            raise DatabaseUnusable(_sentence(self.path, fault)) from fault
        self._engine = _engine(url, patience)

    @contextmanager
    def work(self, cause: str = "") -> Iterator[Work]:
        """One transaction: committed at the end of the block, rolled back if it raises. Raises DatabaseBusy."""
        try:
            with self._engine.begin() as db:
                yield Work(db, clock.now(db), self.terms, cause, known=self._known)
        except (OperationalError, sqlite3.OperationalError) as fault:
            if getattr(_told(fault), "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise DatabaseBusy("another program holds the database") from fault
            raise

    def close(self) -> None:
        self._engine.dispose()


def _bring_up_to_date(url: str, path: str) -> None:
    with _opened(url) as db:
        known = db.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")).scalar()
        revision = db.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if not known and db.execute(text("SELECT count(*) FROM sqlite_master")).scalar():
            raise DatabaseUnusable(f"{path} holds something else; choose another file with --database.")
    if revision == HEAD:
        return
    if revision is not None and revision > HEAD:
        raise DatabaseUnusable(
            f"{path} is from a newer version of the portal (schema {revision}, this one knows {HEAD}); "
            "start the newer version or choose another file with --database."
        )
    from portal.store.migrations import upgrade  # Alembic, wanted by a new or an old file only

    # SQLite changes a table by making it anew; meanwhile rows of others lead nowhere, so keys are checked after.
    with _opened(url, foreign_keys=False) as db:
        upgrade(db)
        if lost := db.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise DatabaseUnusable(f"{path} cannot be brought up to date: {len(lost)} rows lead nowhere.")


@contextmanager
def _opened(url: str, *, foreign_keys: bool = True) -> Iterator[Connection]:
    """One transaction on a connection of its own."""
    engine = _engine(url, foreign_keys=foreign_keys)
    try:
        with engine.begin() as db:
            yield db
    finally:
        engine.dispose()


def _engine(url: str, patience: float = _PATIENCE, *, foreign_keys: bool = True) -> Engine:
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun by the "begin" listener
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    # What stands in the rows is nobody's business in a log: errors come without parameters.
    told = {"timeout": patience, "check_same_thread": False}
    engine = create_engine(url, connect_args=told, hide_parameters=True)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda db: driver(db).execute("BEGIN IMMEDIATE"))
    return engine


def _told(fault: DatabaseFault | sqlite3.Error) -> Any:
    """SQLite's own error, whether SQLAlchemy has wrapped it or not."""
    return fault.orig if isinstance(fault, DatabaseFault) else fault


def _sentence(path: str, fault: DatabaseFault | sqlite3.DatabaseError) -> str:
    error = _told(fault)
    told = str(error)
    if isinstance(error, sqlite3.OperationalError) and "locked" in told:
        return f"{path} is locked by another program; close it or choose another file with --database."
    if isinstance(error, sqlite3.OperationalError) and ("unable to open" in told or "readonly" in told):
        return f"{path} cannot be written; check the folder and its rights, or choose another file with --database."
    if "not a database" in told:
        return f"{path} is no SQLite database; choose another file with --database."
    return f"{path} cannot be used ({told}); check the disk, or choose another file with --database."
