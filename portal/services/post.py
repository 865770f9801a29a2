"""The post: letters that follow from events are put into the outbox, in the transaction of the events (memo 6.5, 6.7).

What is more than the limits of a day allow is kept there as suppressed, with the reason, and never handed over: a
conference is cancelled, and a reminder falls due, however much has been sent that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import structlog
from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select

from portal import notices
from portal.domain import mailing
from portal.domain.conference import Conference
from portal.domain.events import Event
from portal.domain.mailing import MAILS_A_DAY, MAILS_A_MAILBOX, Kind
from portal.domain.moments import days, minsk_day
from portal.notices import Notice
from portal.services import accounts
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import conferences, jobs, key_of_mailbox, outbox, participants

ACCOUNT_FULL = f"suppressed: the account has sent {MAILS_A_DAY} letters today"
MAILBOX_FULL = f"suppressed: the mailbox has been sent {MAILS_A_MAILBOX} letters today"

_NOT_REACHED = or_(outbox.c.failed_at.is_not(None), outbox.c.next_at.is_(None) & outbox.c.sent_at.is_(None))
_LOST = Prepared(select(outbox.c.recipient).where(outbox.c.conference == bindparam("of"), _NOT_REACHED).distinct())

_log = structlog.get_logger(part="post")


def send(work: Work, before: Conference | None, after: Conference, events: Sequence[Event]) -> None:
    """Writes the letters that follow from `events`, the last of which made the conference what it is `after`."""
    for seq, event in enumerate(events, after.seq - len(events) + 1):
        if letters := mailing.letters(before, event, after):
            _write(work, before, after, seq, letters)


def _write(
    work: Work, before: Conference | None, after: Conference, seq: int, letters: Sequence[tuple[Kind, str]]
) -> None:
    owner = accounts.get(work, after.owner)
    recipients = [mailbox.lower() for _, mailbox in letters]
    languages = accounts.languages_of(work, recipients)
    invitations = _invitations(work, after.id)
    suppressed = _suppressed(work, owner.id, recipients)
    for (kind, mailbox), why in zip(letters, suppressed, strict=True):
        gone = kind is Kind.CANCELLATION and not after.state.final
        notice = Notice(
            kind=kind,
            # Who is off the list is told of what he was invited to, and not what has become of it.
            conference=replace(before, sequence=after.sequence) if gone and before else after,
            before=before if kind is Kind.CHANGE else None,
            recipient=mailbox,
            organizer=owner.name,
            language=languages.get(mailbox.lower(), owner.language),
            sender=work.terms.sender,
            access_number=work.terms.access_number,
            now=work.now,
            invitation=invitations.get(mailbox.lower(), ""),
        )
        follows = {"account": owner.id, "conference": after.id, "seq": seq, "kind": kind, "recipient": mailbox}
        content = {"message_id": notice.message_id, "message": notices.write(notice), "queued_at": work.now}
        sending = {"attempts": 0, "next_at": None if why else work.now, "error": why}
        work.db.execute(insert(outbox).values(follows | content | sending))
        if why:
            _log.warning("mail.suppressed", conference=after.id, seq=seq, kind=str(kind), reason=why)
    work.posted = True


def _invitations(work: Work, conference: int) -> dict[str, str]:
    """The Message-ID of each mailbox's newest invitation to the conference."""
    of = outbox.c
    found = select(key_of_mailbox, of.message_id).where(of.conference == conference, of.kind == Kind.INVITATION)
    return {mailbox: message_id for mailbox, message_id in work.db.execute(found.order_by(of.id))}


def _suppressed(work: Work, account: int, recipients: Sequence[str]) -> list[str]:
    """Why each of the letters to `recipients` is not to be sent today; empty where it is."""
    today = minsk_day(work.now)
    room = MAILS_A_DAY - _sent(work, today, outbox.c.account == account)
    of_mailboxes = select(key_of_mailbox, func.count()).where(key_of_mailbox.in_(recipients), *_leaving(today))
    taken = Counter({mailbox: n for mailbox, n in work.db.execute(of_mailboxes.group_by(key_of_mailbox))})
    reasons = []
    for mailbox in recipients:
        why = ACCOUNT_FULL if room <= 0 else MAILBOX_FULL if taken[mailbox] >= MAILS_A_MAILBOX else ""
        room -= not why
        reasons.append(why)
    return reasons


def spoken_for(work: Work, account: int, day: date, besides: int = 0) -> int:
    """The account's letters of a Minsk day: those written, and the reminders planned for it.

    Reminders of the conference `besides` do not count.
    """
    first, after = days(day, day)
    mailbox = func.lower(participants.c.email)
    planned = (
        select(participants.c.conference, mailbox)
        .join(jobs, jobs.c.conference == participants.c.conference)
        .join(conferences, conferences.c.id == participants.c.conference)
        .where(jobs.c.kind == "remind", jobs.c.due_at >= first, jobs.c.due_at < after)
        .where(conferences.c.owner == account, conferences.c.id != besides)
        .where(participants.c.email != "", participants.c.removed.is_(False))
        .distinct()
    )
    reminders = work.db.execute(select(func.count()).select_from(planned.subquery())).scalar_one()
    return _sent(work, day, outbox.c.account == account) + int(reminders)


def _sent(work: Work, day: date, *which: ColumnElement[bool]) -> int:
    return int(work.db.execute(select(func.count()).select_from(outbox).where(*which, *_leaving(day))).scalar_one())


def _leaving(day: date) -> Iterable[ColumnElement[bool]]:
    first, after = days(day, day)
    return outbox.c.queued_at >= first, outbox.c.queued_at < after, outbox.c.next_at.is_not(None)


def undelivered(work: Work, conference_id: int) -> list[str]:
    """The mailboxes that letters of a conference did not reach: refused for good, given up, or over a limit."""
    return sorted(row.recipient for row in _LOST.all(work.db, of=conference_id))
