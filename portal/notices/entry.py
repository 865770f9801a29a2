"""The calendar entry of a letter: iCalendar (RFC 5545) as scheduling mail (RFC 5546, RFC 6047).

A REQUEST invites, changes, and reminds: a reminder has the UID and SEQUENCE that the recipient's calendar knows, which
RFC 5546 (3.2.2) takes for a confirmation of the entry, whereas a PUBLISH (3.2.1) may name no attendee and would stand
beside it as another's. A CANCEL takes it back. The only addresses are the portal's and the recipient's own.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from portal.domain.life import OPENS_BEFORE
from portal.domain.mailing import Kind, sequence
from portal.domain.moments import MINSK
from portal.languages import spoken
from portal.notices.notice import Notice
from portal.notices.words import how, joining


class _Text(vText):
    """Escaped as RFC 5545 (3.3.11) says; the library itself takes the «\\N» in D:\\News for the end of a line."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def method(notice: Notice) -> str:
    """What the recipient's calendar is to do: REQUEST or CANCEL."""
    return "CANCEL" if notice.kind is Kind.CANCELLATION else "REQUEST"


def write(notice: Notice) -> bytes:
    """The iCalendar object, in lines of at most 75 octets that end in CRLF."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Audio-conference portal//{spoken().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method(notice))
    calendar.add_component(_zone(notice.conference.starts_at.astimezone(MINSK)))
    calendar.add_component(_event(notice))
    return bytes(calendar.to_ical())


def _event(notice: Notice) -> Event:
    conference = notice.conference
    event = Event()
    event.add("uid", notice.uid)
    event.add("sequence", sequence(conference))
    event.add("dtstamp", notice.now)
    event.add("dtstart", conference.starts_at.astimezone(MINSK))
    event.add("dtend", conference.ends_at.astimezone(MINSK))
    event.add("summary", _Text(notice.subject))
    event.add("organizer", _organizer(notice.sender))
    event.add("attendee", _attendee(notice.recipient))
    if notice.kind is not Kind.REMINDER:  # which changes nothing
        event.add("last-modified", notice.now)
    if notice.kind is Kind.CANCELLATION:
        if not notice.withdrawn:  # one attendee's leave does not cancel the event (RFC 5546, 3.2.5)
            event.add("status", "CANCELLED")
        return event
    event.add("status", "CONFIRMED")
    event.add("location", notice.access_number)
    event.add("description", _Text("\n".join([*joining(notice), how(notice)])))
    if not conference.immediate:
        event.add_component(_alarm(notice.subject))
    return event


def _organizer(sender: str) -> vCalAddress:
    name, address = parseaddr(sender)
    organizer = _address(address)
    if name:
        organizer.params["CN"] = name
    return organizer


def _attendee(recipient: str) -> vCalAddress:
    """No answer is asked for: nobody reads the portal's mail."""
    attendee = _address(recipient)
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    return attendee


def _address(address: str) -> vCalAddress:
    return vCalAddress("mailto:" + quote(address, safe="@!$&'*+/="))  # RFC 6068: the rest of an address is escaped


def _alarm(subject: str) -> Alarm:
    """When the conference opens and one may dial in."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _Text(subject))
    alarm.add("trigger", -OPENS_BEFORE)
    return alarm


def _zone(at: datetime) -> Timezone:
    """Minsk as it is at `at`. (The library's own way of making it comes out empty for a single day.)"""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(at.year, 1, 1))
    standard.add("tzoffsetfrom", at.utcoffset())
    standard.add("tzoffsetto", at.utcoffset())
    standard.add("tzname", at.tzname())
    zone = Timezone()
    zone.add("tzid", "Europe/Minsk")
    zone.add_component(standard)
    return zone
