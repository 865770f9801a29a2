"""The audit: whether what the portal shows is what happened, by rules that must hold whatever was done to it.

The event log is the truth. State tables, timers, the network's own view of calls, and mails are compared with it;
each violation comes with the evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Table, select

from portal.domain import mailing
from portal.domain.conference import Conference, LegState, State
from portal.domain.effects import apply, born, replay
from portal.domain.events import Event
from portal.store import conferences
from portal.store.database import Work
from portal.store.schema import calls as call_rows
from portal.store.schema import conferences as conference_rows
from portal.store.schema import events as event_rows
from portal.store.schema import jobs as job_rows
from portal.store.schema import mailbox, outbox, over

BATCH = 200
OUTLIVES_BY = timedelta(seconds=5)
LAST = frozenset(
    {"conference.ended", "conference.cancelled", "conference.expired", "conference.failed", "conference.imported"}
)
_TIMERS = {State.SCHEDULED: {"open": 1, "start": 1}, State.OPEN: {"start": 1}, State.ACTIVE: {"end": 1}}
_ABOUT_THE_CONFERENCE = ("open", "start", "end")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold, the conference where it does not, and what shows it."""

    rule: str
    conference: int
    evidence: dict[str, Any] = field(default_factory=dict)


class Traces(NamedTuple):
    """All that there is of one conference, rows as the tables hold them."""

    conference: Conference
    events: list[dict[str, Any]]
    jobs: list[dict[str, Any]]
    mails: list[dict[str, Any]]  # of the outbox, once for each time that the mailbox inside the portal has got it
    calls: list[dict[str, Any]]
    in_history: int


class Batch(NamedTuple):
    """How many conferences were looked at, the last of their ids, and what was found."""

    conferences: int
    last: int
    violations: list[Violation]


def batch(work: Work, after: int = 0) -> Batch:
    """Audits up to 200 conferences with ids above `after`.

    One transaction a batch, so that a portal in use goes on meanwhile.
    """
    of = conference_rows.c
    found = conferences.query(work, select(conference_rows).where(of.id > after).order_by(of.id).limit(BATCH))
    ids = [conference.id for conference in found]
    tables = {table.name: _of(work, table, ids) for table in (event_rows, job_rows, call_rows)}
    mails = _mails(work, ids)
    in_history = Counter(work.db.execute(select(of.id).where(of.id.in_(ids), over)).scalars())
    violations = []
    for conference in found:
        events, jobs, calls = (tables[name].get(conference.id, []) for name in ("events", "jobs", "calls"))
        mailed = mails.get(conference.id, [])
        violations += judge(Traces(conference, events, jobs, mailed, calls, in_history[conference.id]))
    return Batch(len(ids), max(ids, default=after), violations)


