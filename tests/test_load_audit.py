"""The audit of a load run: a real portal's records agree with what was done to it, and every planted fault is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.backstage import Event
from load import audit, letters_law, pages_law
from load.audit import busiest, checks
from load.ledger import Command, Entry, Outcome
from load.records import Records, Shown
from load.verdict import judged
from tests.audited import ANNA, CALLED_OFF, LATER, ONE, RUN, TWO, Found, entry, lived
from tests.load_runs import a_run


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return lived(tmp_path_factory.mktemp("portal"))


def test_what_was_done_is_what_the_portal_tells(found: Found) -> None:
    """Every law is kept, and none for want of something to look at."""
    told = checks(*found)
    assert [one.says for one in told if one.verdict != "passed"] == []
    commands = ("plan", "edit", "add", "invite", "extend", "block", "unblock", "end", "dial_in")
    assert {one.name for one in told} >= {f"{command}: {BOUNDS}" for command in commands}
    assert found.records.mailboxes.keys() == {"vera@example.com", "oleg@example.com", "anna@example.com"}
    assert all(found.records.mailboxes.values())
    assert found.records.shown[ANNA].history[ONE] == 1
    assert found.records.shown[ANNA].history[CALLED_OFF] == 1  # under the day for which it was planned
    assert found.records.shown[ANNA].coming[f"{LATER} перенесено"] == 1


Change = Callable[[Found], Found]


def ledger(change: Callable[[list[Entry]], list[Entry]]) -> Change:
    return lambda found: Found(change(found.ledger), found.records)


def events(mark: str, change: Callable[[list[Event]], list[Event]]) -> Change:
    """The log of one conference is different."""

    def changed(found: Found) -> Found:
        told = found.records.conferences or ()
        logs = tuple(replace(o, events=tuple(change(list(o.events)))) if o.mark == mark else o for o in told)
        return Found(found.ledger, replace(found.records, conferences=logs))

    return changed


def records(**changes: Any) -> Change:
    return lambda found: Found(found.ledger, replace(found.records, **changes))


def again(type_: str, **data: Any) -> Change:
    """The first event of this type stands in the log twice."""

    def twice(log: list[Event]) -> list[Event]:
        at = next(n for n, event in enumerate(log) if event.type == type_)
        more = replace(log[at], data={**log[at].data, **data})
        return [*log[: at + 1], more, *log[at + 1 :]]

    return events(ONE, twice)


def without(type_: str) -> Change:
    return events(ONE, lambda log: [event for event in log if event.type != type_])


def first(log: list[Event], **data: Any) -> list[Event]:
    return [replace(log[0], data={**log[0].data, **data}), *log[1:]]


def outcome(command: Command, told: Outcome) -> Change:
    return ledger(
        lambda all_: [replace(e, outcome=told) if e.command == command and e.mark == ONE else e for e in all_]
    )


def one_more(found: Found) -> Found:
    log = (found.records.conferences or ())[0]
    return Found(found.ledger, replace(found.records, conferences=(*(found.records.conferences or ()), log)))


def in_one_account(found: Found) -> Found:
    """Anna's session was Petr's: both are planned as the same owner."""
    owner = (found.records.conferences or ())[0].events[0].data["owner"]
    return events(TWO, lambda log: first(log, owner=owner))(found)


def as_another(found: Found) -> Found:
    """One of Anna's conferences was planned for another account."""
    return events(LATER, lambda log: first(log, owner=77))(found)


def shown(**changes: Any) -> Change:
    def changed(found: Found) -> Found:
        told = {login: replace(one, **changes) for login, one in found.records.shown.items()}
        return Found(found.ledger, replace(found.records, shown=told))

    return changed


def letters(change: Callable[[list[Any]], list[Any]]) -> Change:
    return lambda found: records(letters=tuple(change(list(found.records.letters))))(found)


def stuck(found: Found) -> Found:
    """Thirty conferences, all with the same chair's password."""
    log = (found.records.conferences or ())[0]
    many = [
        replace(log, mark=f"{RUN}{n}", conference=n, events=(one_number(log.events[0], n),)) for n in range(100, 130)
    ]
    planned = [entry(one.mark, "plan") for one in many]
    return Found(
        [*found.ledger, *planned], replace(found.records, conferences=(*(found.records.conferences or ()), *many))
    )


