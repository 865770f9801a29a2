"""The mail server that letters are handed to: the one of the settings, or a mailbox inside the portal.

A connection to another machine is only ever encrypted with a certificate that somebody vouches for, and the password
is never sent readably over a network.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from portal.settings import Settings, loopback
from portal.store.database import Work
from portal.store.schema import mailbox, outbox

if TYPE_CHECKING:
    from aiosmtplib import SMTP

    from portal.runtime import Runtime

TIMEOUT = 10  # seconds that a mail server has for one answer
_TLS_FROM_THE_START = 465  # RFC 8314


@asynccontextmanager
async def connection(runtime: Runtime) -> AsyncIterator[SMTP]:
    """A connection for the block, ready for letters. Raises SMTPException and OSError (TLS errors are such)."""
    if runtime.faults is not None:
        if slow := runtime.faults.strike("latency", "smtp"):
            await asyncio.sleep(slow.seconds)
        if runtime.faults.strike("smtp_down", "smtp"):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused, because a fault was asked for")
    if runtime.settings.smtp:
        async with _to_server(runtime.settings) as client:
            yield client
    else:
        async with _to_mailbox(runtime) as client:
            yield client


@asynccontextmanager
async def _to_server(settings: Settings) -> AsyncIterator[SMTP]:
    from aiosmtplib import SMTP

    host, port = settings.smtp_address
    from_the_start, later = encryption(settings)
    async with SMTP(
        hostname=host,
        port=port,
        username=settings.smtp_user or None,
        password=settings.smtp_secret or None,
        local_hostname=_me(),
        timeout=TIMEOUT,
        use_tls=from_the_start,
        start_tls=later,
        tls_context=trust(settings),
    ) as client:
        yield client


def encryption(settings: Settings) -> tuple[bool, bool | None]:
    """Whether TLS is spoken from the start, and whether it is begun later (STARTTLS; None: if the server offers it).

    With a log-in at another machine it always is: whoever stands in between could hide the offer and read the password.
    """
    how, (host, port) = settings.smtp_tls, settings.smtp_address
    if how == "auto" and port == _TLS_FROM_THE_START:
        how = "tls"
    if how == "auto" and not (settings.smtp_user and not loopback(host)):
        return False, None
    return how == "tls", how in ("auto", "starttls")


def trust(settings: Settings) -> ssl.SSLContext:
    """Whose certificate is believed: that of whoever is on this machine, unless somebody is named to vouch for it."""
    context = ssl.create_default_context(cafile=settings.smtp_ca or None)
    if loopback(settings.smtp_address[0]) and not settings.smtp_ca:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _me() -> str:
    """Told, because asking the resolver for the machine's full name can take seconds."""
    return socket.gethostname()


@asynccontextmanager
async def _to_mailbox(runtime: Runtime) -> AsyncIterator[SMTP]:
    """A server of our own that lives as long as it is used."""
    from aiosmtpd.smtp import SMTP as Protocol
    from aiosmtplib import SMTP

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Protocol(_Keeper(runtime), hostname="localhost", ident="portal mailbox", loop=loop), "127.0.0.1", 0
    )
    try:
        host, port = server.sockets[0].getsockname()
        async with SMTP(hostname=host, port=port, local_hostname=_me(), timeout=TIMEOUT, start_tls=False) as client:
            yield client
    finally:
        server.close()


class _Keeper:
    """Takes what the server inside the portal receives into the mailbox table."""

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
