"""What the target itself says about a run, in the shape that the audit judges: event log, letters, pages, own audit.

None means that there was no way to look; `absent` says why in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fixtures.backstage import Event


@dataclass(frozen=True, slots=True)
class Logged:
    """A conference of this run in the portal's event log, all its events in order."""

    conference: int
    mark: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the outbox. `state`: `queued`, `sent`, `failed` or `suppressed`."""

    message_id: str
    conference: int
    kind: str
    to: str
    state: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages show to one account: how often each subject stands in its history, and in its list of coming
    conferences; names of its templates and contacts."""

    history: Counter[str]
    coming: Counter[str]
    templates: Counter[str]
    contacts: Counter[str]


@dataclass(frozen=True, slots=True)
class Records:
    """`violations`: sentences of the portal's own audit over `audited` conferences. `mailboxes`: Message-IDs that have
    arrived, by address, of the addresses that were looked into. `shown`: by log-in, of the accounts that were looked
    at. `lines`: so many calls at once the portal allows in all."""

    conferences: tuple[Logged, ...] | None = None
    letters: tuple[Letter, ...] = ()
    mailboxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    violations: tuple[str, ...] | None = None
    audited: int = 0
    shown: Mapping[str, Shown] = field(default_factory=dict)
    lines: int | None = None
    absent: str = "the target has no backstage"