def one_number(scheduled: Event, n: int) -> Event:
    return replace(scheduled, data={**scheduled.data, "number": f"{200_000 + n}"})


BOUNDS = "acknowledged ≤ portal ≤ attempted"
TEN_MORE = [Event(0, 0, datetime(2026, 11, 23, 7, tzinfo=UTC), "leg.dialled_in", {"participant": 1}, "x")] * 6

FAULTS: dict[str, tuple[Change, str]] = {
    "lost: plan": (records(conferences=()), f"plan: {BOUNDS}"),
    "lost: add": (without("participant.added"), f"add: {BOUNDS}"),
    "lost: invite": (without("calls.authorised"), f"invite: {BOUNDS}"),
    "lost: extend": (without("conference.extended"), f"extend: {BOUNDS}"),
    "lost: block": (without("participant.blocked"), f"block: {BOUNDS}"),
    "lost: unblock": (without("participant.unblocked"), f"unblock: {BOUNDS}"),
    "lost: end": (without("conference.ended"), f"end: {BOUNDS}"),
    "lost: dial-in": (without("leg.dialled_in"), f"dial_in: {BOUNDS}"),
    "lost: edit": (events(LATER, lambda log: log[:1]), f"edit: {BOUNDS}"),
    "doubled: plan": (one_more, f"plan: {BOUNDS}"),
    "doubled: extend": (again("conference.extended"), f"extend: {BOUNDS}"),
    "doubled: other minutes": (again("conference.extended", minutes=60), f"extend: {BOUNDS}"),
    "doubled: block": (again("participant.blocked"), f"block: {BOUNDS}"),
    "doubled: invite": (again("calls.authorised"), f"invite: {BOUNDS}"),
    "doubled: end": (again("conference.ended"), f"end: {BOUNDS}"),
    "done though refused": (outcome("extend", "refused"), f"extend: {BOUNDS}"),
    "nothing asked for": (lambda found: Found([], replace(found.records, conferences=())), BOUNDS),
    "doubled call": (again("leg.calling"), "an order calls each number once"),
    "leaked session": (in_one_account, "everything is done for the account that asked"),
    "planned for another": (as_another, "everything is done for the account that asked"),
    "another's answer": (
        ledger(lambda all_: [replace(e, conference=2) if e.mark == ONE else e for e in all_]),
        "everything is done for the account that asked",
    ),
    "from nowhere": (ledger(lambda all_: [e for e in all_ if e.mark != TWO]), "no conference comes from nowhere"),
    "a row is missing": (
        events(LATER, lambda log: [log[0], replace(log[1], data={**log[1].data, "participants": []}), *log[2:]]),
        "who was planned stands in the list",
    ),
    "capacity of a conference": (
        events(ONE, lambda log: [log[0], *TEN_MORE, *log[1:]]), "calls never exceed a conference's size",
    ),
    "capacity of the portal": (records(lines=2), "calls never exceed the portal's lines"),
    "duplicate password": (
        events(ONE, lambda log: first(log, guest_password=log[0].data["chair_password"])),
        "passwords are drawn, and the chair's is not the guest's",
    ),
    "stuck passwords": (stuck, "passwords are drawn, and the chair's is not the guest's"),
    "number twice": (
        lambda found: events(LATER, lambda log: first(log, number="111111"))(
            events(ONE, lambda log: [e for e in first(log, number="111111") if e.type != "conference.ended"])(found)
        ),
        "a number belongs to one conference at a time",
    ),
    "letter lost": (letters(lambda all_: [o for o in all_ if o.to != "vera@example.com"]), letters_law.NAME),
    "letter doubled": (letters(lambda all_: [*all_, all_[0]]), letters_law.NAME),
    "letter to a stranger": (
        letters(lambda all_: [*all_, replace(all_[0], to="eve@example.com")]),
        letters_law.NAME,
    ),
    "letter not arrived": (
        records(mailboxes={"vera@example.com": ()}), letters_law.NAME,
    ),
    "letter in another mailbox": (
        lambda found: records(mailboxes={"oleg@example.com": found.records.mailboxes["vera@example.com"]})(found),
        letters_law.NAME,
    ),
    "history lost": (shown(history=Counter()), pages_law.HISTORY),
    "history doubled": (shown(history=Counter({ONE: 2})), pages_law.HISTORY),
    "stranger in the history": (shown(history=Counter({ONE: 1, TWO: 1})), pages_law.STRANGERS),
    "stranger seen in passing": (
        ledger(lambda all_: [replace(e, details={**e.details, "seen": [TWO]}) if e.mark == ONE else e for e in all_]),
        pages_law.STRANGERS,
    ),
    "template lost": (
        ledger(lambda all_: [*all_, entry(f"{RUN}9", "save_template")]), pages_law.KEPT,
    ),
    audit.OWN: (records(violations=("mail is sent once: conference 3, {}",)), audit.OWN),
    "an audit of nothing": (records(audited=0), audit.OWN),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "law"), FAULTS.values(), ids=list(FAULTS))
