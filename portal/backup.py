"""`python -m portal backup`: a whole copy of the database, also while the portal serves from it.

SQLite copies the state of one moment; the portal writes on meanwhile and waits for nothing. The copy is a database:
`serve --database COPY` goes on with it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from portal.settings import CannotRun
from portal.store.database import HEAD


class NoBackup(CannotRun):
    """There is no copy."""


def make(database: Path, to: Path) -> str:
    """Copies `database` to the new file `to`, whole or not at all, and answers with a sentence. Raises NoBackup."""
    began, at = time.perf_counter(), datetime.now(UTC)
    if not database.is_file():
        raise NoBackup(f"There is no database {database}: name the portal's own with --database.")
    if to.exists():
        raise NoBackup(f"{to} is there already, and a copy never replaces anything: choose another file with --to.")
    if not to.parent.is_dir():
        raise NoBackup(f"The folder {to.parent} does not exist: make it or choose another file with --to.")
    new = to.with_name(to.name + ".new")
    with closing(_opened(database, "rw")) as source:
        schema = _schema(source, database)
        with _given_up(new):
            _check_room(database, to)
            _copy(source, new)
            _check(new, schema)
            new.rename(to)
    seconds = time.perf_counter() - began
    size = to.stat().st_size / 1e6
    return (
        f"The copy {to} is whole: {size:.1f} MB, schema {schema}, as of {at:%Y-%m-%d %H:%M:%S} UTC, in {seconds:.1f} s."
    )


def _opened(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=5, isolation_level=None)


def _schema(source: sqlite3.Connection, database: Path) -> str:
    try:
        (schema,) = source.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.DatabaseError, TypeError) as error:
        raise NoBackup(_unreadable(database, error)) from error
    if schema > HEAD:
        raise NoBackup(
            f"{database} is from a newer version of the portal (schema {schema}, this one knows {HEAD}): "
            "make the copy with that version."
        )
    return str(schema)


def _unreadable(database: Path, error: Exception) -> str:
    if "locked" in str(error):
        return f"{database} is held by another program: end that one and try again."
    if "unable to open" in str(error):
        return f"{database} cannot be read: check its rights and those of its folder."
    return f"{database} is no database of a portal: name the portal's own with --database."


def _check_room(database: Path, to: Path) -> None:
    wanted, free = database.stat().st_size, shutil.disk_usage(to.parent).free
    if free < wanted:
        raise NoBackup(
            f"{to.parent} has no room for the copy ({wanted / 1e6:.0f} MB, {free / 1e6:.0f} MB are free): "
            "make room or choose another file with --to."
        )


@contextmanager
def _given_up(new: Path) -> Iterator[None]:
    """Nothing of `new` stays behind when the block fails, and the failure is told in a sentence."""
    try:
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds what people have entered
        yield
    except (OSError, sqlite3.Error) as error:
        told = getattr(error, "strerror", None) or error
        raise NoBackup(
            f"The copy cannot be written to {new.parent} ({told}): make room there, mend its rights, "
            "or choose another file with --to."
        ) from error
    finally:
        for left in (new, Path(f"{new}-wal"), Path(f"{new}-shm"), Path(f"{new}-journal")):
            if left.parent.is_dir() and os.access(left.parent, os.W_OK):
                left.unlink(missing_ok=True)


def _copy(source: sqlite3.Connection, new: Path) -> None:
    with closing(_opened(new, "rw")) as target:
        source.backup(target)  # in one step: a reader stops no writer, and there is nothing to begin again
        target.execute("PRAGMA journal_mode = DELETE")  # one file, which can be carried anywhere


def _check(new: Path, schema: str) -> None:
    with closing(_opened(new, "ro")) as copy:
        try:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        if found != ["ok"] or _schema(copy, new) != schema:
            raise NoBackup(f"The copy is not whole ({found[0]}): the database or the disk is damaged, check both.")
