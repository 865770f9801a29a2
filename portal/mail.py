"""Mail on its way: the outbox is sent by SMTP, to a mail server or to the mailbox inside the portal.

Handed over at least once: a message leaves the outbox only when a server has taken it, and whatever is sent twice
(the process was killed in between) bears the same Message-ID. What fails stays and is tried again a minute later.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from portal.store.database import Work
from portal.store.schema import mailbox, outbox

if TYPE_CHECKING:
    from aiosmtplib import SMTP

    from portal.runtime import Runtime

TRY_AGAIN = timedelta(minutes=1)
TIMEOUT = 10  # seconds that a mail server has for one answer
BATCH = 50  # messages handed over in one connection

_log = structlog.get_logger(part="mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the outbox."""

    id: int
    message_id: str
    recipient: str
    message: bytes


async def deliver(runtime: Runtime) -> None:
    """Sends everything in the outbox that is due, one after another, oldest first."""
    while letters := await runtime.run(_due):
        from aiosmtplib import SMTPException

        try:
            async with _server(runtime) as client:
                for letter in letters:
                    await runtime.run(await _hand_over(client, runtime.settings.mail_from, letter))
        except (SMTPException, OSError) as error:  # the server as a whole: nothing more of this batch can leave
            _log.warning("mail.no_server", error=_told(error), waiting=len(letters))
            await runtime.run(_failed(letters, error))


async def _hand_over(client: SMTP, sender: str, letter: Letter) -> Callable[[Work], None]:
    """Sends one letter and answers with what is to be noted about it. Raises when the connection is lost."""
    from aiosmtplib import SMTPRecipientsRefused, SMTPResponseException

    try:
        await client.sendmail(parseaddr(sender)[1], [letter.recipient], letter.message)
    except (SMTPResponseException, SMTPRecipientsRefused, ValueError) as error:  # this letter only
        _log.warning("mail.refused", message_id=letter.message_id, error=_told(error))
        return _failed([letter], error)
    _log.info("mail.sent", message_id=letter.message_id)
    return _sent(letter)


@asynccontextmanager
async def _server(runtime: Runtime) -> AsyncIterator[SMTP]:
    """A connection to the mail server of the settings, or to a mailbox of our own that lives as long as it is used."""
    from aiosmtplib import SMTP

    # Told, because asking the resolver for the machine's full name can take seconds.
    me = socket.gethostname()
    if runtime.settings.smtp:
        host, _, port = runtime.settings.smtp.rpartition(":")
        async with SMTP(hostname=host.strip("[]"), port=int(port), local_hostname=me, timeout=TIMEOUT) as client:
            yield client
        return
    server = await _embedded(runtime)
    try:
        host, port = server.sockets[0].getsockname()
        async with SMTP(hostname=host, port=port, local_hostname=me, timeout=TIMEOUT, start_tls=False) as client:
            yield client
    finally:
        server.close()


async def _embedded(runtime: Runtime) -> asyncio.Server:
    from aiosmtpd.smtp import SMTP as Protocol

    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: Protocol(_Keeper(runtime), hostname="localhost", ident="portal mailbox", loop=loop), "127.0.0.1", 0
    )


class _Keeper:
    """Takes what the embedded mail server receives into the mailbox table."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """The name is aiosmtpd's."""
        content = bytes(envelope.content)
        recipients = [str(recipient) for recipient in envelope.rcpt_tos]
        await self.runtime.run(lambda work: keep(work, content, recipients))
        return "250 Kept"


def keep(work: Work, message: bytes, recipients: list[str]) -> None:
    """Puts a received message into the mailbox, once per Message-ID and recipient however often it comes.

    What the outbox does not know is let go: backstage has emptied the portal while it was under way.
    """
    message_id = str(message_from_bytes(message).get("Message-ID", "")).strip()
    if work.db.execute(select(outbox.c.id).where(outbox.c.message_id == message_id)).scalar() is None:
        return
    for recipient in recipients:
        row = {"message_id": message_id, "recipient": recipient, "message": message, "received_at": work.now}
        work.db.execute(insert(mailbox).values(row).on_conflict_do_nothing())


def _due(work: Work) -> list[Letter]:
    waiting = (
        select(outbox.c.id, outbox.c.message_id, outbox.c.recipient, outbox.c.message)
        .where(outbox.c.sent_at.is_(None), outbox.c.next_at <= work.now)
        .order_by(outbox.c.next_at, outbox.c.id)
        .limit(BATCH)
    )
    return [Letter(*row) for row in work.db.execute(waiting)]


def _sent(letter: Letter) -> Callable[[Work], None]:
    def note(work: Work) -> None:
        sent = {"sent_at": work.now, "attempts": outbox.c.attempts + 1, "error": ""}
        work.db.execute(update(outbox).where(outbox.c.id == letter.id).values(sent))

    return note


def _failed(letters: list[Letter], error: Exception) -> Callable[[Work], None]:
    """Notes a failed attempt of those of `letters` that have not been sent or noted already."""

    def note(work: Work) -> None:
        failed = {"attempts": outbox.c.attempts + 1, "error": _told(error), "next_at": work.now + TRY_AGAIN}
        still = (outbox.c.id.in_([letter.id for letter in letters]), outbox.c.sent_at.is_(None))
        work.db.execute(update(outbox).where(*still, outbox.c.next_at <= work.now).values(failed))

    return note


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
