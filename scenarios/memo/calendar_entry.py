"""A calendar entry (.ics, RFC 5545) as its reader has it: which properties it holds, and what they say."""

from __future__ import annotations

import re

_ESCAPED = {"n": "\n", "N": "\n"}


def property_of(ics: str | None, name: str) -> str:
    """The value of the event's only property `name`, unfolded and without escapes («SUMMARY» → the subject).

    Raises AssertionError if there is no entry, no event, or not exactly one such property in it.
    """
    assert ics, "the message has no calendar entry"
    lines = re.sub(r"\r?\n[ \t]", "", ics).splitlines()
    assert "BEGIN:VEVENT" in lines and "END:VEVENT" in lines, "the calendar entry has no event"
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    event = event[: event.index("BEGIN:VALARM")] if "BEGIN:VALARM" in event else event
    values = [line.partition(":")[2] for line in event if re.match(rf"{name}[;:]", line)]
    assert len(values) == 1, f"the event has {len(values)} properties {name}: {event}"
    return re.sub(r"\\(.)", lambda escape: _ESCAPED.get(escape[1], escape[1]), values[0])
