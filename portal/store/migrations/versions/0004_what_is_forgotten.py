"""What is forgotten after a while is found by its age, not by looking at everything that is kept"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_once_at"), "once", ["at"])
    op.create_index(op.f("ix_captchas_expires_at"), "captchas", ["expires_at"])
