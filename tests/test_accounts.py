"""Logging in, sessions, once-only, templates, address book, history: the rules (memo 3, 10, 11 and 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.domain.plan import Invitee, Plan
from portal.domain.refusals import Refused
from portal.pictures import Picture
from portal.services import NotFound, accounts, address_book, control, history, login, once, sessions, templates
from portal.services.sessions import Visitor
from portal.store import clock
from portal.store.database import Work
from portal.store.schema import login_failures
from tests import core
from tests.core import ANSWERS, MONDAY, Core

HERE = "127.0.0.1"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def try_to_log_in(
    portal: Core, account: str = "375259991000", *, code: str = "12345", matches: bool = True, address: str = HERE
) -> Visitor | list[str]:
    """One attempt with a fresh picture; answers with the log-in or the codes of the refusal."""

    def attempt(work: Work) -> Visitor | Refused:
        visitor = sessions.visit(work, None)
        challenge = login.new_challenge(work, visitor, Picture("12345", b""))
        begun = login.begin(
            work,
            visitor,
            account=account,
            challenge=challenge,
            code=code,
            password="secret",
            address=address,
        )
        if isinstance(begun, Refused):
            return begun
        return login.finish(work, visitor, begun, matches=matches, address=address)

    found = portal.do(attempt)
    return [p.code for p in found.problems] if isinstance(found, Refused) else found


@pytest.mark.parametrize("account", ["375259991000", "375259998888"])
def test_after_five_failures_known_and_unknown_are_locked_alike(portal: Core, account: str) -> None:
    """3.2: the same words for both, for 15 minutes, then free again; another address is not locked."""
    told = [try_to_log_in(portal, account, matches=False) for _ in range(6)]
    assert told == [["credentials_wrong"]] * 4 + [["locked_out"]] * 2
    assert try_to_log_in(portal, account) == ["locked_out"]
    assert try_to_log_in(portal, account, matches=False, address="10.0.0.9") == ["credentials_wrong"]
    portal.advance(minutes=15)
    assert try_to_log_in(portal, account, matches=False) == ["credentials_wrong"]


def fail_from(portal: Core, addresses: int, account: str = "375259991000") -> list[list[str]]:
    """Five failures from each of so many addresses elsewhere."""
    elsewhere = [f"203.0.113.{n}" for n in range(addresses) for _ in range(5)]
    told = [try_to_log_in(portal, account, matches=False, address=address) for address in elsewhere]
    return [codes for codes in told if isinstance(codes, list)]


@pytest.mark.parametrize("account", ["375259991000", "375259998888"])
def test_guessing_from_many_addresses_is_slowed_down(portal: Core, account: str) -> None:
    """After twenty failures from anywhere one try a minute, from anywhere, for known and unknown accounts alike."""
    assert fail_from(portal, 4, account)[-2:] == [["credentials_wrong"], ["locked_out"]]
    assert try_to_log_in(portal, account, matches=False, address="198.51.100.1") == ["locked_out"]
    portal.advance(seconds=60)
    tries = [try_to_log_in(portal, account, matches=False, address=f"198.51.100.{n}") for n in (1, 2)]
    assert tries == [["locked_out"], ["locked_out"]]  # the first was judged, and counts; the second was not
    counted = select(func.sum(login_failures.c["count"])).where(login_failures.c.login == account)
    assert portal.do(lambda work: work.db.execute(counted).scalar()) == 21


def test_others_cannot_keep_the_owner_out(portal: Core) -> None:
    """Who tries a minute later gets in from anywhere; where he came in from last he need not even wait."""
    assert isinstance(try_to_log_in(portal), Visitor)
    fail_from(portal, 4)
    assert isinstance(try_to_log_in(portal), Visitor)
    assert try_to_log_in(portal, address="198.51.100.1") == ["locked_out"]
    portal.advance(seconds=60)
    assert isinstance(try_to_log_in(portal, address="198.51.100.1"), Visitor)
    assert try_to_log_in(portal, matches=False, address="203.0.113.9") == ["locked_out"]
    assert try_to_log_in(portal) == ["locked_out"], "only the last address is known"
    assert isinstance(try_to_log_in(portal, address="198.51.100.1"), Visitor)


def test_old_failures_are_forgotten(portal: Core) -> None:
    """A quarter of an hour without any and twenty more are needed; made-up accounts leave nothing behind for good."""
    fail_from(portal, 4)
    fail_from(portal, 1, "375259998888")
    portal.advance(minutes=15)
    assert try_to_log_in(portal, matches=False, address="198.51.100.1") == ["credentials_wrong"]
    kept = portal.do(lambda work: work.db.execute(select(login_failures.c.address)).scalars().all())
    assert kept == ["198.51.100.1"]


def test_a_wrong_code_is_judged_first_and_never_counts(portal: Core) -> None:
    """3.2: six wrong codes with a wrong password do not lock."""
    for _ in range(6):
        assert try_to_log_in(portal, code="54321", matches=False) == ["code_wrong"]
    assert isinstance(try_to_log_in(portal), Visitor)


def test_a_picture_serves_once_for_120_seconds_and_one_visitor(portal: Core) -> None:
    """3.1: a used, an expired, a stranger's picture is told as expired."""

    def judge(visitor: Visitor, challenge: str) -> list[str]:
        given = {"account": "375259991000", "code": "12345", "password": "x", "address": HERE}
        found = portal.do(lambda work: login.begin(work, visitor, challenge=challenge, **given))
        return [p.code for p in found.problems] if isinstance(found, Refused) else []

    def fresh() -> tuple[Visitor, str]:
        visitor = portal.do(lambda work: sessions.visit(work, None))
        return visitor, portal.do(lambda work: login.new_challenge(work, visitor, Picture("12345", b"png")))

    visitor, challenge = fresh()
    stranger, _ = fresh()
    assert judge(stranger, challenge) == ["code_expired"]
    with pytest.raises(NotFound):
        portal.do(lambda work: login.picture(work, stranger, challenge))
    assert portal.do(lambda work: login.picture(work, visitor, challenge)) == b"png"
    assert judge(visitor, challenge) == []
    assert judge(visitor, challenge) == ["code_expired"]
    visitor, challenge = fresh()
    portal.advance(seconds=119)
    assert judge(visitor, challenge) == []
    visitor, challenge = fresh()
    portal.advance(seconds=120)
    assert judge(visitor, challenge) == ["code_expired"]


