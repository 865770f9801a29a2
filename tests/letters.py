"""Letters about one conference, as they are sent and as they are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar

from portal import notices
from portal.domain.conference import Conference, Participant, State
from portal.domain.mailing import Kind

ANNA, IVAN = "anna@example.com", "ivan@example.org"
SENDER, NUMBER = "Аудиоконференция <portal@example.org>", "+375 17 999-00-00"
NOW = datetime(2026, 11, 23, 11, 45, tzinfo=UTC)
CONFERENCE = Conference(
    id=7,
    owner=1,
    number="123456",
    subject="Планерка",
    immediate=False,
    starts_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    ends_at=datetime(2026, 11, 23, 13, tzinfo=UTC),
    minutes=60,
    size=3,
    auto_invite=False,
    extend_by=0,
    reminder=15,
    chair_password="777777",
    guest_password="654321",
    participants=(
        Participant(id=1, number="+375259990701", name="Глеб", email=ANNA, chair=True, planned=True),
        Participant(id=2, number="+375259990702", name="Иван", email=IVAN, chair=False, planned=True),
    ),
)
CANCELLED = {"kind": Kind.CANCELLATION, "state": State.CANCELLED}
INVITED = {"kind": Kind.INVITATION}
OTHER_KINDS: list[dict[str, Any]] = [{"kind": Kind.CHANGE}, {"kind": Kind.REMINDER}, CANCELLED]
EVERY_KIND: list[dict[str, Any]] = [INVITED, *OTHER_KINDS, {"kind": Kind.CANCELLATION}]


def sent(recipient: str = IVAN, language: str = "ru", kind: Kind = Kind.INVITATION, **told: Any) -> bytes:
    """A letter as it is sent; what is told besides is of the notice, or of the conference."""
    about: dict[str, Any] = {"organizer": "Анна"}
    about |= {name: told.pop(name) for name in ("organizer", "before", "invitation") if name in told}
    notice = notices.Notice(
        kind=kind,
        conference=replace(CONFERENCE, **told),
        recipient=recipient,
        language=language,
        sender=SENDER,
        access_number=NUMBER,
        now=NOW,
        **about,
    )
    return notices.write(notice)


def written(recipient: str = IVAN, **told: Any) -> EmailMessage:
    """A letter as it is read."""
    return message_from_bytes(sent(recipient, **told), EmailMessage, policy=policy.default)


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def calendar_part(message: EmailMessage) -> EmailMessage:
    found = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert isinstance(found, EmailMessage)
    return found


def entry_of(message: EmailMessage) -> str:
    return str(calendar_part(message).get_content())


def calendar_of(message: EmailMessage) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(entry_of(message))
    assert isinstance(found, icalendar.Calendar)
    return found


def event_of(message: EmailMessage) -> Any:
    (event,) = calendar_of(message).walk("VEVENT")
    return event


def attached(message: EmailMessage) -> bytes:
    return bytes(next(iter(message.iter_attachments())).get_content())


def everything(message: EmailMessage) -> str:
    return "\n".join([*map(str, message.values()), text_of(message), entry_of(message), attached(message).decode()])
