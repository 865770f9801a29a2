"""The tables. Moments are milliseconds since 1970 in UTC; how they came to be so is told by the migrations."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    func,
    literal_column,
)

from portal.store.columns import Moment, id_, of_
from portal.store.columns import metadata as metadata  # complete once this module is loaded
from portal.store.letters import key_of_mailbox as key_of_mailbox
from portal.store.letters import mailbox as mailbox
from portal.store.letters import outbox as outbox

clock = Table(
    "clock",
    metadata,
    id_(),
    Column("offset_ms", BigInteger, nullable=False),
    Column("frozen_at", Moment),
)

accounts = Table(
    "accounts",
    metadata,
    id_(),
    Column("login", String, nullable=False, unique=True),
    Column("password_hash", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("language", String, nullable=False),
    Column("service", Boolean, nullable=False),
    Column("international", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
)

account_log = Table(
    "account_log",
    metadata,
    id_(),
    of_("accounts", "account"),
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
    Column("expires_at", Moment, nullable=False, index=True),
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
    Column("at", Moment, nullable=False, index=True),
)

templates = Table(
    "templates",
    metadata,
    id_(),
    of_("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("plan", JSON, nullable=False),
    UniqueConstraint("account", "name"),
)

contacts = Table(
    "contacts",
    metadata,
    id_(),
    of_("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("email", String, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    id_(),
    of_("accounts", "account", index=True),
    Column("name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("place", String, nullable=False),
)

conferences = Table(
    "conferences",
    metadata,
    id_(),
    of_("accounts", "owner"),
    Column("number", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("immediate", Boolean, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("auto_invite", Boolean, nullable=False),
    Column("extend_by", Integer, nullable=False),
    Column("reminder", Integer, nullable=False),
    Column("retries", Integer, nullable=False),
    Column("chair_password", String, nullable=False),
    Column("guest_password", String),
    Column("locked", Boolean, nullable=False),
    Column("warned", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("end_reason", String, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("seq", Integer, nullable=False),
)

# As constants of the statement, because SQLite uses an index with a condition for nothing else.
_states = [literal_column(f"'{state}'", String) for state in ("scheduled", "open", "active")]
alive = conferences.c.state.in_(_states)
over = conferences.c.state.not_in(_states)
began = func.coalesce(conferences.c.started_at, conferences.c.starts_at, type_=conferences.c.starts_at.type)

# A number is dialled only while its conference lives; afterwards another may have it.
Index("conference_numbers", conferences.c.number, unique=True, sqlite_where=alive)
Index("living_conferences", conferences.c.owner, conferences.c.starts_at, sqlite_where=alive)
Index("history_of_an_owner", conferences.c.owner, began, sqlite_where=over)

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
    Column("removed", Boolean, nullable=False),
)

legs = Table(
    "legs",
    metadata,
    Column("conference", ForeignKey("conferences.id"), primary_key=True),
    Column("id", Integer, primary_key=True),
    Column("participant", Integer, nullable=False),
    Column("direction", String, nullable=False),
    Column("state", String, nullable=False),
    Column("authorised", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("chair", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("muted", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("connected_at", Moment),
    Column("ended_at", Moment),
)
living = legs.c.state != literal_column("'ended'", String)
Index("living_legs", legs.c.conference, sqlite_where=living)

events = Table(
    "events",
    metadata,
    Column("conference", ForeignKey("conferences.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("type", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("cause", String, nullable=False),
    Column("command", String, nullable=False),
)

dial_failures = Table(
    "dial_failures",
    metadata,
    id_(),
    Column("number", String, nullable=False),
    Column("conference", String, nullable=False),  # as typed, whether there is such a conference or not
    Column("at", Moment, nullable=False, index=True),
)

jobs = Table(
    "jobs",
    metadata,
    id_(),
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
    id_(),
    Column("number", String, nullable=False, index=True),
    Column("caller", String, nullable=False),
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
    Index("calls_of_a_caller", "caller", "placed_at"),
    Index("calls_of_a_leg", "conference", "leg"),
)

faults = Table(
    "faults",
    metadata,
    id_(),
    Column("told", JSON, nullable=False),
    Column("met", Integer, nullable=False),
    Column("struck", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),  # real time, not the portal's
)
