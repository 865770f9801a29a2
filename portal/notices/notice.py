"""A notice: all that a letter about a conference is written from, and the names by which mail programs know it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from portal.domain.conference import Conference
from portal.domain.mailing import Kind, sequence
from portal.domain.moments import MINSK
from portal.languages import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`before` is the conference as it was before a change; `organizer` the owner's name; `language` what the recipient
    reads; `sender` an address, with or without a name; `now` the moment of writing; `invitation` the Message-ID of the
    recipient's invitation, if there was one."""

    kind: Kind
    conference: Conference
    before: Conference | None = None
    recipient: str
    organizer: str
    language: str
    sender: str
    access_number: str
    now: datetime
    invitation: str = ""

    @property
    def withdrawn(self) -> bool:
        """Only the recipient's invitation is cancelled, the conference is not."""
        return self.kind is Kind.CANCELLATION and not self.conference.state.final

    @property
    def subject(self) -> str:
        """The subject of the conference, in one line."""
        return one_line(self.conference.subject)

    @property
    def message_id(self) -> str:
        """The same for conference, kind, sequence and mailbox, so that what is handed over twice is one message."""
        told = f"{self._which} {self.kind} {sequence(self.conference)} {self.recipient.lower()}"
        return f"<{self.kind}.{_digest(told)}@{self._domain}>"

    @property
    def uid(self) -> str:
        """The calendar entry's name: the same for everybody and for good (RFC 5545, 3.8.4.7)."""
        return f"conference.{_digest(self._which)}@{self._domain}"

    @property
    def _which(self) -> str:
        return f"{self.conference.id} {self.conference.number}"

    @property
    def _domain(self) -> str:
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def one_line(text: str) -> str:
    """Without line breaks and control characters, which have no place in a header or in a calendar entry."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def span(conference: Conference) -> str:
    """When a conference is, as people read it: «23.11.2026 15:00–16:00 (Минск, UTC+3)»; both days past midnight."""
    first, last = conference.starts_at.astimezone(MINSK), conference.ends_at.astimezone(MINSK)
    end = f"–{last:%H:%M}" if first.date() == last.date() else f" – {last:%d.%m.%Y %H:%M}"
    return _("%(span)s (Минск, UTC+3)") % {"span": f"{first:%d.%m.%Y %H:%M}{end}"}
