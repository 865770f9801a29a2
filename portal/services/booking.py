"""Planning: a conference is scheduled, shown, and listed until it is over (memo 7.1, 8.2, 8.3, 8.4)."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from portal.domain import life, mailing
from portal.domain.conference import Conference
from portal.domain.effects import apply_all, born
from portal.domain.events import Event
from portal.domain.mailing import MAILS_A_DAY
from portal.domain.moments import minsk_day
from portal.domain.plan import Invitee, Plan
from portal.domain.possible import demand
from portal.domain.refusals import refuse
from portal.services import NotFound, capacity, changes, post
from portal.services.accounts import Account
from portal.store import conferences as store
from portal.store.database import Work
from portal.store.prepared import Prepared
from portal.store.schema import alive, conferences

_MEANWHILE = Prepared(
    select(conferences.c.starts_at, conferences.c.ends_at).where(
        conferences.c.owner == bindparam("owner"),
        alive,
        conferences.c.starts_at < bindparam("ending"),
        conferences.c.ends_at > bindparam("starting"),
        conferences.c.id != bindparam("besides"),
    )
)
_COMING = Prepared(
    select(conferences)
    .where(conferences.c.owner == bindparam("owner"), alive)
    .order_by(conferences.c.starts_at, conferences.c.id)
)
_NUMBERED = Prepared(select(conferences.c.id).where(conferences.c.number == bindparam("number"), alive))


def schedule(work: Work, account: Account, plan: Plan) -> int:
    """Schedules what was planned and answers with the conference's id.

    Refused as `plan.check` says, `too_many_conferences` or `mail_limit`.
    """
    _check_conferences(work, account, plan)
    events = life.schedule(
        plan,
        owner=account.id,
        chair=_chair(account),
        number=_free_number(work),
        passwords=draw_passwords(_digits),
        lines=capacity.lines_for(work, account, (invitee.number for invitee in plan.invitees)),
        now=work.now,
    )
    scheduled, *others = events
    unborn = born(scheduled, 0)
    _check_mail_limit(work, account, None, apply_all(unborn, others, work.now), events)
    return changes.created(work, events).id


def edit(work: Work, account: Account, conference_id: int, plan: Plan, seen: int) -> None:
    """Changes a conference before its control opens; refused as `schedule`, and `changed_elsewhere`.

    `seen` is the seq that the editor saw.
    """
    conference = card(work, account, conference_id)
    demand(conference, "edit")
    _check_conferences(work, account, plan, besides=conference_id)
    guest = _another(_digits, conference.chair_password)
    events = life.edit(conference, plan, chair=_chair(account), guest_password=guest, seen=seen, now=work.now)
    _check_mail_limit(work, account, conference, apply_all(conference, events, work.now), events)
    changes.carry_out(work, conference, events)


def cancel(work: Work, account: Account, conference_id: int) -> None:
    """Calls it off before its start, however many letters have left already."""
    conference = card(work, account, conference_id)
    changes.carry_out(work, conference, life.cancel(conference, work.now))


def _chair(account: Account) -> Invitee:
    return Invitee(account.number, account.name, account.email, chair=True)


def card(work: Work, account: Account, conference_id: int) -> Conference:
    """A conference of the caller's own."""
    found = store.load(work, conference_id)
    if found is None or found.owner != account.id:
        raise NotFound
    return found


def coming(work: Work, account: Account) -> list[Conference]:
    """The caller's coming and running conferences, the soonest first."""
    return store.whole(work, _COMING.all(work.db, owner=account.id))


def _check_conferences(work: Work, account: Account, plan: Plan, besides: int = 0) -> None:
    """So many conferences of one account at the same time, as the terms say."""
    starts_at = plan.starts_at or work.now
    ends_at = starts_at + timedelta(minutes=plan.minutes)
    spans = _MEANWHILE.all(work.db, owner=account.id, ending=ends_at, starting=starts_at, besides=besides)
    moments = [starts_at, *(first for first, _ in spans if first > starts_at)]
    if max(sum(first <= at < last for first, last in spans) for at in moments) >= work.terms.conferences:
        raise refuse("too_many_conferences", "time", limit=work.terms.conferences)


def _check_mail_limit(
    work: Work, account: Account, before: Conference | None, after: Conference, events: Sequence[Event]
) -> None:
    """At most 500 letters an account a day (memo 6.7): today's, and the reminders on the day when they would leave."""
    wanted = Counter({minsk_day(work.now): sum(len(mailing.letters(before, event, after)) for event in events)})
    remind_at = after.starts_at - timedelta(minutes=after.reminder)
    if events and after.reminder and remind_at >= work.now:
        wanted[minsk_day(remind_at)] += len(mailing.mailboxes(after))
    for day, letters in wanted.items():
        if letters and post.spoken_for(work, account.id, day, besides=after.id) + letters > MAILS_A_DAY:
            raise refuse("mail_limit", "reminder" if after.reminder else "", limit=MAILS_A_DAY)


def draw_passwords(draw: Callable[[], str]) -> tuple[str, str]:
    """The chair's and the guest's password, which differ (memo 6.4)."""
    chair = draw()
    return chair, _another(draw, chair)


def _another(draw: Callable[[], str], than: str) -> str:
    while (drawn := draw()) == than:
        pass
    return drawn


def _digits() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def _free_number(work: Work) -> str:
    while True:
        number = str(100_000 + secrets.randbelow(900_000))
        if not _NUMBERED.value(work.db, number=number):
            return number