def _of(work: Work, table: Table, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    order = [table.c.conference, *(table.c[name] for name in ("seq", "id") if name in table.c)]
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in work.db.execute(select(table).where(table.c.conference.in_(ids)).order_by(*order)).mappings():
        rows.setdefault(row["conference"], []).append(dict(row))
    return rows


def _mails(work: Work, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    of = outbox.c
    columns = (of.conference, of.message_id, of.seq, of.kind, of.recipient, mailbox.c.recipient.label("arrived"))
    arrived = outbox.outerjoin(mailbox, mailbox.c.message_id == of.message_id)
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in work.db.execute(select(*columns).select_from(arrived).where(of.conference.in_(ids))).mappings():
        rows.setdefault(row["conference"], []).append(dict(row))
    return rows


def judge(traces: Traces) -> list[Violation]:
    """Every rule on one conference."""
    broken = [Violation(rule, traces.conference.id, told) for rule, check in RULES.items() for told in check(traces)]
    return broken


def _sequence(traces: Traces) -> Iterator[dict[str, Any]]:
    found = [row["seq"] for row in traces.events]
    if found != list(range(1, len(found) + 1)) or len(found) != traces.conference.seq:
        yield {"sequence": found, "conference_says": traces.conference.seq}


def _state(traces: Traces) -> Iterator[dict[str, Any]]:
    if [row["seq"] for row in traces.events][:1] != [1]:
        return  # told by the sequence already
    past = [(Event(row["type"], row["data"]), row["at"]) for row in traces.events]
    told = replay(past, traces.conference.id)
    for name in (f.name for f in fields(Conference)):
        if getattr(told, name) != getattr(traces.conference, name):
            yield {"field": name, "log": str(getattr(told, name)), "table": str(getattr(traces.conference, name))}


def _causes(traces: Traces) -> Iterator[dict[str, Any]]:
    for row in traces.events:
        if not row["cause"]:
            yield {"seq": row["seq"], "type": row["type"]}


def _size(traces: Traces) -> Iterator[dict[str, Any]]:
    """Counted after every event, not only now."""
    live: set[int] = set()
    legs = 0
    for row in traces.events:
        match row["type"]:
            case "leg.queued" | "leg.calling" | "leg.dialled_in" | "leg.waiting":
                legs += 1
                live.add(legs)
            case "leg.not_placed":
                legs += 1
            case "leg.ended":
                live.discard(row["data"]["leg"])
        if len(live) > traces.conference.size:
            yield {"seq": row["seq"], "live_legs": sorted(live), "size": traces.conference.size}
            return


def _one_leg_a_number(traces: Traces) -> Iterator[dict[str, Any]]:
    numbers = {p.id: p.number for p in traces.conference.participants}
    spans: dict[str, list[Any]] = {}
    for leg in traces.conference.legs:
        spans.setdefault(numbers[leg.participant], []).append(leg)
    for number, legs in spans.items():
        for one, next_ in pairwise(legs):
            if one.ended_at is None or one.ended_at > next_.started_at:
                yield {"number": number, "legs": [one.id, next_.id]}


def _outlived(traces: Traces) -> Iterator[dict[str, Any]]:
    conference = traces.conference
    if not conference.state.final or conference.ended_at is None:
        return
    for leg in conference.legs:
        if leg.ended_at is None or leg.ended_at > conference.ended_at + OUTLIVES_BY:
            yield {"leg": leg.id, "leg_ended": str(leg.ended_at), "conference_ended": str(conference.ended_at)}


def _leg_times(traces: Traces) -> Iterator[dict[str, Any]]:
    for leg in traces.conference.legs:
        moments = [moment for moment in (leg.started_at, leg.connected_at, leg.ended_at) if moment]
        if moments != sorted(moments) or (leg.state is LegState.ENDED) != (leg.ended_at is not None):
            yield asdict(leg) | {"started_at": str(leg.started_at)}


def _authorised(traces: Traces) -> Iterator[dict[str, Any]]:
    """Before every outgoing leg stands an entry that names its participant."""
    allowed = {row["seq"]: row["data"]["participants"] for row in traces.events if row["type"] == "calls.authorised"}
    for row in traces.events:
        if row["type"] in ("leg.calling", "leg.queued"):
            by = row["data"].get("authorised", 0)
            if by >= row["seq"] or row["data"]["participant"] not in allowed.get(by, ()):
                yield {"seq": row["seq"], "type": row["type"], "authorised": by}


def _network(traces: Traces) -> Iterator[dict[str, Any]]:
    """What the telephones saw is what the legs say."""
    conference = traces.conference
    seen = Counter(row["leg"] for row in traces.calls)
    for row in traces.calls:
        leg = conference.leg(row["leg"])
        who = leg and conference.participant(leg.participant)
        if not leg or not who or seen[leg.id] > 1 or (who.number, leg.direction) != (row["number"], row["direction"]):
            yield {"call": row["id"], "number": row["number"], "leg": row["leg"], "calls_of_this_leg": seen[row["leg"]]}
        elif (row["state"] == "ended") != (not leg.live):
            yield {"call": row["id"], "network_says": row["state"], "leg": leg.id, "leg_says": str(leg.state)}
    for leg in conference.legs:
        if leg.state is not LegState.QUEUED and (leg.connected_at or leg.live) and not seen[leg.id]:
            yield {"leg": leg.id, "calls_of_this_leg": 0}


def _history(traces: Traces) -> Iterator[dict[str, Any]]:
    """Each conference that is over stands in the history exactly once, no other does."""
    ends = [row["seq"] for row in traces.events if row["type"] in LAST]
    if len(ends) > 1 or traces.in_history != len(ends):
        yield {"ended_by": ends, "times_in_history": traces.in_history}


def _timers(traces: Traces) -> Iterator[dict[str, Any]]:
    waiting = Counter(row["kind"] for row in traces.jobs if row["kind"] in _ABOUT_THE_CONFERENCE)
    expected = _TIMERS.get(traces.conference.state, {})
    if dict(waiting) != expected or (traces.conference.state.final and traces.jobs):
        yield {"state": str(traces.conference.state), "timers": dict(Counter(row["kind"] for row in traces.jobs))}


def _mail(traces: Traces) -> Iterator[dict[str, Any]]:
    """Suppressed or not, each letter that an event asks for is in the outbox, and no other."""
    if [row["seq"] for row in traces.events][:1] != [1]:
        return  # told by the sequence already
    asked: Counter[tuple[int, str, str]] = Counter()
    before = None
    for row in traces.events:
        event = Event(row["type"], row["data"])
        after = apply(before, event, row["at"]) if before else born(event, traces.conference.id)
        asked.update((row["seq"], kind, to.lower()) for kind, to in mailing.letters(before, event, after))
        before = after
    written = {row["message_id"]: (row["seq"], row["kind"], row["recipient"].lower()) for row in traces.mails}
    found = Counter(written.values())
    for seq, kind, to in asked.keys() | found.keys():
        if asked[seq, kind, to] != found[seq, kind, to]:
            yield {"seq": seq, "kind": kind, "to": to, "asked": asked[seq, kind, to], "in_outbox": found[seq, kind, to]}
    arrived = Counter(row["message_id"] for row in traces.mails)
    for row in traces.mails:
        if arrived[row["message_id"]] > 1 or row["arrived"] not in (None, row["recipient"]):
            yield {"message_id": row["message_id"], "to": row["recipient"], "arrived_at": row["arrived"]}


_Rule = Callable[[Traces], Iterable[dict[str, Any]]]

RULES: dict[str, _Rule] = {
    "the sequence of events has no gap": _sequence,
    "the state tables are what the events add up to": _state,
    "every event has a cause": _causes,
    "live legs never exceed the size": _size,
    "a number has one live leg at most": _one_leg_a_number,
    "no leg outlives its conference": _outlived,
    "a leg's moments are in order": _leg_times,
    "every outgoing call is authorised": _authorised,
    "the network saw what the legs say": _network,
    "mail is sent once": _mail,
    "history has each ended conference exactly once": _history,
    "every conference has the timers of its state": _timers,
}
