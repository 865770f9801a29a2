"""As portals were built twenty years ago."""

from __future__ import annotations


def put_on() -> None: ...
