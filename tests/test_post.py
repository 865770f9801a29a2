"""The post: who gets which letter when a conference is planned, changed, called off; and the limits of a day (6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
from alembic import command
from sqlalchemy import create_engine, select, text

from portal.domain.mailing import MAILS_A_MAILBOX
from portal.domain.plan import Invitee, Plan
from portal.domain.refusals import Refused
from portal.domain.terms import Terms
from portal.services import accounts, audit, booking, post, telephony
from portal.store import migrations
from portal.store.database import HEAD
from portal.store.schema import outbox
from tests import core
from tests.core import ANSWERS, MONDAY, TERMS, Core
from tests.letters import text_of

ANNA, IVAN, VERA, OLEG = "anna@example.com", "ivan@example.org", "vera@example.org", "oleg@example.org"
PLAN = Plan(subject="Планерка", starts_at=MONDAY + timedelta(hours=5), own_telephone=False, size=50)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    assert made.do(audit.batch).violations == []
    made.database.close()


def rows(*emails: str) -> tuple[Invitee, ...]:
    return tuple(Invitee(f"+375259990{n:03d}", f"Имя {n}", email) for n, email in enumerate(emails, 1))


def plan(portal: Core, *emails: str, **wanted: Any) -> int:
    asked = replace(PLAN, invitees=rows(*emails), **wanted)
    return portal.do(lambda work: booking.schedule(work, portal.account, asked))


def edit(portal: Core, made: int, *emails: str, **wanted: Any) -> None:
    asked, seen = replace(PLAN, invitees=rows(*emails), **wanted), portal.conference(made).seq
    portal.do(lambda work: booking.edit(work, portal.account, made, asked, seen))


def cancel(portal: Core, made: int) -> None:
    portal.do(lambda work: booking.cancel(work, portal.account, made))


def letters(portal: Core, *, after: int = 0) -> list[tuple[int, str, str]]:
    """Event, kind and recipient of what is in the outbox, without the first `after`; suppressed or not."""
    found = select(outbox.c.seq, outbox.c.kind, outbox.c.recipient).order_by(outbox.c.id).offset(after)
    return [tuple(row) for row in portal.do(lambda work: work.db.execute(found).all())]


def suppressed(portal: Core) -> list[tuple[str, str, str]]:
    found = select(outbox.c.kind, outbox.c.recipient, outbox.c.error).where(outbox.c.next_at.is_(None))
    return [tuple(row) for row in portal.do(lambda work: work.db.execute(found.order_by(outbox.c.id)).all())]


def read(portal: Core, kind: str, recipient: str) -> tuple[EmailMessage, Any]:
    """The newest such letter and the event of its calendar entry."""
    found = select(outbox.c.message).where(outbox.c.kind == kind, outbox.c.recipient == recipient)
    stored = portal.do(lambda work: work.db.execute(found.order_by(outbox.c.id.desc())).scalars().first())
    assert stored
    message = message_from_bytes(stored, EmailMessage, policy=policy.default)
    calendar = icalendar.Calendar.from_ical(next(iter(message.iter_attachments())).get_content())
    assert isinstance(calendar, icalendar.Calendar)
    return message, calendar.walk("VEVENT")[0]


def test_everybody_listed_with_a_mailbox_is_invited(portal: Core) -> None:
    """Each mailbox once, though it stand in two rows; the owner as one of the list, or not at all."""
    plan(portal, IVAN, "", VERA, IVAN.upper())
    assert [(seq, kind, to.lower()) for seq, kind, to in letters(portal)] == [
        (1, "invitation", IVAN),
        (1, "invitation", VERA),
    ]
    plan(portal, own_telephone=True)
    assert letters(portal, after=2) == [(1, "invitation", ANNA)]


def test_an_immediate_conference_invites_when_it_has_started(portal: Core) -> None:
    """What one needs to join is wanted all the more; its reminder never comes."""
    plan(portal, IVAN, immediate=True, reminder=5)
    assert letters(portal) == [(2, "invitation", IVAN)]


def test_nobody_is_invited_to_what_fails_at_once(tmp_path: Path) -> None:
    """Nor told that it is cancelled."""
    full = core.begin(tmp_path / "portal.sqlite3", Terms(legs=0))
    plan(full, IVAN, immediate=True)
    assert letters(full) == []
    full.database.close()


def test_who_stays_comes_and_goes_with_a_change(portal: Core) -> None:
    """Who stays is told what has changed, who is new is invited, who is off the list is taken back what he had."""
    made = plan(portal, IVAN, VERA)
    edit(portal, made, IVAN, OLEG, subject="Совет", starts_at=MONDAY + timedelta(hours=6))
    assert letters(portal, after=2) == [(2, "change", IVAN), (2, "invitation", OLEG), (2, "cancellation", VERA)]
    first, second = read(portal, "invitation", IVAN), read(portal, "change", IVAN)
    assert first[1]["UID"] == second[1]["UID"]
    assert (first[1]["SEQUENCE"], second[1]["SEQUENCE"]) == (0, 1)
    assert second[0]["References"] == first[0]["Message-ID"]
    gone, entry = read(portal, "cancellation", VERA)
    assert "Планерка" in gone["Subject"] and "Совет" not in gone["Subject"] + text_of(gone)
    assert (entry["SUMMARY"], entry["SEQUENCE"], entry["ATTENDEE"]) == ("Планерка", 1, f"mailto:{VERA}")
    edit(portal, made, IVAN, OLEG, VERA, subject="Совет", starts_at=MONDAY + timedelta(hours=6))
    assert letters(portal, after=5) == [(3, "invitation", VERA)], "who stays was told nothing that has changed"
    assert read(portal, "invitation", VERA)[1]["SEQUENCE"] == 2


@pytest.mark.parametrize("changed", [{"size": 40}, {"retries": 2}, {"extend_by": 15}, {"reminder": 30}])
def test_a_change_of_what_nobody_was_told_is_not_told(portal: Core, changed: dict[str, int]) -> None:
    made = plan(portal, IVAN)
    edit(portal, made, IVAN, **changed)
    assert letters(portal, after=1) == []


@pytest.mark.parametrize("changed", [{"minutes": 90}, {"guest_password": True}, {"auto_invite": True}])
def test_a_change_of_what_was_told_is_told(portal: Core, changed: dict[str, object]) -> None:
    made = plan(portal, IVAN)
    edit(portal, made, IVAN, **changed)
    assert letters(portal, after=1) == [(2, "change", IVAN)]


def test_a_cancelled_conference_is_taken_back(portal: Core) -> None:
    """With a higher SEQUENCE than the last request, before or after its control has opened; and is not reminded of."""
    made = plan(portal, IVAN, VERA, reminder=15)
    edit(portal, made, IVAN, VERA, reminder=15, minutes=90)
    portal.advance(hours=4, minutes=55)
    assert letters(portal, after=4) == [(3, "reminder", IVAN), (3, "reminder", VERA)]
    assert read(portal, "reminder", IVAN)[1]["SEQUENCE"] == 1
    cancel(portal, made)
    assert letters(portal, after=6) == [(5, "cancellation", IVAN), (5, "cancellation", VERA)]
    message, entry = read(portal, "cancellation", IVAN)
    assert (entry["SEQUENCE"], entry["STATUS"]) == (2, "CANCELLED")
    assert message["References"] == read(portal, "invitation", IVAN)[0]["Message-ID"]


def test_what_fails_before_it_ever_ran_is_taken_back(tmp_path: Path) -> None:
    full = core.begin(tmp_path / "portal.sqlite3", replace(TERMS, legs=0))
    plan(full, IVAN)
    full.advance(hours=5)
    assert [row[1:] for row in letters(full)] == [("invitation", IVAN), ("cancellation", IVAN)]
    assert "по техническим причинам" in text_of(read(full, "cancellation", IVAN)[0])
    full.database.close()


def test_what_has_run_writes_no_more(portal: Core) -> None:
    """Neither its start nor its end, its extension nor a guest."""
    made = plan(portal, IVAN, guest_password=True)
    portal.advance(hours=5)
    conference = portal.conference(made)
    portal.do(lambda work: telephony.dial_in(work, ANSWERS, conference.number, conference.guest_password or ""))
    portal.advance(hours=2)
    assert portal.conference(made).state.final
    assert letters(portal, after=1) == []


def test_each_is_written_to_in_his_language(portal: Core) -> None:
    """Where an account has the mailbox, in the account's; else in the owner's."""

    def speak(work: Any) -> None:
        other = accounts.get(work, accounts.issue(work, "375259991001", "no hash", "Иван", IVAN.upper()))
        accounts.speak(work, other, "en")
        accounts.speak(work, portal.account, "be")

    portal.do(speak)
    plan(portal, IVAN, VERA)
    assert read(portal, "invitation", IVAN)[0]["Subject"].startswith("Invitation")
    assert read(portal, "invitation", VERA)[0]["Subject"].startswith("Запрашэнне")
    assert "You are invited" in text_of(read(portal, "invitation", IVAN)[0])


def many(day: int, count: int) -> list[str]:
    return [f"n{n}@day{day}.example.org" for n in range(count)]


def fill(portal: Core, letters_: int) -> int:
    """So many letters today, in conferences of up to 50; answers with the last conference."""
    made = 0
    for turn, done in enumerate(range(0, letters_, 50)):
        made = plan(portal, *many(turn, min(50, letters_ - done)), starts_at=MONDAY + timedelta(days=turn + 1))
    return made


def test_at_most_500_letters_an_account_a_day(portal: Core) -> None:
    """6.7: letters written and reminders planned, each on its Minsk day; a plan without mailboxes is no matter."""
    fill(portal, 430)
    plan(portal, *many(91, 10))  # opens today, reminds of nothing
    tomorrow = MONDAY + timedelta(days=1, hours=5)
    plan(portal, *many(90, 30), reminder=60)  # and 30 reminders today: it is full
    with pytest.raises(Refused, match="mail_limit"):
        plan(portal, IVAN, starts_at=tomorrow)
    with pytest.raises(Refused, match="mail_limit"):  # the chair's own row has a mailbox too
        plan(portal, starts_at=tomorrow, own_telephone=True)
    made = plan(portal)
    with pytest.raises(Refused, match="mail_limit"):
        edit(portal, made, IVAN)
    edit(portal, made, subject="Совет")
    portal.advance(hours=14)
    plan(portal, IVAN, starts_at=tomorrow)
    assert suppressed(portal) == []


def test_reminders_count_on_the_day_when_they_would_leave(portal: Core) -> None:
    for turn in range(5):
        plan(portal, *many(turn, 50), starts_at=MONDAY + timedelta(days=7), reminder=60)
    portal.advance(days=1)
    for turn in range(5, 10):
        plan(portal, *many(turn, 50), starts_at=MONDAY + timedelta(days=7), reminder=60)
    portal.advance(days=1)
    with pytest.raises(Refused, match="mail_limit") as refused:
        plan(portal, IVAN, starts_at=MONDAY + timedelta(days=7), reminder=60)
    assert refused.value.problems[0].field == "reminder"
    plan(portal, IVAN, starts_at=MONDAY + timedelta(days=7))
    plan(portal, IVAN, starts_at=MONDAY + timedelta(days=8), reminder=60)


def test_a_conference_is_cancelled_however_many_letters_have_left(portal: Core) -> None:
    """What is over the limit is kept as suppressed, and is never due."""
    made = fill(portal, 490)
    cancel(portal, made)
    assert portal.conference(made).state == "cancelled"
    assert len(letters(portal)) == 530
    assert {(kind, why) for kind, _, why in suppressed(portal)} == {("cancellation", post.ACCOUNT_FULL)}
    assert len(suppressed(portal)) == 30


def test_no_mailbox_is_flooded_though_many_accounts_write(portal: Core) -> None:
    """20 a day from the whole portal; the chair is told nothing of it, others get their letters, and so does the next
    day."""
    for turn in range(5):
        login = f"3752599920{turn:02d}"

        def issue(work: Any, login: str = login) -> accounts.Account:
            return accounts.get(work, accounts.issue(work, login, "no hash", "", ""))

        account = portal.do(issue)
        writer = replace(portal, account=account)
        for _ in range(4):
            plan(writer, IVAN)
    assert suppressed(portal) == []
    made = plan(portal, IVAN.upper(), VERA)
    assert suppressed(portal) == [("invitation", IVAN.upper(), post.MAILBOX_FULL)]
    assert len(letters(portal)) == MAILS_A_MAILBOX + 2
    portal.advance(hours=14)
    assert portal.conference(made).state.final
    plan(portal, IVAN, starts_at=MONDAY + timedelta(days=2))
    assert len(suppressed(portal)) == 1


def test_the_outbox_of_before_is_kept(tmp_path: Path) -> None:
    """A reminder that waits when the portal is brought up to date is still due; nobody knows what it follows from."""
    file = tmp_path / "old.sqlite3"
    with create_engine(f"sqlite:///{file}").begin() as db:
        command.upgrade(migrations.config(db), "0001")
        db.execute(text("INSERT INTO accounts VALUES (1, '375259991000', '', 'Анна', '', 'ru', 1, 0)"))
        old = "(message_id, account, recipient, message, queued_at, attempts, next_at, error)"
        db.execute(text(f"INSERT INTO outbox {old} VALUES ('<old@example.org>', 1, '{IVAN}', 'x', 1, 0, 1, '')"))
        command.upgrade(migrations.config(db), HEAD)
        kept = db.execute(text("SELECT recipient, next_at, conference, seq, kind FROM outbox")).all()
    assert [tuple(row) for row in kept] == [(IVAN, 1, None, None, None)]
