"""Tables of refusals and of forms that are walked through within one log-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def row(*told: object) -> Iterator[None]:
    """One row of a table: if it fails, the failure says which row it was."""
    try:
        yield
    except Exception as failure:
        failure.add_note(f"in the row: {', '.join(map(str, told))}")
        raise
