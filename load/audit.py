"""The audit: what the generator's ledger says against what the target says of itself.

Nothing that was acknowledged is lost, nothing is done twice or for somebody else, nothing is shown to a stranger. Each
law is a check with its evidence; a law for which the target gives no way to look is *not checked*, with the reason.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from fixtures.masking import mask
from load import letters_law, pages_law
from load.conference_log import Told, digits, tell
from load.ledger import Entry
from load.reconciling import EVIDENCE, reconcile
from load.records import Records
from reports.load_run import Check, LoadRun
from reports.quantities import number, things

PASSWORD_DIGITS = 6
READABLE = "the portal's records could be read"


@dataclass(frozen=True, slots=True)
class Case:
    """What a law looks at: the ledger, and the conferences of this run as the event log tells them, by mark."""

    entries: Sequence[Entry]
    portal: Mapping[str, Sequence[Told]]
    ids: Mapping[int, str]
    lines: int | None


def checks(entries: Iterable[Entry], records: Records) -> list[Check]:
    """Every law, in the order in which a reader wants to know. Numbers in the evidence are masked."""
    ledger = list(entries)
    pages = pages_law.checks(ledger, records)
    if records.conferences is None:
        laws = ["acknowledged ≤ portal ≤ attempted", *LAWS, letters_law.NAME, OWN]
        found = [*pages, *(Check("audit", law, "not checked", f"{law}: {records.absent}.") for law in laws)]
    else:
        portal: dict[str, list[Told]] = defaultdict(list)
        for one in records.conferences:
            portal[one.mark].append(tell(one.events))
        case = Case(ledger, portal, {one.conference: one.mark for one in records.conferences}, records.lines)
        judged = [law(name, case) for name, law in LAWS.items()]
        letters = letters_law.checks(ledger, portal, case.ids, records)
        found = [*reconcile(ledger, portal), *judged, *letters, *pages, _own(records)]
    return [replace(one, evidence=tuple(map(mask, one.evidence))) for one in found]


def unreadable(why: str) -> Check:
    """The portal has backstage, and it cannot be read: a run that nobody can look behind is not valid."""
    return Check("validity", READABLE, "failed", f"the portal's records: {why.rstrip('.')}.")


def unseen(account: str, why: str) -> Check:
    """An account whose pages the portal did not show."""
    told = f"pages of {mask(account)}: the portal refused to show them ({mask(why)})."
    return Check("audit", f"pages of {mask(account)}", "not checked", told)


def stored(run: LoadRun) -> list[Check]:
    """What the audit of this run found when its target could be asked."""
    return [one for one in run.checks if one.kind == "audit" or one.name == READABLE]


def _law(name: str, looked_at: str, wrong: Iterable[str]) -> Check:
    found = list(wrong)
    says = f"{name}: {things(len(found), 'violation') if found else 'kept'}; looked at {looked_at}."
    return Check("audit", name, "failed" if found else "passed", says, len(found), 0, tuple(found[:EVIDENCE]))


def _all(case: Case) -> Iterator[tuple[str, Told]]:
    return ((mark, told) for mark, conferences in case.portal.items() for told in conferences)


def _count(case: Case) -> str:
    return things(len(case.ids), "conference")


def _listed(name: str, case: Case) -> Check:
    """Who was typed into the plan stands in the list, in the conference as it was planned last."""
    typed: dict[str, list[object]] = {}
    for entry in case.entries:
        numbers = entry.details.get("numbers")
        if entry.command in ("plan", "edit") and entry.outcome == "acknowledged" and isinstance(numbers, list):
            typed[entry.mark] = numbers
    wrong = []
    for mark, numbers in typed.items():
        for told in case.portal.get(mark, ()):
            missing = len({digits(one) for one in numbers} - set(told.listed))
            wrong += [f"{mark}: {things(missing, 'number')} of {len(numbers)} missing"] if missing else []
    return _law(name, things(len(typed), "plan"), wrong)


def _own_account(name: str, case: Case) -> Check:
    """Behind each log-in of the ledger stands one owner in the portal, behind each owner one log-in."""
    owners: dict[str, Counter[int]] = defaultdict(Counter)
    wrong = []
    for entry in case.entries:
        if entry.command == "plan" and entry.outcome != "refused":
            owners[entry.account].update(told.owner for told in case.portal.get(entry.mark, ()))
        told_mark = case.ids.get(entry.conference or 0, entry.mark)
        if entry.outcome == "acknowledged" and told_mark != entry.mark:
            wrong.append(f"{entry.mark}: {entry.command} was answered with conference {entry.conference}, {told_mark}")
    usual = {account: found.most_common(1)[0][0] for account, found in owners.items() if found}
    twice = Counter(usual.values())
    for account, found in owners.items():
        if len(found) > 1:
            wrong.append(f"{account}: planned as {len(found)} accounts of the portal")
        elif found and twice[usual[account]] > 1:
            wrong.append(f"{account}: shares account {usual[account]} of the portal with another")
    return _law(name, things(len(owners), "account"), wrong)


def _no_stray(name: str, case: Case) -> Check:
    known = {entry.mark for entry in case.entries}
    return _law(name, _count(case), (f"{mark}: nobody has asked for it" for mark in case.portal if mark not in known))


def _called_once(name: str, case: Case) -> Check:
    wrong = (
        f"{mark}: {to} was called {count} times by the one order of event {authorised}"
        for mark, told in _all(case)
        for (authorised, to), count in told.calls.items()
        if count > 1
    )
    return _law(name, things(sum(told.calls.total() for _, told in _all(case)), "call"), wrong)


def _size(name: str, case: Case) -> Check:
    return _law(name, _count(case), (f"{mark}: {told.too_many}" for mark, told in _all(case) if told.too_many))


def _lines(name: str, case: Case) -> Check:
    most = busiest(leg for _, told in _all(case) for leg in told.legs)
    if case.lines is None:
        told = f"{name}: the portal's limit is not known here; this run had at most {number(most)} at once."
        return Check("audit", name, "not checked", told, most)
    says = f"{name}: at most {number(most)} at once, {number(case.lines)} are allowed."
    return Check("audit", name, "passed" if most <= case.lines else "failed", says, most, case.lines)


def busiest(spans: Iterable[tuple[datetime, datetime | None]]) -> int:
    """The most that there were at the same moment; one that ends at the moment when another begins is over."""
    steps: Counter[datetime] = Counter()
    begins: Counter[datetime] = Counter()
    for begin, end in spans:
        if end is None or end > begin:
            begins[begin] += 1
            steps[begin] += 1
            if end:
                steps[end] -= 1
    at_once = most = 0
    for moment in sorted(steps):
        at_once += steps[moment]
        most = max(most, at_once)
    return most


def _numbers(name: str, case: Case) -> Check:
    spans: dict[str, list[tuple[datetime, datetime | None, str]]] = defaultdict(list)
    for mark, told in _all(case):
        spans[told.number].append((told.begun, told.over, mark))
    wrong = [
        f"{number_}: {one[2]} and {other[2]} had it at the same time"
        for number_, found in spans.items()
        for one, other in pairwise(sorted(found, key=lambda span: span[0]))
        if one[1] is None or one[1] > other[0]
    ]
    return _law(name, _count(case), wrong)


def _passwords(name: str, case: Case) -> Check:
    """The chair's and the guest's differ; among many drawn from a million some are alike, but not more than that."""
    told = [told for _, told in _all(case)]
    wrong = [
        f"{mark}: the guest has the chair's password"
        for mark, one in _all(case)
        if one.passwords[0] in one.passwords[1:]
    ]
    alike = sum(math.comb(count, 2) for count in Counter(one.passwords[0] for one in told).values())
    by_chance = math.comb(len(told), 2) / 10**PASSWORD_DIGITS
    if alike > by_chance + 6 * math.sqrt(by_chance) + 6:
        wrong.append(
            f"{number(alike)} pairs of conferences have the same chair's password, by chance it were {by_chance:.1f}"
        )
    return _law(name, _count(case), wrong)


Law = Callable[[str, Case], Check]

LAWS: dict[str, Law] = {
    "who was planned stands in the list": _listed,
    "everything is done for the account that asked": _own_account,
    "no conference comes from nowhere": _no_stray,
    "an order calls each number once": _called_once,
    "calls never exceed a conference's size": _size,
    "calls never exceed the portal's lines": _lines,
    "a number belongs to one conference at a time": _numbers,
    "passwords are drawn, and the chair's is not the guest's": _passwords,
}

OWN = "the portal's own audit"


def _own(records: Records) -> Check:
    if records.violations is None:
        return Check("audit", OWN, "not checked", f"{OWN}: {records.absent}.")
    if not records.audited:
        return Check("audit", OWN, "failed", f"{OWN} had nothing to look at, and that has not passed.")
    return _law(OWN, things(records.audited, "conference"), records.violations)
