"""Conferences as aggregates: loaded from the state tables, saved together with the events that changed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, Table, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from portal.domain.conference import Conference, Leg, LegState, Participant, State
from portal.domain.effects import apply, born
from portal.domain.events import Event
from portal.store.database import Work
from portal.store.schema import conferences, events, legs, participants


def load(work: Work, conference_id: int) -> Conference | None:
    """The conference with its participants and legs, or None."""
    found = query(work, select(conferences).where(conferences.c.id == conference_id))
    return found[0] if found else None


def query(work: Work, statement: Select[Any]) -> list[Conference]:
    """The conferences whose rows `statement` selects, in its order."""
    rows = work.db.execute(statement).mappings().all()
    ids = [row["id"] for row in rows]
    of_participants: dict[int, list[Participant]] = {i: [] for i in ids}
    of_legs: dict[int, list[Leg]] = {i: [] for i in ids}
    for row in _rows_of(work, participants, ids):
        of_participants[row.pop("conference")].append(Participant(**row))
    for row in _rows_of(work, legs, ids):
        of_legs[row.pop("conference")].append(Leg(**row | {"state": LegState(row["state"])}))
    return [
        Conference(
            **row | {"state": State(row["state"])},
            participants=tuple(of_participants[row["id"]]),
            legs=tuple(of_legs[row["id"]]),
        )
        for row in map(dict, rows)
    ]


def _rows_of(work: Work, table: Table, ids: Sequence[int]) -> list[dict[str, Any]]:
    found = select(table).where(table.c.conference.in_(ids)).order_by(table.c.conference, table.c.id)
    return [dict(row) for row in work.db.execute(found).mappings()]


def create(work: Work, happened: Sequence[Event]) -> Conference:
    """A new conference from its first events, the first of which is `conference.scheduled`."""
    unborn = born(happened[0], 0)
    values = row_of(unborn)
    del values["id"]
    conference_id = work.insert(conferences, values)
    _append(work, conference_id, 1, happened[0])
    return _save(work, born(happened[0], conference_id), happened[1:], everything=True)


def change(work: Work, conference: Conference, happened: Sequence[Event]) -> Conference:
    """Appends `happened` to the log and brings the state tables after it; answers with the conference as it is now."""
    return _save(work, conference, happened, everything=False) if happened else conference


def _save(work: Work, before: Conference, happened: Sequence[Event], *, everything: bool) -> Conference:
    after = before
    for event in happened:
        after = apply(after, event, work.now)
        _append(work, after.id, after.seq, event)
    old_rows = () if everything else before.participants
    old_legs = () if everything else before.legs
    _put(work, conferences, [row_of(after)])
    if gone := {p.id for p in old_rows} - {p.id for p in after.participants}:
        work.db.execute(delete(participants).where(participants.c.conference == after.id, participants.c.id.in_(gone)))
    _put(work, participants, [{"conference": after.id, **asdict(p)} for p in after.participants if p not in old_rows])
    _put(work, legs, [{"conference": after.id, **asdict(leg)} for leg in after.legs if leg not in old_legs])
    work.touched.add(after.id)
    return after


def _append(work: Work, conference_id: int, seq: int, event: Event) -> None:
    row = {"conference": conference_id, "seq": seq, "at": work.now, "type": event.type, "data": event.data}
    work.db.execute(insert(events).values(**row, cause=work.cause, command=work.command))


def row_of(conference: Conference) -> dict[str, Any]:
    """The state row of a conference."""
    return {column.name: getattr(conference, column.name) for column in conferences.c}


def _put(work: Work, table: Table, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        keys = [column.name for column in table.primary_key]
        changed = {name: value for name, value in row.items() if name not in keys}
        work.db.execute(upsert(table).values(row).on_conflict_do_update(index_elements=keys, set_=changed))


def log(work: Work, conference_id: int | None = None) -> list[dict[str, Any]]:
    """The event log, of one conference or of all, in order."""
    found = select(events).order_by(events.c.conference, events.c.seq)
    if conference_id is not None:
        found = found.where(events.c.conference == conference_id)
    return [dict(row) for row in work.db.execute(found).mappings()]