def test_a_session_ends_idle_old_or_by_leaving(portal: Core) -> None:
    """13.1 and security: 20 idle minutes, 12 hours in all, «Выход»; a log-in has a new cookie each time."""

    def shown(visitor: Visitor) -> bool:
        return portal.do(lambda work: sessions.visit(work, visitor.cookie)).account is not None

    def age(minutes: float) -> None:
        portal.do(lambda work: clock.move(work.db, work.now + timedelta(minutes=minutes)))

    idle = try_to_log_in(portal)
    assert isinstance(idle, Visitor) and shown(idle)
    age(20)
    assert not shown(idle)
    old = try_to_log_in(portal)
    assert isinstance(old, Visitor) and old.cookie != idle.cookie
    for _ in range(47):
        age(15)
        assert shown(old)
    age(15)
    assert not shown(old)
    gone = try_to_log_in(portal)
    assert isinstance(gone, Visitor)
    portal.do(lambda work: sessions.close(work, gone))
    assert not shown(gone)


def test_a_demo_account_is_for_this_machine_only(portal: Core) -> None:
    """Backstage's contract: from elsewhere it looks as if there were no such account."""
    portal.do(lambda work: accounts.issue(work, "375259991001", "no hash", "", "", demo=True))
    assert try_to_log_in(portal, "375259991001", address="10.0.0.9") == ["credentials_wrong"]
    assert isinstance(try_to_log_in(portal, "375259991001"), Visitor)


def test_right_credentials_without_the_service_are_refused_as_such(portal: Core) -> None:
    """3.2: and only right ones, so that nobody can ask who has the service."""
    portal.do(lambda work: accounts.issue(work, "375259991002", "no hash", "", "", service=False))
    assert try_to_log_in(portal, "375259991002", matches=False) == ["credentials_wrong"]
    assert try_to_log_in(portal, "375259991002") == ["service_absent"]


def test_a_new_password_ends_the_other_log_ins(portal: Core) -> None:
    """11.3: the other sessions end, this one goes on."""
    here, there = try_to_log_in(portal), try_to_log_in(portal)
    assert isinstance(here, Visitor) and isinstance(there, Visitor)
    portal.do(lambda work: accounts.change_password(work, portal.account, here.session, "new"))
    assert portal.do(lambda work: accounts.password_hash(work, portal.account)) == "new"
    assert portal.do(lambda work: sessions.visit(work, here.cookie)).account
    assert not portal.do(lambda work: sessions.visit(work, there.cookie)).account


