"""Mail: what a reminder says and does not say (memo 6.5, 6.7), and that it arrives, whatever happens on the way."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from portal import mail, notices
from portal.domain.conference import Conference, Participant
from portal.domain.plan import Invitee, Plan
from portal.runtime import Runtime
from portal.services import booking
from portal.settings import Settings
from portal.store.database import Work
from portal.store.schema import mailbox, outbox
from tests import core, serving
from tests.core import MONDAY, Core

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


class Server:
    """A mail server that refuses one recipient. `taken` holds what it has taken."""

    def __init__(self, port: int = 0) -> None:
        self.taken: list[tuple[str, str]] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=port or free_port())

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address == REFUSED:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        self.taken += [(recipient, message["Message-ID"]) for recipient in envelope.rcpt_tos]
        return "250 OK"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._controller.port}"

    def __enter__(self) -> Server:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def plan_reminders(portal: Core, *addresses: str) -> None:
    """A conference at noon that reminds these mailboxes at a quarter to."""
    rows = tuple(Invitee(f"+37525999070{n}", "", address) for n, address in enumerate(addresses))
    plan = Plan(subject="Планерка", starts_at=MONDAY + timedelta(hours=2), invitees=rows, reminder=15, size=9)
    portal.do(lambda work: booking.schedule(work, portal.account, plan))


def deliver(portal: Core, smtp: str = "", *, minutes: float = 0) -> None:
    """What the running portal does when timers fall due: here at once, and on the loop of this call."""

    async def once() -> None:
        settings = Settings.model_validate({"database": portal.database.path, "smtp": smtp})
        runtime = Runtime(settings, portal.database)
        try:
            await runtime.advance(minutes * 60)
        finally:
            await runtime.stop()

    with ThreadPoolExecutor(1) as thread:  # a browser test before may have left its own loop in this one
        thread.submit(asyncio.run, once()).result()


def waiting(portal: Core) -> list[tuple[str, int, str]]:
    """Recipient, attempts, last error of what has not left the outbox."""
    columns = (outbox.c.recipient, outbox.c.attempts, outbox.c.error)
    found = select(*columns).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id)
    return [tuple(row) for row in portal.do(lambda work: work.db.execute(found).all())]


def received(portal: Core) -> list[str]:
    found = select(mailbox.c.recipient).order_by(mailbox.c.id)
    return list(portal.do(lambda work: work.db.execute(found).scalars().all()))


def test_reminders_arrive_in_the_mailbox_inside_the_portal(portal: Core) -> None:
    """At their time, not before; one for each address."""
    plan_reminders(portal, ANNA, IVAN, ANNA)
    deliver(portal, minutes=104)
    assert received(portal) == []
    deliver(portal, minutes=1)
    assert received(portal) == [ANNA, IVAN]
    assert waiting(portal) == []


def test_what_is_sent_twice_arrives_once(portal: Core) -> None:
    """The process was killed after the server took the message and before that was noted."""
    plan_reminders(portal, ANNA)
    deliver(portal, minutes=105)
    portal.do(lambda work: work.db.execute(update(outbox).values(sent_at=None)))
    deliver(portal)
    assert received(portal) == [ANNA]


def test_what_a_reset_has_forgotten_does_not_arrive(portal: Core) -> None:
    def late(work: Work) -> None:
        mail.keep(work, written().as_bytes(), [IVAN])

    portal.do(late)
    assert received(portal) == []


def test_mail_waits_for_a_server_that_is_away(portal: Core) -> None:
    """It stays with attempts and error, is tried again a minute later and not before, and arrives."""
    plan_reminders(portal, ANNA, IVAN)
    port = free_port()
    deliver(portal, f"127.0.0.1:{port}", minutes=105)
    first = waiting(portal)
    assert [row[:2] for row in first] == [(ANNA, 1), (IVAN, 1)]
    assert all("SMTPConnectError" in row[2] for row in first)
    with Server(port) as server:
        deliver(portal, server.address, minutes=0.9)
        assert server.taken == []
        deliver(portal, server.address, minutes=0.1)
        assert [recipient for recipient, _ in server.taken] == [ANNA, IVAN]
    assert waiting(portal) == []


def test_a_refused_recipient_does_not_hold_up_the_others(portal: Core) -> None:
    plan_reminders(portal, ANNA, REFUSED, IVAN)
    with Server() as server:
        deliver(portal, server.address, minutes=105)
        assert [recipient for recipient, _ in server.taken] == [ANNA, IVAN]
    ((recipient, attempts, error),) = waiting(portal)
    assert (recipient, attempts) == (REFUSED, 1)
    assert "No such mailbox" in error


def test_mail_outlives_a_killed_portal(portal: Core, tmp_path: Path) -> None:
    """A real process with a dead mail server, killed; started again, it hands over what was waiting, once."""
    plan_reminders(portal, ANNA, IVAN)
    port = free_port()
    with serving.served(tmp_path, "--smtp", f"127.0.0.1:{port}") as process:
        with serving.backstage(process) as backstage:
            ran = backstage.post("/clock/advance", json={"seconds": 105 * 60}).json()["ran"]
            assert [one["kind"] for one in ran] == ["remind"]
        process.kill()
        assert [row[:2] for row in waiting(portal)] == [(ANNA, 1), (IVAN, 1)]
        with Server(port) as server:
            process.start()
            with serving.backstage(process) as backstage:
                backstage.post("/clock/advance", json={"seconds": 60})
            assert [recipient for recipient, _ in server.taken] == [ANNA, IVAN]
            assert len({message_id for _, message_id in server.taken}) == 2
    assert waiting(portal) == []
