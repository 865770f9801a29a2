"""Reads what the audit judges: from backstage, and from the pages as the owner of an account sees them."""

from __future__ import annotations

import csv
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from fixtures.backstage import Backstage, Event
from load.ledger import Entry
from load.records import Letter, Logged, Records, Shown

MAILBOXES = 200
"""So many are opened, evenly chosen; each is a request of its own."""

_EVER = "from=01.01.2000&to=31.12.2099"  # what was called off stands under the day for which it was planned

_ROW = re.compile(r'<th\b[^>]*\bscope="row"[^>]*>(.*?)</th>', re.S)
_TAG = re.compile(r"<[^>]+>")


def read(backstage: Backstage, prefix: str, entries: Iterable[Entry], lines: int | None = None) -> Records:
    """Everything about the conferences whose subject begins with `prefix`, the run's. Raises BackstageError.

    `lines`: the limit of a portal that this run has started, whose mailboxes are inside; of another it is not known.
    """
    found = _conferences(backstage.events(), prefix)
    ours = {one.conference for one in found}
    letters = [
        Letter(one.message_id, one.conference, one.kind, one.recipient, one.state)
        for one in backstage.outbox()
        if one.conference in ours and one.conference is not None
    ]
    listed = _addresses(entries)  # without any the law of the mail has nothing to judge
    addresses = _evenly(sorted({one.to for one in letters} | listed)) if listed else []
    mailboxes = {to: tuple(dict.fromkeys(one.message_id for one in backstage.mailbox(to))) for to in addresses}
    if lines is None and not any(mailboxes.values()):
        mailboxes = {}  # mail may leave for a server elsewhere, whose mailboxes are not ours to open
    own = backstage.audit()
    return Records(
        conferences=tuple(found),
        letters=tuple(letters),
        mailboxes=mailboxes,
        violations=tuple(
            f"{one['rule']}: conference {one['conference']}, {json.dumps(one['evidence'], ensure_ascii=False)}"
            for one in own.violations
        ),
        audited=own.conferences,
        lines=lines,
    )


def show(open_page: Callable[[str], str]) -> Shown:
    """What an account is shown; `open_page` opens a page of it and answers with the text.

    Subjects and names of all that there is, not only of this run.
    """
    history = _cells(open_page(f"/history.csv?{_EVER}"))
    coming, templates = _rows(open_page("/planning")), _rows(open_page("/settings/templates"))
    contacts = _cells(open_page("/settings/contacts.csv"))
    return Shown(Counter(history), Counter(coming), Counter(templates), Counter(contacts))


def _conferences(events: Sequence[Event], prefix: str) -> list[Logged]:
    found = []
    for conference, group in groupby(events, key=lambda event: event.conference):
        first, *later = group
        if first.type == "conference.scheduled" and str(first.data["subject"]).startswith(prefix):
            found.append(Logged(conference, str(first.data["subject"]), (first, *later)))
    return found


def _addresses(entries: Iterable[Entry]) -> set[str]:
    told = (entry.details.get("letters_to") for entry in entries)
    return {str(address) for addresses in told if isinstance(addresses, list) for address in addresses}


def _evenly(addresses: Sequence[str]) -> list[str]:
    return list(addresses[:: max(1, -(-len(addresses) // MAILBOXES))])


def _cells(text: str) -> list[str]:
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";"))
    return [cell for row in rows[1:] for cell in row if cell]


def _rows(page: str) -> list[str]:
    return [html.unescape(_TAG.sub("", heading)).strip() for heading in _ROW.findall(page)]
