"""acknowledged ≤ portal ≤ attempted, for each command of each conference.

What was acknowledged must be in the portal's log; what was refused must not; what nobody knows about may be there or
not. Under the mark of a lost worker more may have happened than the ledger holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from load.conference_log import Told, digits
from load.ledger import Entry
from reports.load_run import Check
from reports.quantities import number, things

COMMANDS = ("plan", "edit", "cancel", "add", "invite", "extend", "block", "unblock", "end", "dial_in")
"""Those that the event log holds."""

EVIDENCE = 20

_ONCE_IS_ENOUGH = frozenset({"block", "unblock", "invite"})
"""Who is barred already is not barred again, who talks already is not called again."""

Key = tuple[str, str]
"""Mark and what tells the command from others of its kind, a number for instance."""


@dataclass(slots=True)
class Tally:
    """How often each was acknowledged and may have been carried out at most, and how often the portal did it."""

    acknowledged: Counter[Key] = field(default_factory=Counter)
    attempted: Counter[Key] = field(default_factory=Counter)
    portal: Counter[Key] = field(default_factory=Counter)
    refused: int = 0


def reconcile(entries: Iterable[Entry], portal: Mapping[str, Sequence[Told]]) -> list[Check]:
    """A check for each command that was tried or carried out; `portal`: by mark, one conference if all is well."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    open_ended = set()
    for entry in entries:
        if entry.details.get("worker_lost"):
            open_ended.add(entry.mark)
        for detail in _details(entry):
            _enter(tallies[entry.command], entry, (entry.mark, detail))
    for mark, conferences in portal.items():
        for (command, detail), count in (item for told in conferences for item in told.done.items()):
            tallies[command].portal[mark, detail] += count
        if not tallies["cancel"].attempted[mark, ""]:  # to end before the start is to cancel
            ended = tallies["cancel"].portal.pop((mark, ""), 0)
            tallies["end"].portal[mark, ""] += ended
    found = [_check(command, tallies[command], open_ended) for command in COMMANDS if _anything(tallies[command])]
    return found or [_nothing()]


def _details(entry: Entry) -> list[str]:
    match entry.command:
        case "add" | "dial_in" | "block" | "unblock" | "invite":
            told = entry.details.get("numbers") or [entry.details.get("number", "")]
            return [digits(one) for one in told] if isinstance(told, list) else []
        case "extend":
            return [str(entry.details.get("minutes", ""))]
        case _:
            return [""]


def _enter(tally: Tally, entry: Entry, key: Key) -> None:
    match entry.outcome:
        case "acknowledged":
            tally.acknowledged[key] += 1
            tally.attempted[key] += 1
        case "unknown":
            tally.attempted[key] += 1
        case "refused":
            tally.refused += 1


def _anything(tally: Tally) -> bool:
    return bool(tally.attempted.total() or tally.portal.total() or tally.refused)


def _check(command: str, tally: Tally, open_ended: set[str]) -> Check:
    lost, beyond = [], []
    for key in sorted(tally.attempted.keys() | tally.portal.keys()):
        done, least = tally.portal[key], tally.acknowledged[key]
        if done < (min(least, 1) if command in _ONCE_IS_ENOUGH else least):
            lost.append(f"{_place(key)}: acknowledged {least}, in the portal's log {done}")
        elif done > tally.attempted[key] and key[0] not in open_ended:
            beyond.append(f"{_place(key)}: attempted {tally.attempted[key]}, in the portal's log {done}")
    counts = (tally.acknowledged.total(), tally.portal.total(), tally.attempted.total())
    told = f"{command}: acknowledged {number(counts[0])}, portal {number(counts[1])}, attempted {number(counts[2])}"
    wrong = [
        f"{things(len(places), 'place')} where {what}"
        for places, what in (
            (lost, "something acknowledged is not there"),
            (beyond, "more was done than was asked for"),
        )
        if places
    ]
    says = "; ".join([told, *wrong]) + "."
    evidence = tuple((*lost, *beyond)[:EVIDENCE])
    return Check("audit", _name(command), "failed" if wrong else "passed", says, len(lost) + len(beyond), 0, evidence)


def _name(command: str) -> str:
    return f"{command}: acknowledged ≤ portal ≤ attempted"


def _nothing() -> Check:
    told = "the generator has asked for nothing, and nothing to look at has not passed."
    return Check("audit", "acknowledged ≤ portal ≤ attempted", "failed", told)


def _place(key: Key) -> str:
    return " ".join(filter(None, key))
