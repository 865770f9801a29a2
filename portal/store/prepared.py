"""Statements that are put together once, because every request wants them.

SQLAlchemy says what the statement is, and by the types of its columns what goes in and what comes out; SQLite's driver
carries it out, in the transaction of the connection. That costs a tenth of putting it together anew each time.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Table, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.compiler import SQLCompiler

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """`statement`, whose `bindparam`s are filled in each time; of an insert or update also the `columns` it writes.

    In a select every column has a name of its own. Errors are those of `sqlite3`.
    """

    def __init__(
        self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, columns: Iterable[str] = ()
    ) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(columns) or None)
        assert isinstance(compiled, SQLCompiler)
        self._sql = str(compiled)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        into = {name: bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for name, bind in binds.items()}
        self._into = [(name, turn) for name, turn in into.items() if turn]
        self._constants = {name: bind.value for name, bind in binds.items() if not bind.required}
        found = list(getattr(statement, "selected_columns", ()))
        out = [column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for column in found]
        self._out = [(at, turn) for at, turn in enumerate(out) if turn]
        row: Any = namedtuple("row", [column.key for column in found])  # type: ignore[misc]  # known here only
        self._row = row._make

    def all(self, db: Connection, **values: Any) -> list[Any]:
        """The rows, as named tuples."""
        return [self._read(row) for row in self._execute(db, values)]

    def first(self, db: Connection, **values: Any) -> Any:
        """The first row, as a named tuple; None where there is none."""
        row = self._execute(db, values).fetchone()
        return self._read(row) if row else None

    def value(self, db: Connection, **values: Any) -> Any:
        """The first column of the first row; None where there is none."""
        row = self.first(db, **values)
        return row[0] if row else None

    def run(self, db: Connection, **values: Any) -> int:
        """Changes rows; an insert answers with the id of what it has added."""
        return self._execute(db, values).lastrowid or 0

    def run_many(self, db: Connection, many: Iterable[Mapping[str, Any]]) -> None:
        """Changes rows, once with each of `many`."""
        if filled := [self._filled(dict(values)) for values in many]:
            driver(db).executemany(self._sql, filled)

    def _execute(self, db: Connection, values: dict[str, Any]) -> sqlite3.Cursor:
        return driver(db).execute(self._sql, self._filled(values))

    def _filled(self, values: dict[str, Any]) -> dict[str, Any]:
        if self._constants:
            values |= self._constants
        for name, turn in self._into:
            values[name] = turn(values[name])
        return values

    def _read(self, row: tuple[Any, ...]) -> Any:
        if not self._out:
            return self._row(row)
        values = list(row)
        for at, turn in self._out:
            values[at] = turn(values[at])
        return self._row(values)


@cache
def adding(table: Table, *columns: str) -> Prepared:
    """Adds a row to `table`, of which these columns are given."""
    return Prepared(insert(table), columns)


def putting(table: Table) -> Prepared:
    """Writes whole rows of `table`, each over the one that has its key already."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in keys}
    written = statement.on_conflict_do_update(index_elements=keys, set_=others)
    return Prepared(written, table.c.keys())


def driver(db: Connection) -> sqlite3.Connection:
    """SQLite's own connection behind one of SQLAlchemy's."""
    own: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment]  # any driver has one
    return own
