"""What comes at the same time or from two sides: guesses, clicks, keys, a busy database, a number taught otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from portal import phones, pictures
from portal.domain.conference import State
from portal.domain.events import Event
from portal.domain.plan import Plan
from portal.domain.refusals import Refused
from portal.domain.terms import Terms
from portal.phones import Behaviour
from portal.pictures import Picture
from portal.runtime import Runtime
from portal.services import address_book, control, due, login, once, sessions, telephony, templates
from portal.services.due import Ran
from portal.services.sessions import Visitor
from portal.services.telephony import Outcome
from portal.settings import Settings
from portal.store import conferences, jobs
from portal.store.database import DatabaseBusy, Work
from portal.store.schema import conferences as rows
from portal.store.schema import jobs as job_rows
from portal.web import live
from tests import core, serving
from tests.core import ANSWERS, BUSY, MONDAY, Core
from tests.neighbours import Neighbours, living

HERE = "203.0.113.7"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def codes(answer: object) -> list[str]:
    return [problem.code for problem in answer.problems] if isinstance(answer, Refused) else []


def test_guesses_made_at_once_are_no_more_than_guesses_in_turn(portal: Core) -> None:
    """3.2: six passwords on their way at once are five guesses; that the sixth is right is not told."""

    def begin(work: Work) -> tuple[Visitor, login.Attempt]:
        visitor = sessions.visit(work, None)
        challenge = login.new_challenge(work, visitor, Picture("12345", b""))
        given = {"account": portal.account.login, "code": "12345", "password": "x", "address": HERE}
        begun = login.begin(work, visitor, challenge=challenge, **given)
        assert isinstance(begun, login.Attempt)
        return visitor, begun

    def finish(visitor: Visitor, attempt: login.Attempt, matches: bool) -> object:
        return portal.do(lambda work: login.finish(work, visitor, attempt, matches=matches, address=HERE))

    on_their_way = [portal.do(begin) for _ in range(6)]
    told = [codes(finish(*one, matches=n == 5)) for n, one in enumerate(on_their_way)]
    assert told == [["credentials_wrong"]] * 4 + [["locked_out"]] * 2


def test_a_guess_where_the_password_is_changed_counts_as_one_at_the_log_in(portal: Core) -> None:
    """11.3: whoever finds an open page does not get to try passwords there as often as he likes."""

    def confirm(matches: bool = False) -> list[str]:
        account = portal.account
        return codes(portal.do(lambda work: login.confirm(work, account, matches=matches, address=HERE)))

    assert [confirm() for _ in range(5)] == [["old_password_wrong"]] * 4 + [["locked_out"]]
    assert confirm(matches=True) == ["locked_out"]
    assert portal.do(lambda work: login.locked(work, portal.account.login, HERE))
    portal.advance(minutes=15)
    assert confirm(matches=True) == []


def test_two_visitors_may_send_the_same_key(portal: Core) -> None:
    """7.1: keys come from outside; the second visitor's command is carried out as well."""
    one, other = (portal.do(lambda work: sessions.visit(work, None)) for _ in range(2))
    portal.do(lambda work: once.remember(work, one, "key", "/conferences/1"))
    portal.do(lambda work: once.remember(work, other, "key", "/conferences/2"))
    assert portal.do(lambda work: once.remembered(work, other, "key")) == "/conferences/2"
    assert portal.do(lambda work: once.remembered(work, one, "key")) is None


def test_a_number_taught_otherwise_during_a_call_ends_that_call_as_it_began(portal: Core) -> None:
    """Backstage's contract: from the next call on."""
    made = portal.schedule(BUSY, auto_invite=True)
    portal.do(lambda work: phones.behave(work, BUSY, Behaviour("answers")))
    portal.advance(seconds=5)
    assert portal.statuses(made) == ["busy"]


