"""Letters: what each says and does not say, in text and calendar entry (memo 6.5, 6.7; RFC 5545, 5546, 6047)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal import notices
from portal.domain.conference import State
from portal.domain.mailing import Kind
from portal.domain.plan import EMAIL_LENGTH
from portal.domain.planning import read_email
from portal.domain.refusals import Refused
from portal.languages import LANGUAGES
from tests.letters import (
    ANNA,
    CANCELLED,
    CONFERENCE,
    EVERY_KIND,
    INVITED,
    IVAN,
    NUMBER,
    OTHER_KINDS,
    attached,
    calendar_of,
    calendar_part,
    entry_of,
    event_of,
    everything,
    sent,
    text_of,
    written,
)


@pytest.mark.parametrize(
    ("told", "subject", "opening"),
    [
        (INVITED, "Приглашение на конференцию", "Вы приглашены на аудиоконференцию."),
        (INVITED | {"immediate": True}, "Приглашение на конференцию", "она уже идет"),
        ({"kind": Kind.CHANGE}, "Изменения в конференции", "Организатор изменил параметры аудиоконференции"),
        ({"kind": Kind.REMINDER}, "Напоминание о конференции", "Напоминаем, что вы приглашены"),
        (CANCELLED, "Отмена конференции", "на которую вы были приглашены, отменена."),
        (CANCELLED | {"state": State.FAILED}, "Отмена конференции", "не состоится по техническим причинам"),
        ({"kind": Kind.CANCELLATION}, "Отмена приглашения на конференцию", "Ваше приглашение на аудиоконференцию от"),
    ],
)
def test_a_letter_says_what_it_is_about(told: dict[str, Any], subject: str, opening: str) -> None:
    """In its subject, and in its first sentence."""
    message = written(**told)
    assert message["Subject"] == f"{subject} «Планерка», 23.11.2026 в 15:00"
    assert opening in text_of(message)
    assert "Время: 23.11.2026 15:00–16:00 (Минск, UTC+3)" in text_of(message)
    assert (message["To"], message["Auto-Submitted"]) == (IVAN, "auto-generated")


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.CHANGE, Kind.REMINDER])
def test_a_letter_says_what_one_needs_to_join(kind: Kind) -> None:
    for told in (
        "Тема: Планерка",
        "Организатор: Анна",
        f"Номер доступа: {NUMBER}",
        "Номер конференции: 123456",
        "Пароль гостя: 654321",
    ):
        assert told in text_of(written(kind=kind))
    assert "портал сам позвонит вам" in text_of(written(kind=kind, auto_invite=True))
    assert "Портал и сам звонит вам" in text_of(written(kind=kind, auto_invite=True, immediate=True))


@pytest.mark.parametrize("told", EVERY_KIND)
def test_a_letter_keeps_secrets(told: dict[str, Any]) -> None:
    """Never the chair's password, never another's address or name, neither in the text nor in the calendar entry."""
    for recipient, other in ((IVAN, ANNA), (ANNA, IVAN)):
        all_of_it = everything(written(recipient, **told))
        assert CONFERENCE.chair_password not in all_of_it
        assert other not in all_of_it
        assert "Иван" not in all_of_it
    assert ("654321" in everything(written(**told))) == (told["kind"] is not Kind.CANCELLATION)


def test_without_a_guest_password_none_is_named() -> None:
    told = everything(written(guest_password=None))
    assert "арол" not in told
    assert "с телефона, указанного в списке участников" in told


def test_a_change_tells_what_was_before() -> None:
    before = replace(CONFERENCE, subject="Встреча", ends_at=datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    told = text_of(written(kind=Kind.CHANGE, before=before))
    assert "Тема: Планерка\nПрежняя тема: Встреча\n" in told
    assert "Прежнее время: 23.11.2026 15:00 – 24.11.2026 01:30 (Минск, UTC+3)" in told
    assert "Прежн" not in text_of(written(kind=Kind.CHANGE, before=CONFERENCE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_in_the_language_of_its_reader(language: str) -> None:
    """Nothing is left in Russian; what people have typed stays as it is."""
    for told in EVERY_KIND:
        message = written(language=language, subject="Q", organizer="", **told)
        assert [part["Content-Language"] for part in message.walk() if part["Content-Language"]] == [language]
        said = str(message["Subject"]) + text_of(message)
        assert bool(re.search("[А-Яа-я]", said)) == (language != "en")
        assert bool(re.search("[ыэ]", said)) == (language != "en")
        assert bool(re.search("[иИщъ]", said)) == (language == "ru")


@pytest.mark.parametrize(
    ("told", "method", "status", "sequence", "alarms"),
    [
        (INVITED, "REQUEST", "CONFIRMED", 2, 1),
        (INVITED | {"immediate": True}, "REQUEST", "CONFIRMED", 2, 0),
        ({"kind": Kind.CHANGE}, "REQUEST", "CONFIRMED", 2, 1),
        ({"kind": Kind.REMINDER}, "REQUEST", "CONFIRMED", 2, 1),
        (CANCELLED, "CANCEL", "CANCELLED", 3, 0),
        ({"kind": Kind.CANCELLATION}, "CANCEL", None, 2, 0),
    ],
)
def test_the_calendar_entry(told: dict[str, Any], method: str, status: str | None, sequence: int, alarms: int) -> None:
    """What a scheduling message needs (RFC 5546, 3.2.2 and 3.2.5), at Minsk time with the zone told."""
    message = written(sequence=2, **told)
    calendar, event = calendar_of(message), event_of(message)
    (zone,) = calendar.walk("VTIMEZONE")
    assert (calendar["METHOD"], calendar_part(message).get_param("method")) == (method, method)
    assert calendar_part(message).get_content_charset() == "utf-8"
    assert (event.get("STATUS"), event["SEQUENCE"], len(event.walk("VALARM"))) == (status, sequence, alarms)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (CONFERENCE.starts_at, CONFERENCE.ends_at)
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Europe/Minsk"
    assert zone.walk("STANDARD")[0].decoded("TZOFFSETTO") == timedelta(hours=3)
    assert event["DTSTAMP"].to_ical() == b"20261123T114500Z"
    assert ("LAST-MODIFIED" in event) == (told["kind"] is not Kind.REMINDER)
    assert event["SUMMARY"] == "Планерка"
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == ("mailto:portal@example.org", "Аудиоконференция")
    assert (event["ATTENDEE"], event["ATTENDEE"].params["RSVP"]) == (f"mailto:{IVAN}", "FALSE")
    assert ("LOCATION" in event, "DESCRIPTION" in event) == (method == "REQUEST", method == "REQUEST")
    for alarm in event.walk("VALARM"):
        assert alarm.decoded("TRIGGER") == timedelta(minutes=-10)


@pytest.mark.parametrize("told", EVERY_KIND)
def test_the_file_is_the_entry_in_short_lines(told: dict[str, Any]) -> None:
    """RFC 5545, 3.1: at most 75 octets a line, which end in CRLF; the attachment is what the alternative says."""
    subject = "Очень длинная тема; с запятыми, " + "я" * 90
    message = written(subject=subject, **told)
    lines = attached(message).split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert lines == [line.encode() for line in entry_of(message).replace("\r\n", "\n").split("\n")]
    assert event_of(message)["SUMMARY"] == subject


def test_all_that_is_sent_of_a_conference_is_one_entry() -> None:
    """One UID for everybody and for good; another conference has another."""
    assert len({event_of(written(to, **told))["UID"] for to in (ANNA, IVAN) for told in EVERY_KIND}) == 1
    assert event_of(written())["UID"] != event_of(written(id=8))["UID"]


def test_a_message_is_the_same_however_often_it_is_written() -> None:
    """A Message-ID for each conference, kind, sequence and mailbox, whatever else has changed; and the same bytes."""
    assert written()["Message-ID"] == written(IVAN.upper(), subject="Другая тема")["Message-ID"]
    assert sent() == sent()
    assert sent().isascii()
    different = [written(), written(ANNA), written(id=8), written(sequence=1), *(written(**k) for k in OTHER_KINDS)]
    assert len({message["Message-ID"] for message in different}) == len(different)


def test_a_letter_refers_to_the_invitation() -> None:
    """So that mail programs show them together; the invitation itself does not refer to itself."""
    invitation = str(written()["Message-ID"])
    assert written(kind=Kind.REMINDER, invitation=invitation)["References"] == invitation
    assert written(invitation=invitation)["References"] is None
    assert written(kind=Kind.REMINDER)["References"] is None


def shape(message: EmailMessage) -> list[str]:
    """The headers of all parts, and the properties of the entry, without their values."""
    names = [name for part in message.walk() for name in part]
    lines = attached(message).replace(b"\r\n ", b"").splitlines()
    return names + [re.split("[:;]", line.decode())[0] for line in lines]


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=128)
NASTY = st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "\0", "\u2028", "\x85", "\x0b", "\\", "\\n", ",", ";", ":", '"', "«", "=?utf-8?q?"]
    )
    | st.sampled_from(["BEGIN:VALARM", "END:VEVENT", "Bcc: anna@example.com", "\u202e", "\u200f", "🎧", "а" * 40, " "])
    | ANY_TEXT,
    min_size=1,
    max_size=12,
).map(lambda parts: "".join(parts)[:128])


@settings(deadline=None)  # the first letter imports the calendar's library
@given(NASTY, NASTY, st.sampled_from(EVERY_KIND))
@example("a\r\nBcc: anna@example.com\r\n\r\nBEGIN:VALARM\r\nACTION:AUDIO", "b\nEND:VEVENT\nBEGIN:VEVENT", INVITED)
@example("\\n\\,\\;\\\\", '"c"', INVITED)
@example("D:\\News", "c", INVITED)
def test_no_subject_or_name_breaks_out(subject: str, organizer: str, told: dict[str, Any]) -> None:
    """Whatever was typed: the same headers and properties as ever, and the subject read back is the one written."""
    message = written(subject=subject, organizer=organizer, **told)
    assert shape(message) == shape(written(**told))
    expected = notices.notice.one_line(subject)
    assert event_of(message)["SUMMARY"] == expected
    assert expected in str(message["Subject"])
    assert all(len(line) <= 78 for line in sent(subject=subject, organizer=organizer, **told).split(b"\r\n"))
    assert all(len(line) <= 75 for line in attached(message).split(b"\r\n"))


def test_a_subject_that_turns_the_direction_of_writing_turns_nothing_else() -> None:
    """The override ends with the subject (Unicode TR 9, isolates), before day and time."""
    message = written(subject="Обед\u202e00:51")
    assert "«\u2068Обед\u202e00:51\u2069», 23.11.2026" in message["Subject"]
    assert event_of(message)["SUMMARY"] == "Обед\u202e00:51"


def addresses(text: str) -> bool:
    try:
        return bool(read_email(text, "email"))
    except Refused:
        return False


LOCAL = st.text("abcXYZ019.!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=64)
ADDRESSES = st.builds("{}@{}example.org".format, LOCAL, st.sampled_from(["", "sub." * 40])).filter(addresses)


@settings(deadline=None)
@given(ADDRESSES)
@example("a..b@example.org")
@example(".a@example.org")
@example("x" * (EMAIL_LENGTH - 12) + "@example.org")
def test_every_address_that_the_portal_takes_can_be_written_to(address: str) -> None:
    """It stands in the header as it was typed, and in the entry as RFC 6068 wants it."""
    message = written(address)
    assert message_from_bytes(sent(address))["To"].strip() == address
    assert shape(message) == shape(written())
    attendee = str(event_of(message)["ATTENDEE"])
    assert unquote(attendee) == f"mailto:{address}"
    assert not set(attendee) & set("#?^`{|}")
