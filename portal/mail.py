"""Mail on its way: the outbox is sent by SMTP, and what cannot be sent is tried again, three times more.

Handed over at least once: a message leaves the outbox only when a server has taken it, and whatever is sent twice
(the process was killed in between) bears the same Message-ID. What fails stays, 1, 5 and 15 minutes; after the fourth
attempt, or when the recipient is refused for good, it has failed and is not tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, update

from portal import relay
from portal.store.database import Work
from portal.store.schema import outbox

if TYPE_CHECKING:
    from aiosmtplib import SMTP

    from portal.runtime import Runtime

TRY_AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
BATCH = 50  # messages handed over in one connection

_log = structlog.get_logger(part="mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the outbox; `attempts` have failed so far."""

    id: int
    message_id: str
    recipient: str
    message: bytes
    attempts: int


Note = Callable[[Work], list[Letter]]
"""What is noted of an attempt in a transaction; answers with the letters that have failed for good by it."""


async def deliver(runtime: Runtime) -> None:
    """Sends everything in the outbox that is due, one after another, oldest first."""
    while letters := await runtime.run(_due):
        from aiosmtplib import SMTPException

        try:
            async with relay.connection(runtime) as client:
                for letter in letters:
                    await _noted(runtime, await _hand_over(runtime, client, letter))
        except (SMTPException, OSError) as error:  # the server as a whole: nothing more of this batch can leave
            _log.warning("mail.no_server", error=_told(error), waiting=len(letters))
            await _noted(runtime, _failed(letters, error))


async def _noted(runtime: Runtime, note: Note) -> None:
    for letter in await runtime.run(note):
        _log.error("mail.failed", message_id=letter.message_id, attempts=letter.attempts)


async def _hand_over(runtime: Runtime, client: SMTP, letter: Letter) -> Note:
    """Sends one letter and answers with what is to be noted about it. Raises when the connection is lost."""
    from aiosmtplib import SMTPNotSupported, SMTPRecipientsRefused, SMTPResponseException

    sender = parseaddr(runtime.settings.mail_from)[1]
    try:
        _perhaps_greylisted(runtime, letter)
        await client.sendmail(sender, [letter.recipient], letter.message)
    except (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupported, ValueError) as error:  # this letter only
        _log.warning("mail.refused", message_id=letter.message_id, error=_told(error))
        return _failed([letter], error, for_good=_for_good(error))
    _log.info("mail.sent", message_id=letter.message_id)
    return _sent(letter)


def _perhaps_greylisted(runtime: Runtime, letter: Letter) -> None:
    """A server that knows neither sender nor recipient yet has them come again (RFC 6647)."""
    from aiosmtplib import SMTPRecipientRefused, SMTPRecipientsRefused

    if runtime.faults is not None and runtime.faults.strike(
        "smtp_greylist", "smtp", fits=lambda told: letter.attempts < told["times"], message_id=letter.message_id
    ):
        refusal = SMTPRecipientRefused(451, "4.7.1 Greylisted, please come again", letter.recipient)
        raise SMTPRecipientsRefused([refusal])


def _for_good(error: Exception) -> bool:
    """Whether the letter itself or its recipient is refused with 5yz: the same again would be refused again.

    (RFC 5321, 4.2.1.) A refused sender or log-in is the portal's own trouble, which somebody may mend meanwhile.
    """
    from aiosmtplib import SMTPDataError, SMTPNotSupported, SMTPRecipientsRefused

    if isinstance(error, SMTPRecipientsRefused):
        return all(refused.code >= 500 for refused in error.recipients)
    return isinstance(error, SMTPNotSupported | ValueError) or (isinstance(error, SMTPDataError) and error.code >= 500)


def _due(work: Work, among: Sequence[Letter] = ()) -> list[Letter]:
    """The letters to be sent now, the first of them, or those `among` some."""
    waiting = (
        select(outbox.c.id, outbox.c.message_id, outbox.c.recipient, outbox.c.message, outbox.c.attempts)
        .where(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.next_at <= work.now)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(BATCH)
    )
    if among:
        waiting = waiting.where(outbox.c.id.in_([letter.id for letter in among]))
    return [Letter(*row) for row in work.db.execute(waiting)]


def _sent(letter: Letter) -> Note:
    def note(work: Work) -> list[Letter]:
        sent = {"sent_at": work.now, "attempts": outbox.c.attempts + 1, "error": ""}
        work.db.execute(update(outbox).where(outbox.c.id == letter.id).values(sent))
        return []

    return note


def _failed(letters: Sequence[Letter], error: Exception, *, for_good: bool = False) -> Note:
    """Notes a failed attempt of those of `letters` that have not been sent or noted already."""

    def note(work: Work) -> list[Letter]:
        tried = [replace(letter, attempts=letter.attempts + 1) for letter in _due(work, letters)]
        lost = [letter for letter in tried if for_good or letter.attempts > len(TRY_AGAIN)]
        for letter in tried:
            wait = TRY_AGAIN[letter.attempts - 1] if letter not in lost else timedelta()
            values = {"attempts": letter.attempts, "error": _told(error), "next_at": work.now + wait}
            failed_at = work.now if letter in lost else None
            work.db.execute(update(outbox).where(outbox.c.id == letter.id).values(**values, failed_at=failed_at))
        return lost

    return note


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
