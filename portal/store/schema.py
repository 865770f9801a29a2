"""The tables. Moments are milliseconds since 1970 in UTC; how they came to be so is told by the migrations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

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


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: str, name: str, *, index: bool = False) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id"), nullable=False, index=index)


clock = Table(
    "clock",
    metadata,
    _id(),
    Column("offset_ms", BigInteger, nullable=False),
    Column("frozen_at", Moment),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("login", String, nullable=False, unique=True),
    Column("password_hash", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("language", String, nullable=False),
    Column("service", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
)

account_log = Table(
    "account_log",
    metadata,
    _id(),
    _of("accounts", "account"),
    Column("at", Moment, nullable=False),
    Column("type", String, nullable=False),
    Column("data", JSON, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String, primary_key=True),  # SHA-256 of the cookie's value
    Column("account", ForeignKey("accounts.id")),
    Column("csrf", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

captchas = Table(
    "captchas",
    metadata,
    Column("id", String, primary_key=True),
    Column("session", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("png", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("login", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("last_at", Moment, nullable=False),
)

once = Table(
    "once",
    metadata,
    Column("form_key", String, primary_key=True),
    Column("session", String, nullable=False),
    Column("location", String, nullable=False),
    Column("at", Moment, nullable=False),
)

templates = Table(
    "templates",
    metadata,
    _id(),
    _of("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("plan", JSON, nullable=False),
    UniqueConstraint("account", "name"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _of("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("email", String, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _of("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("place", String, nullable=False),
)

conferences = Table(
    "conferences",
    metadata,
    _id(),
    _of("accounts", "owner"),
    Column("number", String, nullable=False, unique=True),
    Column("subject", String, nullable=False),
    Column("immediate", Boolean, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("auto_invite", Boolean, nullable=False),
    Column("extend_by", Integer, nullable=False),
    Column("reminder", Integer, nullable=False),
    Column("chair_password", String, nullable=False),
    Column("guest_password", String),
    Column("state", String, nullable=False),
    Column("end_reason", String, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("seq", Integer, nullable=False),
    Index("conferences_of_an_owner", "owner", "starts_at"),
)

participants = Table(
    "participants",
    metadata,
    Column("conference", ForeignKey("conferences.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("chair", Boolean, nullable=False),
    Column("planned", Boolean, nullable=False),
    Column("blocked", Boolean, nullable=False),
)

legs = Table(
    "legs",
    metadata,
    Column("conference", ForeignKey("conferences.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("participant", Integer, nullable=False),
    Column("direction", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("connected_at", Moment),
    Column("ended_at", Moment),
)

events = Table(
    "events",
    metadata,
    Column("conference", ForeignKey("conferences.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("type", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("cause", String, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    _id(),
    Column("due_at", Moment, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("conference", ForeignKey("conferences.id"), index=True),
    Column("ref", Integer, nullable=False),
)

behaviours = Table(
    "behaviours",
    metadata,
    Column("number", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("after", Integer, nullable=False),
    Column("hangs_up_after", Integer),
)

calls = Table(
    "calls",
    metadata,
    _id(),
    Column("number", String, nullable=False, index=True),
    Column("direction", String, nullable=False),
    Column("conference", ForeignKey("conferences.id"), nullable=False),
    Column("leg", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("result", String, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("rang_at", Moment),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("message_id", String, nullable=False, unique=True),
    _of("accounts", "account"),
    Column("recipient", String, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", String, nullable=False),
    Column("failed_at", Moment),  # for good; it is not tried again
)

mailbox = Table(
    "mailbox",
    metadata,
    _id(),
    Column("message_id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("message_id", "recipient"),
)

faults = Table(
    "faults",
    metadata,
    _id(),
    Column("told", JSON, nullable=False),
    Column("met", Integer, nullable=False),
    Column("struck", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),  # real time, not the portal's
)
