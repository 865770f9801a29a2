"""What comes at the same time or from two sides: guesses, clicks, keys, a busy database, a number taught otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from portal import phones
from portal.domain.conference import State
from portal.domain.plan import Plan
from portal.domain.refusals import Refused
from portal.domain.terms import Terms
from portal.phones import Behaviour
from portal.pictures import Picture
from portal.services import address_book, login, once, sessions, telephony, templates
from portal.services.sessions import Visitor
from portal.services.telephony import Outcome
from portal.store import jobs
from portal.store.database import Work
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
