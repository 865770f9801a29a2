"""What the pages show: the history has what is over exactly once, and nobody sees a stranger's conference.

Two witnesses: what the journeys saw in passing (`seen` in the ledger), and what the audit was shown when it looked at
the pages of some accounts after the run. This is all there is against a target without backstage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from load.ledger import Entry
from load.reconciling import EVIDENCE
from load.records import Records
from reports.load_run import Check
from reports.quantities import things

HISTORY = "the history shows what is over, once"
STRANGERS = "nobody is shown a stranger's conference"
KEPT = "templates and contacts are kept"

_OVER = ("end", "cancel")
_KEEPING = ("save_template", "keep_contact")


def checks(entries: Sequence[Entry], records: Records) -> list[Check]:
    """What is kept is asked only if something was."""
    keeping = any(entry.command in _KEEPING and entry.outcome == "acknowledged" for entry in entries)
    asked = [_strangers, _history, *([_kept] if keeping else [])]
    return [ask(entries, records) for ask in asked]


def _strangers(entries: Sequence[Entry], records: Records) -> Check:
    planned_by = {name: e.account for e in entries if e.command in ("plan", "edit") for name in _names(e)}
    looks = [(e.account, str(mark)) for e in entries for mark in _listed(e.details.get("seen"))]
    for account, shown in records.shown.items():
        looks += [(account, subject) for subject in (*shown.history, *shown.coming)]
    wrong = [
        f"{account} was shown {mark}, which is another's"
        for account, mark in looks
        if planned_by.get(mark, account) != account
    ]
    return _law(STRANGERS, wrong, len(looks), "conference on its owners' pages", "conferences on their owners' pages")


def _history(entries: Sequence[Entry], records: Records) -> Check:
    names = _last_names(entries)
    over = {e.mark: e for e in entries if e.outcome == "acknowledged" and e.command in _OVER}
    wrong, looked_at = [], 0
    for account, shown in records.shown.items():
        own = {e.mark for e in entries if e.account == account and e.command == "plan" and e.outcome == "acknowledged"}
        for mark in sorted(own):
            looked_at += 1
            times, coming = shown.history[names[mark]], shown.coming[names[mark]]
            if mark in over and (times, coming) != (1, 0):
                wrong.append(f"{mark}: is over; {times} times in the history, {coming} times among the coming")
            elif mark not in over and times + coming != 1:
                wrong.append(f"{mark}: was planned; {times} times in the history, {coming} times among the coming")
    return _law(HISTORY, wrong, looked_at, "conference")


def _kept(entries: Sequence[Entry], records: Records) -> Check:
    wrong, looked_at = [], 0
    for entry in entries:
        if entry.command in _KEEPING and entry.outcome == "acknowledged" and entry.account in records.shown:
            looked_at += 1
            shown = records.shown[entry.account]
            count = (shown.templates if entry.command == "save_template" else shown.contacts)[entry.mark]
            if count != 1:
                wrong.append(f"{entry.mark}: kept by {entry.command}, shown {count} times")
    return _law(KEPT, wrong, looked_at, "template or contact", "templates and contacts")


def _law(name: str, wrong: list[str], looked_at: int, one: str, many: str = "") -> Check:
    if not looked_at:
        return Check("audit", name, "not checked", f"{name}: no page that could show it was looked at.")
    says = f"{name}: {things(len(wrong), 'violation') if wrong else 'kept'}; looked at {things(looked_at, one, many)}."
    return Check("audit", name, "failed" if wrong else "passed", says, len(wrong), 0, tuple(wrong[:EVIDENCE]))


def _last_names(entries: Sequence[Entry]) -> dict[str, str]:
    """The subject under which each mark stands: its own, or what an edit made of it."""
    names = {entry.mark: entry.mark for entry in entries}
    for entry in entries:
        if entry.command == "edit" and entry.outcome == "acknowledged":
            names[entry.mark] = str(entry.details.get("subject", names[entry.mark]))
    return names


def _names(entry: Entry) -> Iterator[str]:
    yield entry.mark
    if subject := entry.details.get("subject"):
        yield str(subject)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
