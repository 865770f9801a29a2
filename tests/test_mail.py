"""Mail: what a reminder says and does not say (memo 6.5, 6.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest

from portal import notices
from portal.domain.conference import Conference, Participant

ANNA, IVAN, REFUSED = "anna@example.com", "ivan@example.org", "nobody@example.net"
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
        Participant(id=1, number="+375259990701", name="Анна", email=ANNA, chair=True, planned=True),
        Participant(id=2, number="+375259990702", name="Иван", email=IVAN, chair=False, planned=True),
    ),
)


def written(recipient: str = IVAN, language: str = "ru", **changed: Any) -> EmailMessage:
    """A reminder as it arrives."""
    sender, number = "Аудиоконференция <portal@example.org>", "+375 17 999-00-00"
    about = replace(CONFERENCE, **changed)
    made = notices.reminder(about, recipient, language=language, sender=sender, access_number=number, now=NOW)
    return message_from_bytes(made.as_bytes(), EmailMessage, policy=policy.default)


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def entry_of(message: EmailMessage) -> str:
    found = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def everything(message: EmailMessage) -> str:
    attached = next(iter(message.iter_attachments())).get_content()
    return "\n".join([*map(str, message.values()), text_of(message), entry_of(message), attached.decode()])


def test_a_reminder_says_what_one_needs_to_join() -> None:
    message = written()
    assert message["Subject"] == "Напоминание о конференции «Планерка», 23.11.2026 в 15:00"
    assert (message["To"], message["Auto-Submitted"]) == (IVAN, "auto-generated")
    for told in (
        "Тема: Планерка",
        "Время: 23.11.2026 15:00–16:00 (Минск, UTC+3)",
        "Номер доступа: +375 17 999-00-00",
        "Номер конференции: 123456",
        "Пароль гостя: 654321",
    ):
        assert told in text_of(message)


def test_a_reminder_keeps_secrets() -> None:
    """Never the chair's password, never another's address, neither in the text nor in the calendar entry."""
    for recipient, other in ((IVAN, ANNA), (ANNA, IVAN)):
        all_of_it = everything(written(recipient))
        assert CONFERENCE.chair_password not in all_of_it
        assert other not in all_of_it
        assert "Иван" not in all_of_it


def test_without_a_guest_password_none_is_named() -> None:
    told = everything(written(guest_password=None))
    assert "арол" not in told
    assert "с телефона, указанного в списке участников" in told


def test_past_midnight_both_days_are_told() -> None:
    told = text_of(written(ends_at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC)))
    assert "Время: 23.11.2026 15:00 – 24.11.2026 01:30 (Минск, UTC+3)" in told


def test_the_calendar_entry() -> None:
    """RFC 5545: published, at Minsk time with the zone told, lines of at most 75 octets, the file the same."""
    message = written(subject="Очень длинная тема; с запятыми, " + "я" * 90)
    entry = entry_of(message)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    calendar = icalendar.Calendar.from_ical(entry)
    (event,), (zone,) = calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Очень длинная тема; с запятыми, " + "я" * 90
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (CONFERENCE.starts_at, CONFERENCE.ends_at)
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Europe/Minsk"
    assert zone.walk("STANDARD")[0].decoded("TZOFFSETTO") == timedelta(hours=3)
    assert event["DTSTAMP"].to_ical() == b"20261123T114500Z"
    assert "ATTENDEE" not in event
    lines = next(iter(message.iter_attachments())).get_content().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert lines == [line.encode() for line in entry.replace("\r\n", "\n").split("\n")]
    assert event["UID"] == icalendar.Calendar.from_ical(entry_of(written(ANNA))).walk("VEVENT")[0]["UID"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\0"])
def test_a_subject_cannot_add_headers(end: str) -> None:
    message = written(subject=f"Планерка{end}Bcc: {ANNA}{end}{end}Текст")
    assert message["Bcc"] is None
    assert message.keys() == written().keys()
    assert f"Планерка Bcc: {ANNA} Текст" in message["Subject"]


def test_a_message_is_the_same_however_often_it_is_written() -> None:
    """Same conference, kind and mailbox: same Message-ID and bytes; another mailbox or conference: another."""
    assert written()["Message-ID"] == written(subject="Другая тема")["Message-ID"]
    assert written().as_bytes() == written().as_bytes()
    assert len({written(IVAN)["Message-ID"], written(ANNA)["Message-ID"], written(id=8)["Message-ID"]}) == 3