def test_a_planted_fault_is_found_by_its_law(found: Found, fault: Change, law: str) -> None:
    told = checks(*fault(found))
    assert law in [one.name for one in told if one.verdict == "failed"]
    run = judged(a_run(conferences=50, seconds=10, warm_up=5), told)
    assert (run.verdict, run.code) == ("audit failed", 12)


WIDTH = {
    "unknown and done": outcome("extend", "unknown"),
    "unknown and not done": lambda found: without("conference.extended")(outcome("extend", "unknown")(found)),
    "refused and not done": lambda found: without("conference.extended")(outcome("extend", "refused")(found)),
    "tried again, done once": ledger(
        lambda all_: [*all_, *(replace(e, outcome="unknown") for e in all_ if e.command == "extend")]
    ),
    "worker lost": lambda found: again("conference.extended")(
        ledger(lambda all_: [*all_, entry(ONE, "plan", "unknown", worker_lost=True)])(found)
    ),
}


@pytest.mark.parametrize("change", WIDTH.values(), ids=list(WIDTH))
def test_what_nobody_knows_is_no_fault(found: Found, change: Change) -> None:
    """The width of acknowledged ≤ portal ≤ attempted is the number of unknowns."""
    assert [one.says for one in checks(*change(found)) if one.verdict == "failed"] == []


def test_every_law_is_seen_broken() -> None:
    assert {law for _, law in FAULTS.values() if BOUNDS not in law} == {
        *audit.LAWS, audit.OWN, letters_law.NAME, pages_law.HISTORY, pages_law.STRANGERS, pages_law.KEPT,
    }  # fmt: skip


def test_without_backstage_the_pages_are_judged_and_the_rest_is_said_to_be_unchecked(found: Found) -> None:
    bare = Records(shown=found.records.shown)
    told = checks(found.ledger, bare)
    passed = {one.name for one in told if one.verdict == "passed"}
    assert passed == {pages_law.STRANGERS, pages_law.HISTORY}
    rest = [one for one in told if one.verdict == "not checked"]
    assert len(rest) == len(told) - 2 > 8
    assert all(one.says.endswith("the target has no backstage.") for one in rest)
    lost = {ANNA: Shown(Counter(), Counter(), Counter(), Counter())}
    assert "failed" in {one.verdict for one in checks(found.ledger, Records(shown=lost))}


def test_the_evidence_shows_no_whole_number(found: Found) -> None:
    told = [one for change, _ in FAULTS.values() for one in checks(*change(found))]
    evidence = "\n".join(line for one in told for line in one.evidence)
    assert "•••" in evidence
    assert "37525999" not in evidence


AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spans", "most"),
    [
        ([], 0),
        ([(0, 5), (5, 9)], 1),
        ([(0, 5), (4, 9), (4, None)], 3),
        ([(3, 3), (0, 9)], 1),
        ([(0, None), (1, None), (2, None)], 3),
    ],
)
def test_how_many_calls_at_once(spans: list[tuple[int, int | None]], most: int) -> None:
    """Who is gone at the moment when another comes makes room for them; a call never placed takes no room."""
    moments = [(AT + timedelta(seconds=a), None if b is None else AT + timedelta(seconds=b)) for a, b in spans]
    assert busiest(moments) == most


def test_records_that_cannot_be_read_make_the_run_not_valid() -> None:
    told = judged(a_run(conferences=50, seconds=10, warm_up=5), [audit.unreadable("backstage cannot be reached")])
    assert (told.verdict, told.code) == ("not valid", 20)
