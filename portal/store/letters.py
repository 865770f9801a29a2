"""The tables of mail: what is to leave, and what the mailbox inside the portal has received."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint, func

from portal.store.columns import Moment, id_, metadata, of_

outbox = Table(
    "outbox",
    metadata,
    id_(),
    Column("message_id", String, nullable=False, unique=True),
    of_("accounts", "account"),
    Column("recipient", String, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment),  # none: suppressed by a limit and never handed over; `error` says by which
    Column("error", String, nullable=False),
    Column("failed_at", Moment),  # for good; it is not tried again
    # What it follows from; none for reminders of before.
    Column("conference", ForeignKey("conferences.id"), index=True),
    Column("seq", Integer),
    Column("kind", String),
    Index("mail_of_an_account", "account", "queued_at"),
)
key_of_mailbox = func.lower(outbox.c.recipient)
Index("mail_to_a_mailbox", key_of_mailbox, outbox.c.queued_at)

mailbox = Table(
    "mailbox",
    metadata,
    id_(),
    Column("message_id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("message_id", "recipient"),
)
