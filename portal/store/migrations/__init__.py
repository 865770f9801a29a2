"""The schema's history, run by Alembic. A file in `versions/` never changes once it has been released."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(db: Connection, revision: str = "head") -> None:
    """Brings the database behind `db` up to a schema, the newest if none is named, inside the caller's transaction."""
    command.upgrade(config(db), revision)


def config(db: Connection) -> Config:
    """Alembic's settings for a connection that is already open; it reads no ini file."""
    settings = Config(attributes={"connection": db})
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings
