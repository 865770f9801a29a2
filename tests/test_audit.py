"""The audit finds what is wrong: every rule of it, seen broken, and nothing in a conference that is as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain.plan import Invitee, Plan
from portal.services import audit, booking, control
from portal.store.database import Work
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, Core

NEW_EVENT = (
    "INSERT INTO events (conference, seq, at, type, data, cause, command) VALUES (1, {}, 0, '{}', '{}', 'x', '')"
)
OUTBOX = "account, conference, seq, kind, recipient, message_id, message, queued_at, attempts, error"
NEXT = "(SELECT max(seq) + 1 FROM events WHERE conference = 1)"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    """One conference with somebody connected, somebody busy; another that is over; letters of a third."""
    made = core.begin(tmp_path / "portal.sqlite3")
    made.schedule(ANSWERS, BUSY, GUEST, auto_invite=True)
    made.advance(seconds=5)
    over = made.schedule(ANSWERS, auto_invite=True)
    made.advance(seconds=5)
    made.do(lambda work: control.end(work, made.account, over))
    row = Invitee(GUEST, "", "vera@example.com")
    starts_at = core.MONDAY + timedelta(hours=1, seconds=15)
    plan = Plan(subject="Планерка", starts_at=starts_at, invitees=(row,), reminder=60)
    made.do(lambda work: booking.schedule(work, made.account, plan))
    made.advance(seconds=5)
    yield made
    made.database.close()


BREAKS = {
    "the sequence of events has no gap": [
        "DELETE FROM events WHERE conference = 1 AND seq = 3",
        "UPDATE conferences SET seq = seq + 1 WHERE id = 1",
    ],
    "the state tables are what the events add up to": [
        "UPDATE conferences SET subject = 'Чужая' WHERE id = 1",
        "UPDATE participants SET blocked = 1 WHERE conference = 1 AND id = 2",
        "DELETE FROM legs WHERE conference = 1 AND id = 2",
    ],
    "every event has a cause": ["UPDATE events SET cause = '' WHERE conference = 1 AND seq = 2"],
    "live legs never exceed the size": ["UPDATE conferences SET size = 1 WHERE id = 1"],
    "a number has one live leg at most": [
        "INSERT INTO legs (conference, id, participant, direction, state, reason, muted, started_at, connected_at) "
        "SELECT conference, 9, participant, direction, state, reason, muted, started_at + 1, connected_at + 1 "
        "FROM legs WHERE conference = 1 AND id = 1"
    ],
    "no leg outlives its conference": ["UPDATE legs SET ended_at = ended_at + 5001 WHERE conference = 2"],
    "a leg's moments are in order": ["UPDATE legs SET connected_at = started_at - 1 WHERE conference = 1 AND id = 1"],
    "every outgoing call is authorised": [
        "UPDATE events SET data = json_set(data, '$.authorised', 1) WHERE conference = 1 AND type = 'leg.calling'",
        "UPDATE events SET data = json_set(data, '$.participants', json('[2, 3]')) "
        "WHERE conference = 1 AND type = 'calls.authorised'",
    ],
    "the network saw what the legs say": [
        "DELETE FROM calls WHERE conference = 1 AND leg = 1",
        "UPDATE calls SET number = '+375259990009' WHERE conference = 1 AND leg = 1",
        "UPDATE calls SET state = 'ended' WHERE conference = 1 AND leg = 1",
        "INSERT INTO calls (number, direction, conference, leg, state, result, muted, placed_at) "
        "SELECT number, direction, conference, leg, state, result, muted, placed_at FROM calls WHERE leg = 1",
    ],
    "mail is sent once": [
        "DELETE FROM outbox WHERE conference = 3 AND kind = 'reminder' AND recipient = 'vera@example.com'",
        f"INSERT INTO outbox ({OUTBOX}) SELECT {OUTBOX.replace('message_id', chr(39) + 'again' + chr(39))} FROM outbox "
        "WHERE id = 1",
        "UPDATE outbox SET seq = 2 WHERE conference = 3 AND kind = 'invitation'",
        "UPDATE outbox SET kind = 'change' WHERE conference = 3 AND kind = 'invitation'",
        "UPDATE outbox SET recipient = 'oleg@example.com' WHERE id = 1",
        "UPDATE outbox SET conference = 2 WHERE id = 1",
        "INSERT INTO mailbox (message_id, recipient, message, received_at) "
        "SELECT message_id, 'oleg@example.com', message, 0 FROM outbox WHERE id = 1",
        "INSERT INTO mailbox (message_id, recipient, message, received_at) "
        "SELECT message_id, r, message, 0 FROM outbox, (SELECT recipient r FROM outbox UNION SELECT 'x') WHERE id = 1",
    ],
    "history has each ended conference exactly once": [
        "UPDATE conferences SET state = 'active' WHERE id = 2",
        NEW_EVENT.format(NEXT, "conference.expired", "{}"),
    ],
    "every conference has the timers of its state": [
        "DELETE FROM jobs WHERE conference = 1 AND kind = 'end'",
        "INSERT INTO jobs (due_at, kind, conference, ref) VALUES (0, 'end', 1, 0)",
        "INSERT INTO jobs (due_at, kind, conference, ref) VALUES (0, 'retry', 2, 1)",
    ],
}


def found(portal: Core) -> set[str]:
    return {violation.rule for violation in portal.do(audit.batch).violations}


def test_what_is_as_it_should_be_has_no_violation(portal: Core) -> None:
    """The audit passes over every conference, and says where it ended."""
    assert portal.do(audit.batch) == (3, 3, [])
    assert portal.do(lambda work: audit.batch(work, 3)) == (0, 3, [])


def test_every_rule_is_seen_broken_below() -> None:
    assert BREAKS.keys() == audit.RULES.keys()


@pytest.mark.parametrize(("rule", "statement"), [(rule, sql) for rule, sqls in BREAKS.items() for sql in sqls])
def test_a_break_is_found_by_its_rule(portal: Core, rule: str, statement: str) -> None:
    """Tampered with behind the portal's back, the rows are told by the rule that they break."""

    def tamper(work: Work) -> None:
        for (trigger,) in work.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            work.db.exec_driver_sql(f"DROP TRIGGER {trigger}")
        assert work.db.exec_driver_sql(statement).rowcount

    portal.do(tamper)
    assert rule in found(portal)
