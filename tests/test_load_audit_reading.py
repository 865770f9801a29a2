"""What the audit reads is the run's own, and what it asks for meets the guard: nobody else is looked at or reached."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from fixtures.backstage import Audit, Backstage, Event, Message, Queued
from load import audit_reading
from load.assignment import Foreign
from load.judging import judge
from load.target import Target
from load.world import Account
from tests.audited import ANNA, ONE, RUN, entry
from tests.scripted import Answer, Request, leads_to, scripted
from tests.test_load_judging import FORM, PORTAL, a_folder

AT = datetime(2026, 11, 24, tzinfo=UTC)
LISTED = [entry(ONE, "plan", letters_to=["vera@example.com"])]


def backstage(*arrived: str, letters: int = 1) -> Backstage:
    """Of a portal with a conference of this run, one of somebody else's and one whose beginning is not in the log.

    Each has written letters; in the mailboxes of `arrived` lies one.
    """
    told: Any = mock.create_autospec(Backstage, instance=True)
    log = [(1, ONE, "scheduled"), (1, ONE, "ended"), (2, "Совет директоров", "scheduled"), (3, ONE, "ended")]
    told.events.return_value = [
        Event(conference, seq, AT, f"conference.{type_}", {"subject": subject}, None)
        for seq, (conference, subject, type_) in enumerate(log)
    ]
    to = [(1, f"{n}@example.com") for n in range(letters)] + [(2, "director@example.com"), (3, "lost@example.com")]
    told.outbox.return_value = [
        Queued(f"<{address}>", conference, "invitation", address, "sent") for conference, address in to
    ]
    message = Message("<0@example.com>", "", "", "", "", None, "", "")
    told.mailbox.side_effect = lambda to: [message] * (to in arrived)
    told.audit.return_value = Audit(3, (), ())
    made: Backstage = told
    return made


def test_of_other_conferences_nothing_is_read() -> None:
    """Neither their log nor their letters nor the mailboxes of those whom they wrote to."""
    found = audit_reading.read(backstage("0@example.com"), RUN, LISTED)
    assert [(one.conference, one.mark, len(one.events)) for one in found.conferences or ()] == [(1, ONE, 2)]
    assert [one.conference for one in found.letters] == [1]
    assert found.mailboxes == {"0@example.com": ("<0@example.com>",), "vera@example.com": ()}


def test_mail_that_leaves_for_a_server_elsewhere_is_not_taken_for_lost() -> None:
    """Where no mailbox has anything they are not ours to open. The portal that the run has started keeps its mail
    itself: there the same means that everything was lost."""
    assert audit_reading.read(backstage(), RUN, LISTED).mailboxes == {}
    started = audit_reading.read(backstage(), RUN, LISTED, lines=10_000)
    assert started.mailboxes == {"0@example.com": (), "vera@example.com": ()}


def test_no_mailbox_is_opened_if_nobody_was_to_get_a_letter() -> None:
    """There is nothing to judge then, and a portal that writes to its chairs has hundreds of mailboxes."""
    assert audit_reading.read(backstage("0@example.com", letters=999), RUN, [], lines=5).mailboxes == {}


def test_of_very_many_mailboxes_some_are_opened() -> None:
    """Each is a request of its own: at most 200, from the first to the last."""
    opened = sorted(audit_reading.read(backstage("0@example.com", letters=999), RUN, LISTED).mailboxes)
    assert audit_reading.MAILBOXES / 2 < len(opened) <= audit_reading.MAILBOXES
    assert opened[0].startswith("0") and opened[-1].startswith("99")


def test_the_look_at_pages_is_under_the_guard(tmp_path: Path) -> None:
    """At a portal that is not ours the audit posts its log-in and nothing else, and an address that tells of somebody
    off the lists is not even opened."""
    asked: list[Request] = []

    def heard(answer: Answer) -> Answer:
        def note(line: socket.socket, request: Request) -> bool:
            asked.append(request)
            return answer(line, request)

        return note

    strange = {"/login": leads_to("/planning?call=%2B375291234567")}
    portal = {path: heard(answer) for path, answer in ({"/": FORM} | PORTAL | strange).items()}
    folder = a_folder(tmp_path, ledger=(entry(ONE, "plan"),))
    foreign = Foreign(may_create=False, numbers=(), mailboxes=(), transport={}, code="")
    with scripted(portal) as url:
        told = judge(folder, Target(url, given=[Account(ANNA, "made up")], foreign=foreign))
    assert "not sent: the number 37••••••••67 is not in the profile's list" in " ".join(one.says for one in told.checks)
    assert [(one.method, one.path) for one in asked] == [("GET", "/"), ("POST", "/login")]
