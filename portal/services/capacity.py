"""What the portal can spare: legs for calls, and whose turn it is to dial."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from portal import phones
from portal.domain import numbers
from portal.domain.calls import Lines
from portal.domain.conference import Conference
from portal.domain.refusals import Refused
from portal.services import accounts
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import legs, living

_IN_USE = Prepared(select(func.count().label("legs")).select_from(legs).where(living))


def free_legs(work: Work) -> int:
    """How many more calls the portal carries at this moment."""
    in_use = _IN_USE.value(work.db)
    return max(0, work.terms.legs - int(in_use))


def lines(work: Work, conference: Conference) -> Lines:
    """What there is for calls of `conference`; its owner may have lost the right to a destination meanwhile."""
    return lines_for(work, accounts.get(work, conference.owner), (p.number for p in conference.rows))


def lines_for(work: Work, owner: Account, wanted: Iterable[str]) -> Lines:
    """What there is for calls of `owner` to the `wanted` numbers."""
    barred = frozenset(number for number in wanted if not _allowed(number, owner))
    made, _ = phones.attempts(work, owner.number)
    return Lines(free_legs(work), work.terms.calls_a_minute - made, barred)


def _allowed(number: str, owner: Account) -> bool:
    try:
        return bool(numbers.parse(number, abroad=owner.international))
    except Refused:
        return False


def next_turn(work: Work, conference: Conference) -> datetime | None:
    """When the owner may make another call; None: now. So many a minute, as the terms say."""
    made, oldest = phones.attempts(work, accounts.get(work, conference.owner).number)
    if made < work.terms.calls_a_minute or oldest is None:
        return None
    return oldest + phones.MINUTE
