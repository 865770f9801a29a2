"""Mail on its way: it arrives, whatever happens, or is known to have failed."""

from __future__ import annotations

import asyncio
import gc
import socket
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Row, delete, select, update

from portal import relay
from portal.domain.plan import Invitee, Plan
from portal.runtime import Runtime
from portal.services import booking, post
from portal.settings import Settings
from portal.store.database import Work
from portal.store.schema import mailbox, outbox
from tests import core, serving
from tests.core import MONDAY, Core
from tests.letters import written

ANNA, IVAN, REFUSED = "anna@example.com", "ivan@example.org", "nobody@example.net"


class Server:
    """A mail server that refuses one recipient, and has each come again `greylisting` times. `taken`: what it took.

    `seen`: of each message whether it came encrypted and who had logged in. `options` are the controller's.
    """

    def __init__(self, port: int = 0, *, greylisting: int = 0, **options: Any) -> None:
        self.taken: list[tuple[str, str]] = []
        self.seen: list[tuple[bool, str]] = []
        self._patience: defaultdict[str, int] = defaultdict(lambda: greylisting)
        self._controller = Controller(self, hostname="127.0.0.1", port=port or free_port(), **options)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address == REFUSED:
            return "550 No such mailbox"
        if self._patience[address]:
            self._patience[address] -= 1
            return "451 4.7.1 Greylisted, please come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content)
        self.taken += [(recipient, message["Message-ID"]) for recipient in envelope.rcpt_tos]
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.seen.append((encrypted, str(session.auth_data or "")))
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
    """A conference at noon that reminds these mailboxes at a quarter to; their invitations are out of the way."""
    rows = tuple(Invitee(f"+37525999070{n}", "", address) for n, address in enumerate(addresses))
    plan = Plan(subject="Планерка", starts_at=MONDAY + timedelta(hours=2), invitees=rows, reminder=15, size=9)
    portal.do(lambda work: booking.schedule(work, portal.account, plan))
    portal.do(lambda work: work.db.execute(delete(outbox)))


def deliver(portal: Core, smtp: str = "", *, minutes: float = 0, **options: str) -> None:
    """What the running portal does when timers fall due: here at once, and on the loop of this call."""

    async def once() -> None:
        settings = Settings.model_validate({"database": portal.database.path, "smtp": smtp, **options})
        runtime = Runtime(settings, portal.database)
        try:
            await runtime.advance(minutes * 60)
        finally:
            await runtime.stop()

    with ThreadPoolExecutor(1) as thread:  # a browser test before may have left its own loop in this one
        thread.submit(asyncio.run, once()).result()
    with warnings.catch_warnings():  # the loop may have ended before its connections were closed: cleared away here
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def waiting(portal: Core) -> list[tuple[str, int, str]]:
    """Recipient, attempts, last error of what waits in the outbox."""
    return [(row.recipient, row.attempts, row.error) for row in unsent(portal) if row.failed_at is None]


def failed(portal: Core) -> list[tuple[str, int, str]]:
    """Recipient, attempts, last error of what has failed for good."""
    return [(row.recipient, row.attempts, row.error) for row in unsent(portal) if row.failed_at is not None]


def unsent(portal: Core) -> Sequence[Row[Any]]:
    found = select(outbox).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id)
    return portal.do(lambda work: work.db.execute(found).all())


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
        relay.keep(work, written().as_bytes(), [IVAN])

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
        deliver(portal, server.address, minutes=60)
    ((recipient, attempts, error),) = failed(portal)
    assert (recipient, attempts) == (REFUSED, 1)
    assert "No such mailbox" in error
    assert waiting(portal) == []


def test_four_attempts_are_made(portal: Core) -> None:
    """At once, and after 1, 5 and 15 minutes more; then it has failed and is left alone."""
    plan_reminders(portal, ANNA, IVAN)
    dead = f"127.0.0.1:{free_port()}"
    deliver(portal, dead, minutes=105)
    for attempts, wait in ((1, 1), (2, 5), (3, 15)):
        assert [row[:2] for row in waiting(portal)] == [(ANNA, attempts), (IVAN, attempts)]
        deliver(portal, dead, minutes=wait - 0.1)
        assert [row[1] for row in waiting(portal)] == [attempts, attempts]
        deliver(portal, dead, minutes=0.1)
    assert [row[:2] for row in failed(portal)] == [(ANNA, 4), (IVAN, 4)]
    with Server() as server:
        deliver(portal, server.address, minutes=60)
        assert (server.taken, waiting(portal)) == ([], [])


def test_the_chair_is_told_whom_letters_did_not_reach(portal: Core, tmp_path: Path) -> None:
    """Failed for good is not only a line in a log: the card of the conference names the mailboxes, once each."""
    plan_reminders(portal, ANNA, REFUSED)
    with Server() as server:
        deliver(portal, server.address, minutes=105)
    assert portal.do(lambda work: post.undelivered(work, 1)) == [REFUSED]
    cookies = serving.cookie(portal)
    portal.database.close()
    with serving.served(tmp_path) as process:
        card = httpx.get(f"{process.url}/conferences/1", cookies=cookies, trust_env=False).text
    assert f"Письма не дошли: {REFUSED}." in card


def test_who_is_greylisted_comes_again(portal: Core) -> None:
    plan_reminders(portal, ANNA, IVAN)
    with Server(greylisting=2) as server:
        deliver(portal, server.address, minutes=105)
        assert "Greylisted" in waiting(portal)[0][2]
        deliver(portal, server.address, minutes=1)
        assert [row[:2] for row in waiting(portal)] == [(ANNA, 2), (IVAN, 2)]
        deliver(portal, server.address, minutes=5)
        assert [recipient for recipient, _ in server.taken] == [ANNA, IVAN]
    assert unsent(portal) == []


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