@pytest.mark.parametrize("waiting", [False, True])
def test_the_last_free_leg_is_enough_for_who_starts_it(portal: Core, waiting: bool) -> None:
    """C5: the chair who dials in on the last leg starts the conference, and so does its time when a guest waits."""
    portal.database.terms = replace(Terms(), legs=1)
    made = portal.schedule(ANSWERS, immediate=False, starts_at=MONDAY)
    portal.do(lambda work: jobs.drop(work, made, ("start",)))
    portal.advance(seconds=1)
    conference = portal.conference(made)
    number, password = (ANSWERS, "") if waiting else (portal.account.number, conference.chair_password)
    told = portal.do(lambda work: telephony.dial_in(work, number, conference.number, password))
    if waiting:
        assert told == Outcome("waiting", "not_started")
        portal.do(lambda work: jobs.add(work, work.now, "start", made))
        portal.advance(seconds=1)
    else:
        assert told == Outcome("connected")
    after = portal.conference(made)
    assert (after.state, [str(leg.state) for leg in after.legs]) == (State.ACTIVE, ["connected"])


def test_lists_of_an_account_have_an_end(portal: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages list them all: so many and no more, in the form as from a file."""
    monkeypatch.setattr(address_book, "MOST_ENTRIES", 2)
    monkeypatch.setattr(templates, "MOST", 2)
    account, plan = portal.account, Plan(subject="Планерка")
    lines = [address_book.Typed(name, ANSWERS) for name in ("Иван", "Мария", "Петр")]

    def save(work: Work) -> int:
        return address_book.save_contact(work, account, None, name="Анна", number=ANSWERS, email="")

    too_much: list[Callable[[Work], object]] = [
        lambda work: address_book.take_in(work, account, lines),
        lambda work: [save(work) for _ in range(3)],
        lambda work: [templates.create(work, account, f"Шаблон {n}", plan) for n in range(2)],
    ]
    for use in too_much:
        with pytest.raises(Refused, match="full"):
            portal.do(use)
    assert portal.do(lambda work: address_book.take_in(work, account, lines[:2]))


def test_no_timer_is_put_off_because_the_database_was_busy(portal: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conference does not start a minute late because a backup program held the database for a moment."""
    made = portal.schedule(immediate=False, starts_at=MONDAY)
    really, failures = due.run_next, iter([True, True])

    def run_next(work: Work) -> Ran | None:
        if next(failures, False):
            raise DatabaseBusy("held")
        return really(work)

    monkeypatch.setattr("portal.runtime._BUSY_AGAIN", 0.0)
    monkeypatch.setattr(due, "run_next", run_next)
    _run_until(portal, lambda work: conferences.load(work, made).state is State.ACTIVE)  # type: ignore[union-attr]  # made
    happened = [event["type"] for event in portal.do(lambda work: conferences.log(work, made))]
    assert "conference.opened" in happened and next(failures, None) is None


def test_a_timer_that_fails_holds_up_none_of_those_it_runs_with(portal: Core) -> None:
    """Timers that are due together run in one transaction; one that cannot run takes nobody with it."""
    first, failing, last = (portal.schedule(ANSWERS) for _ in range(3))
    for made, kind in ((first, "nobody_joined"), (failing, "remind"), (last, "nobody_joined")):
        portal.do(lambda work, kind=kind, made=made: jobs.add(work, work.now, kind, made))  # type: ignore[misc]  # defaults
    over = [State.EXPIRED, State.ACTIVE, State.EXPIRED]
    _run_until(portal, lambda work: [one.state for one in conferences.query(work, select(rows))] == over)
    put_off = select(job_rows.c.due_at).where(job_rows.c.kind == "remind")
    assert portal.do(lambda work: work.db.execute(put_off).scalar_one()) > MONDAY


def _run_until(portal: Core, there: Callable[[Work], bool]) -> None:
    """Timers run until something is there."""

    async def run() -> None:
        runtime = Runtime(Settings(), portal.database)
        runtime._deliver = asyncio.Event().wait  # type: ignore[assignment,method-assign]  # no letters are handed over
        await runtime.start()
        async with asyncio.timeout(5):
            while not await runtime.run(there):
                pass  # the timers have their turn in between
        await runtime.stop()

    with ThreadPoolExecutor(1) as thread:  # here a browser may have its loop
        thread.submit(asyncio.run, run()).result()


def test_a_page_hears_of_what_has_changed_before_it_listened(portal: Core) -> None:
    """9.3: a row that somebody adds after the page was let in, and before its line waits for more, is on it."""
    made = portal.schedule(ANSWERS)
    visitor = portal.do(lambda work: sessions.open_(work, portal.account))

    async def hear() -> list[str]:
        runtime = Runtime(Settings(), portal.database)
        let_in = portal.conference(made)
        stream = live._states(runtime, visitor, portal.account, let_in, None, runtime.changes)
        told = [await anext(stream)]
        await runtime.run(lambda work: control.add(work, portal.account, made, BUSY, "Борис"))
        told.append(await anext(stream))
        await stream.aclose()  # type: ignore[attr-defined]  # of a generator
        await runtime.stop()
        return told

    with ThreadPoolExecutor(1) as thread:
        retry, state = thread.submit(asyncio.run, hear()).result()
    assert retry.startswith("retry: ")
    assert "Борис" in json.loads(state.rpartition("data: ")[2])["html"]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_read_is_what_the_tables_hold(portal: Core, seed: int) -> None:
    """A conference that was read before is read again when somebody has changed it, and not when that was undone."""
    made, draw = portal.schedule(ANSWERS, BUSY), random.Random(seed)

    def change(work: Work) -> None:
        found = conferences.query(work, select(rows))[0]
        renamed = Event("participant.renamed", {"participant": 1, "name": f"Имя {draw.random()}"})
        after = conferences.change(work, found, [renamed])
        if draw.random() < 0.5:
            assert conferences.load(work, made) == after, "its own change is seen"
        if draw.random() < 0.5:
            raise RuntimeError("undone")

    for _ in range(20):
        with contextlib.suppress(RuntimeError):
            portal.do(change)
        if draw.random() < 0.7:
            read, there = portal.do(lambda w: (conferences.load(w, made), conferences.query(w, select(rows))[0]))
            assert read == there
    seen = [portal.do(lambda work: conferences.load(work, made)) for _ in range(2)]
    assert seen[0] is seen[1], "what nobody has changed is not read twice"


def test_one_picture_that_cannot_be_drawn_does_not_end_the_drawing(
    portal: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3.1: the start page has its code picture, a moment later."""
    failures, draw = iter([True]), pictures.draw
    monkeypatch.setattr("portal.runtime._BUSY_AGAIN", 0.0)

    def sometimes() -> Picture:
        if next(failures, False):
            raise ValueError("no font")
        return draw()

    monkeypatch.setattr(pictures, "draw", sometimes)

    async def run() -> Picture:
        runtime = Runtime(Settings(), portal.database)
        async with asyncio.timeout(5):
            return await runtime.picture()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, run()).result().png


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with living(tmp_path_factory.mktemp("at-once")) as house:
        yield house


def test_a_refused_log_in_sent_twice_is_answered_with_a_page_that_can_be_sent(house: Neighbours) -> None:
    """3.2: browsers show the answer to the second click; the form on it has its keys."""
    visitor = house.visit(None)
    form = house.form("/login", 0, visitor) | {"password": "wrong", "form_key": "a key"}

    def click(_: int) -> httpx.Response:
        with house.browser(visitor) as browser:
            return browser.post("/login", data=form)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(click, range(2)))
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [serving.form_of(answer.text)["csrf"] for answer in answers] == [visitor.csrf] * 2


def test_a_file_is_not_promised_to_be_sent_again(house: Neighbours) -> None:
    """A page of a busy database keeps fields, but no browser would let it keep a file."""
    visitor = house.visit(house.anna)
    form = house.form("/settings/contacts/import", 0, visitor)
    fault = {"kind": "database_busy", "on": "POST /settings/contacts/import", "count": 1}
    with house.browser(visitor) as browser, serving.backstage(house.process) as backstage:
        backstage.post("/faults", json=fault).raise_for_status()
        answer = browser.post("/settings/contacts/import", data=form, files={"file": ("a.csv", b"x")})
    assert answer.status_code == 503
    assert "Введенное сохранено" not in answer.text
