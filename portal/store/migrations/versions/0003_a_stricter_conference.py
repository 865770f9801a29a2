"""A stricter conference: life, legs, people, door, capacity, mail"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ALIVE = "state IN ('scheduled', 'open', 'active')"
_OVER = "state NOT IN ('scheduled', 'open', 'active')"


def upgrade() -> None:
    _add("accounts", sa.Boolean(), "0", "international")
    _add("participants", sa.Boolean(), "0", "removed")
    _add("legs", sa.Integer(), "0", "authorised")
    _add("legs", sa.Integer(), "1", "tries")
    _add("legs", sa.Boolean(), "0", "chair")
    _add("events", sa.String(), "", "command")
    _add("calls", sa.String(), "", "caller")
    convention = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
    with op.batch_alter_table("conferences", recreate="always", naming_convention=convention) as batch:
        batch.drop_constraint("uq_conferences_number", type_="unique")
        for name, kind, before in (
            ("retries", sa.Integer(), "0"),
            ("locked", sa.Boolean(), "0"),
            ("warned", sa.Integer(), "0"),
            ("sequence", sa.Integer(), "0"),
        ):
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=before))
    op.drop_index("conferences_of_an_owner", "conferences")
    op.execute(f"CREATE UNIQUE INDEX conference_numbers ON conferences (number) WHERE {_ALIVE}")
    op.execute(f"CREATE INDEX living_conferences ON conferences (owner, starts_at) WHERE {_ALIVE}")
    op.execute(
        f"CREATE INDEX history_of_an_owner ON conferences (owner, coalesce(started_at, starts_at)) WHERE {_OVER}"
    )
    op.execute("CREATE INDEX living_legs ON legs (conference) WHERE state != 'ended'")
    op.create_index("calls_of_a_caller", "calls", ["caller", "placed_at"])
    op.create_index("calls_of_a_leg", "calls", ["conference", "leg"])
    op.create_table(
        "dial_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("conference", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_dial_failures_at"), "dial_failures", ["at"])
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("next_at", existing_type=sa.BigInteger(), nullable=True)
        batch.add_column(sa.Column("conference", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("kind", sa.String(), nullable=True))
        batch.create_foreign_key("outbox_conference", "conferences", ["conference"], ["id"])
    op.create_index(op.f("ix_outbox_conference"), "outbox", ["conference"])
    op.create_index("mail_of_an_account", "outbox", ["account", "queued_at"])
    op.execute("CREATE INDEX mail_to_a_mailbox ON outbox (lower(recipient), queued_at)")


def _add(table: str, kind: sa.types.TypeEngine[Any], before: str, name: str) -> None:
    """A column that is never empty; rows of before have `before` in it."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=before))
