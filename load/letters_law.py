"""The law of the mail: one invitation to each listed mailbox, to nobody else, and what has left has arrived once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from load.conference_log import Told
from load.ledger import Entry
from load.reconciling import EVIDENCE
from load.records import Letter, Records
from reports.load_run import Check
from reports.quantities import things

NAME = "each listed mailbox is invited once, nobody else is"


def checks(
    entries: Sequence[Entry], portal: Mapping[str, Sequence[Told]], ids: Mapping[int, str], records: Records
) -> list[Check]:
    """`portal`: the conferences by mark; `ids`: the mark of each. None if no plan told whom letters go to."""
    listed: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        told = entry.details.get("letters_to")
        if entry.command in ("plan", "edit") and isinstance(told, list):
            listed[entry.mark] |= {str(one).lower() for one in told}
    if not any(listed.values()):
        return []
    marks = {conference: mark for conference, mark in ids.items() if mark in listed}
    letters = [one for one in records.letters if one.conference in marks]
    wrong = [*_invited(marks, listed, portal, letters), *_arrived(records, letters)]
    states = ", ".join(f"{count} {state}" for state, count in sorted(Counter(one.state for one in letters).items()))
    looked_at = f"{things(len(letters), 'letter')} of {things(len(marks), 'conference')} ({states})"
    looked_at += f", {things(len(records.mailboxes), 'mailbox', 'mailboxes')} opened"
    says = f"{NAME}: {things(len(wrong), 'violation') if wrong else 'kept'}; looked at {looked_at}."
    return [Check("audit", NAME, "failed" if wrong else "passed", says, len(wrong), 0, tuple(wrong[:EVIDENCE]))]


def _invited(
    marks: Mapping[int, str],
    listed: Mapping[str, set[str]],
    portal: Mapping[str, Sequence[Told]],
    letters: Sequence[Letter],
) -> list[str]:
    """The chair, who may have listed his own telephone, is invited once or not at all."""
    invitations: dict[int, Counter[str]] = {conference: Counter() for conference in marks}
    for one in letters:
        if one.kind == "invitation":
            invitations[one.conference][one.to.lower()] += 1
    wrong = []
    for conference, mark in marks.items():
        own = frozenset[str]().union(*(told.own_mailboxes for told in portal[mark]))
        for to in sorted(listed[mark] | invitations[conference].keys()):
            count = invitations[conference][to]
            if to not in listed[mark] | own:
                wrong.append(f"{mark}: {_masked(to)} was invited and is not listed")
            elif count != 1:
                wrong.append(f"{mark}: {_masked(to)} was invited {count} times")
    return wrong


def _arrived(records: Records, letters: Sequence[Letter]) -> list[str]:
    """A Message-ID may be handed over twice (SMTP knows no better), but into no other mailbox."""
    wrong = []
    to = {one.message_id: one.to.lower() for one in letters}
    for address, arrived in records.mailboxes.items():
        sent = {one.message_id for one in letters if one.state == "sent" and one.to.lower() == address.lower()}
        wrong += [f"{_masked(address)}: a letter that has left has not arrived" for _ in sent - set(arrived)]
        strange = [one for one in arrived if to.get(one, address.lower()) != address.lower()]
        wrong += [f"{_masked(address)}: has got somebody else's letter" for _ in strange]
    return wrong


def _masked(address: str) -> str:
    return f"{address[:1]}…@{address.partition('@')[2]}"
