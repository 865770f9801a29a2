"""What the tables are made of: the catalogue of all of them, and the kinds of column that they share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Integer, MetaData, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as whole milliseconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(milliseconds=value)


metadata = MetaData()


def id_() -> Column[int]:
    """The key of a table that has no other."""
    return Column("id", Integer, primary_key=True)


def of_(table: str, name: str, *, index: bool = False) -> Column[int]:
    """A column that points to a row of `table`."""
    return Column(name, ForeignKey(f"{table}.id"), nullable=False, index=index)