def test_a_form_is_answered_once_for_24_hours(portal: Core) -> None:
    """7.1: the same key, the same answer; somebody else's key says nothing."""
    mine, other = (portal.do(lambda work: sessions.visit(work, None)) for _ in range(2))
    portal.do(lambda work: once.remember(work, mine, "key", "/conferences/1"))
    assert portal.do(lambda work: once.remembered(work, mine, "key")) == "/conferences/1"
    assert portal.do(lambda work: once.remembered(work, other, "key")) is None
    portal.advance(hours=24)
    assert portal.do(lambda work: once.remembered(work, mine, "key")) is None


def test_there_is_always_exactly_one_default_template(portal: Core) -> None:
    """11.2: from the first log-in; edited, not deleted; another can be made default."""
    account = portal.account

    def defaults() -> list[str]:
        return [t.name for t in portal.do(lambda work: templates.all_(work, account)) if t.default]

    first = portal.do(lambda work: templates.default(work, account))
    second = portal.do(lambda work: templates.create(work, account, "Планерка", Plan(subject="П", size=7)))
    with pytest.raises(Refused, match="template_default_kept"):
        portal.do(lambda work: templates.delete_(work, account, first.id))
    portal.do(lambda work: templates.make_default(work, account, second))
    assert defaults() == ["Планерка"]
    portal.do(lambda work: templates.make_sure_of_default(work, account))
    assert defaults() == ["Планерка"]
    portal.do(lambda work: templates.delete_(work, account, first.id))
    with pytest.raises(Refused, match="template_name_taken"):
        portal.do(lambda work: templates.create(work, account, " Планерка ", Plan()))


def test_a_template_keeps_everything_but_start_and_passwords(portal: Core) -> None:
    """7.2."""
    plan = Plan(
        subject="П", starts_at=MONDAY, minutes=45, size=7, own_telephone=False, auto_invite=True, extend_by=30,
        guest_password=True, reminder=15, invitees=(Invitee(ANSWERS, "Иван", "ivan@example.com"),),
    )  # fmt: skip
    made = portal.do(lambda work: templates.create(work, portal.account, "Все", plan))
    kept = portal.do(lambda work: templates.get(work, portal.account, made)).plan
    assert {name for name in Plan.__dataclass_fields__ if getattr(kept, name) != getattr(plan, name)} == {"starts_at"}


def test_what_is_somebody_elses_is_not_there(portal: Core) -> None:
    """Security: another account's conference, template, contact and room are not found, read or changed."""
    mine = portal.account
    conference = portal.schedule(ANSWERS)
    template = portal.do(lambda work: templates.default(work, mine)).id
    filled = {"name": "Иван", "number": ANSWERS}
    contact = portal.do(lambda work: address_book.save_contact(work, mine, None, email="", **filled))
    room = portal.do(lambda work: address_book.save_room(work, mine, None, place="", **filled))
    other = portal.do(lambda work: accounts.get(work, accounts.issue(work, "375259991003", "", "", "")))
    for look in (
        lambda work: control.end(work, other, conference),
        lambda work: control.extend(work, other, conference, 15),
        lambda work: templates.change(work, other, template, "Мой", Plan()),
        lambda work: templates.make_default(work, other, template),
        lambda work: templates.delete_(work, other, template),
        lambda work: address_book.contact(work, other, contact),
        lambda work: address_book.save_contact(work, other, contact, email="", **filled),
        lambda work: address_book.delete_room(work, other, room),
    ):
        with pytest.raises(NotFound):
            portal.do(look)
    assert portal.do(lambda work: address_book.contacts(work, other)) == []


def test_history_counts_minsk_days_with_both_ends(portal: Core) -> None:
    """10.1: by actual start; the last minute of the last day belongs to the period, the next does not."""

    def subjects(first: int, last: int) -> list[str]:
        day = MONDAY.date() - timedelta(days=MONDAY.day)
        period = history.Period(day + timedelta(days=first), day + timedelta(days=last))
        shown = portal.do(lambda work: history.page(work, portal.account, period))
        return [conference.subject for conference in shown.conferences]

    def hold_and_end(hours: float, subject: str) -> None:
        portal.do(lambda work: clock.move(work.db, MONDAY + timedelta(hours=hours)))
        made = portal.schedule(ANSWERS, subject=subject)
        portal.do(lambda work: control.end(work, portal.account, made))

    hold_and_end(13, "понедельник 23:00")
    hold_and_end(13 + 59 / 60, "понедельник 23:59")
    hold_and_end(14, "вторник 00:00")
    portal.schedule(ANSWERS, subject="идет еще")
    assert subjects(23, 23) == ["понедельник 23:59", "понедельник 23:00"]
    assert subjects(24, 24) == ["вторник 00:00"]
    assert len(subjects(23, 24)) == 3
    with pytest.raises(Refused, match="period_order"):
        subjects(24, 23)
