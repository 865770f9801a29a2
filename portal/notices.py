"""The reminder that goes out before a conference, with a calendar entry (memo 6.5 and 6.7).

One message per mailbox; it names nobody else's address, and of the passwords only the guest's.
The same conference, kind and mailbox always give the same Message-ID, so that sending twice is one message.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from portal.domain.conference import Conference
from portal.domain.moments import MINSK
from portal.languages import gettext as _
from portal.languages import speaking, spoken

if TYPE_CHECKING:
    from icalendar import Timezone

# Seven bits, because not every mail server on the way takes eight.
_POLICY = SMTP.clone(cte_type="7bit")


def reminder(
    conference: Conference, recipient: str, *, language: str, sender: str, access_number: str, now: datetime
) -> EmailMessage:
    """The reminder of `conference` for the mailbox `recipient`: text, calendar entry, and the same entry as a file.

    `language` is what the recipient reads; `sender` is an address, with or without a name; `now` is the moment of
    writing. Pure: the same arguments give the same bytes.
    """
    with speaking(language):
        return _reminder(conference, recipient, sender, access_number, now)


def _reminder(conference: Conference, recipient: str, sender: str, access_number: str, now: datetime) -> EmailMessage:
    mark = _mark(conference, "reminder", recipient)
    subject = _one_line(conference.subject)
    entry = _calendar(conference, subject, sender, access_number, now)

    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = recipient
    start = conference.starts_at.astimezone(MINSK)
    told = {"subject": subject, "day": f"{start:%d.%m.%Y}", "time": f"{start:%H:%M}"}
    message["Subject"] = _("Напоминание о конференции «%(subject)s», %(day)s в %(time)s") % told
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<reminder.{mark}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(conference, subject, access_number))
    message.add_alternative(entry.decode(), subtype="calendar", params={"method": "PUBLISH"})
    message.add_attachment(entry, maintype="application", subtype="ics", filename="conference.ics")
    message["Content-Language"] = spoken()  # last, or else it goes into the first part with the other Content- lines
    for level, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"part-{level}-{mark}")
    return message


def _text(conference: Conference, subject: str, access_number: str) -> str:
    lines = [
        _("Здравствуйте!"),
        "",
        _("Напоминаем, что вы приглашены на аудиоконференцию."),
        "",
        _("Тема: %(subject)s") % {"subject": subject},
        _("Время: %(time)s") % {"time": span(conference)},
        *_joining(conference, access_number),
        "",
        _how(conference),
    ]
    if conference.auto_invite:
        lines.append(_("После начала конференции портал сам позвонит вам: достаточно ответить на вызов."))
    return "\n".join([*lines, "", _("Это письмо отправлено автоматически, отвечать на него не нужно."), ""])


def _joining(conference: Conference, access_number: str) -> list[str]:
    lines = [
        _("Номер доступа: %(number)s") % {"number": access_number},
        _("Номер конференции: %(number)s") % {"number": conference.number},
    ]
    if conference.guest_password:
        lines.append(_("Пароль гостя: %(password)s") % {"password": conference.guest_password})
    return lines


def _how(conference: Conference) -> str:
    if conference.guest_password:
        return _("Чтобы войти, позвоните по номеру доступа и введите номер конференции, а затем пароль гостя.")
    return _(
        "Чтобы войти, позвоните по номеру доступа с телефона, указанного в списке участников, "
        "и введите номер конференции."
    )


def span(conference: Conference) -> str:
    """When a conference is, as people read it: «23.11.2026 15:00–16:00 (Минск, UTC+3)»; both days past midnight."""
    first, last = conference.starts_at.astimezone(MINSK), conference.ends_at.astimezone(MINSK)
    end = f"–{last:%H:%M}" if first.date() == last.date() else f" – {last:%d.%m.%Y %H:%M}"
    return _("%(span)s (Минск, UTC+3)") % {"span": f"{first:%d.%m.%Y %H:%M}{end}"}


def _calendar(conference: Conference, subject: str, sender: str, access_number: str, now: datetime) -> bytes:
    """An iCalendar object (RFC 5545, METHOD:PUBLISH of RFC 5546). Its only address is the sender's."""
    from icalendar import Calendar, Event, vCalAddress  # 0.2 s, wanted by the first mail only

    first, last = conference.starts_at.astimezone(MINSK), conference.ends_at.astimezone(MINSK)
    event = Event()
    event.add("uid", f"conference.{_mark(conference, 'calendar', '')}@{_domain(sender)}")
    event.add("sequence", 0)
    event.add("dtstamp", now)
    event.add("dtstart", first)
    event.add("dtend", last)
    event.add("summary", subject)
    event.add("description", "\n".join([*_joining(conference, access_number), _how(conference)]))
    event.add("location", access_number)
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(sender)[1]}"))
    event.add("status", "CONFIRMED")

    calendar = Calendar()
    calendar.add("prodid", f"-//Audio-conference portal//{spoken().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_zone(first))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone(at: datetime) -> Timezone:
    """Minsk as it is at `at`. (The library's own way of making it comes out empty for a single day.)"""
    from icalendar import Timezone, TimezoneStandard

    standard = TimezoneStandard()
    standard.add("dtstart", datetime(at.year, 1, 1))
    standard.add("tzoffsetfrom", at.utcoffset())
    standard.add("tzoffsetto", at.utcoffset())
    standard.add("tzname", at.tzname())
    zone = Timezone()
    zone.add("tzid", "Europe/Minsk")
    zone.add_component(standard)
    return zone


def _mark(conference: Conference, kind: str, recipient: str) -> str:
    told = f"{conference.id} {conference.number} {kind} {recipient.lower()}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _one_line(text: str) -> str:
    """Without line breaks and control characters, which have no place in a header."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
