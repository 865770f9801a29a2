"""Conferences as aggregates: loaded from the state tables, saved together with the events that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from portal.domain.conference import Conference, Leg, LegState, Participant, State
from portal.domain.effects import apply, born
from portal.domain.events import Event
from portal.store.database import Work
from portal.store.prepared import Prepared, adding, putting
from portal.store.schema import conferences, events, legs, participants

_NAMES, _ROW_NAMES, _LEG_NAMES = conferences.c.keys(), participants.c.keys()[1:], legs.c.keys()[1:]
_ONE = Prepared(select(conferences).where(conferences.c.id == bindparam("id")))
_SEQ = Prepared(select(conferences.c.seq).where(conferences.c.id == bindparam("id")))
_KNOWN = 4096  # conferences at most
_ROWS, _LEGS = (
    Prepared(
        select(*(column for column in table.c if column.name != "conference"))
        .where(table.c.conference == bindparam("of"))
        .order_by(table.c.id)
    )
    for table in (participants, legs)
)
_PUT, _PUT_ROW, _PUT_LEG = putting(conferences), putting(participants), putting(legs)
_TAKE_ROW = Prepared(
    delete(participants).where(participants.c.conference == bindparam("of"), participants.c.id == bindparam("row"))
)
_APPEND = adding(events, *events.c.keys())


def load(work: Work, conference_id: int) -> Conference | None:
    """The conference with its participants and legs, or None.

    Reading one that nobody has changed is one look at its seq: every change is an event. What the transaction itself
    has changed is read anew and not kept, for it may be rolled back.
    """
    if conference_id in work.touched:
        return _read(work, conference_id)
    known = work.known.get(conference_id)
    if known is not None and known.seq == _SEQ.value(work.db, id=conference_id):
        return known
    found = _read(work, conference_id)
    if found is not None:
        work.known.pop(conference_id, None)
        while len(work.known) >= _KNOWN:
            del work.known[next(iter(work.known))]
        work.known[conference_id] = found
    return found


def _read(work: Work, conference_id: int) -> Conference | None:
    row = _ONE.first(work.db, id=conference_id)
    return _whole(work, row) if row else None


def query(work: Work, statement: Select[Any]) -> list[Conference]:
    """The conferences whose rows `statement` selects, in its order."""
    return whole(work, work.db.execute(statement).all())


def whole(work: Work, found: Iterable[Any]) -> list[Conference]:
    """The conferences of these rows, with their participants and legs."""
    return [_whole(work, row) for row in found]


def _whole(work: Work, row: Any) -> Conference:
    rows = tuple(Participant(**one._asdict()) for one in _ROWS.all(work.db, of=row.id))
    calls = tuple(Leg(**one._asdict() | {"state": LegState(one.state)}) for one in _LEGS.all(work.db, of=row.id))
    return Conference(**row._asdict() | {"state": State(row.state)}, participants=rows, legs=calls)


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
    old_rows = {} if everything else {p.id: p for p in before.participants}
    old_legs = {} if everything else {leg.id: leg for leg in before.legs}
    _PUT.run(work.db, **row_of(after))
    _TAKE_ROW.run_many(
        work.db, ({"of": after.id, "row": id_} for id_ in old_rows.keys() - {p.id for p in after.participants})
    )
    _PUT_ROW.run_many(work.db, (_part(after, _ROW_NAMES, p) for p in after.participants if old_rows.get(p.id) != p))
    _PUT_LEG.run_many(work.db, (_part(after, _LEG_NAMES, leg) for leg in after.legs if old_legs.get(leg.id) != leg))
    work.touched.add(after.id)
    return after


def _append(work: Work, conference_id: int, seq: int, event: Event) -> None:
    row = {"conference": conference_id, "seq": seq, "at": work.now, "type": event.type, "data": event.data}
    _APPEND.run(work.db, **row, cause=work.cause, command=work.command)


def row_of(conference: Conference) -> dict[str, Any]:
    """The state row of a conference."""
    return {name: getattr(conference, name) for name in _NAMES}


def _part(of: Conference, names: Sequence[str], part: Participant | Leg) -> dict[str, Any]:
    return {"conference": of.id, **{name: getattr(part, name) for name in names}}


def log(work: Work, conference_id: int | None = None) -> list[dict[str, Any]]:
    """The event log, of one conference or of all, in order."""
    found = select(events).order_by(events.c.conference, events.c.seq)
    if conference_id is not None:
        found = found.where(events.c.conference == conference_id)
    return [dict(row) for row in work.db.execute(found).mappings()]
