"""The planning form: from what was typed to a `Plan`, and back (memo steps 5 and 6).

Lines of the participant list are the fields `number-1`, `name-1`, `email-1`, `number-2` …
Lines left empty do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from portal.domain import numbers
from portal.domain.conference import Conference
from portal.domain.moments import MINSK, minsk
from portal.domain.plan import EMAIL_LENGTH, MINUTES, NAME_LENGTH, SIZES, Invitee, Plan, check
from portal.domain.refusals import Problem, Problems, Refused
from portal.domain.texts import one_line

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


def line_numbers(fields: Mapping[str, str]) -> list[int]:
    """The lines that the form has, in order."""
    return sorted(int(m[1]) for m in map(re.compile(r"number-(\d{1,3})", re.ASCII).fullmatch, fields) if m)


def read_date(text: str, field: str, code: str = "date_format") -> date:
    """ДД.ММ.ГГГГ of this century. Raises Refused `code` at `field`."""
    match = _DATE.fullmatch(text.strip())
    try:
        if match and match[3].startswith("20"):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise Refused(Problem(code, field))


def read_email(text: str, field: str) -> str:
    """An e-mail address or nothing. Raises Refused `email_format` at `field`."""
    text = text.strip()
    if text and (len(text) > EMAIL_LENGTH or not _EMAIL.fullmatch(text)):
        raise Refused(Problem("email_format", field))
    return text


def read_name(text: str, field: str, code: str = "name_long") -> str:
    """A name or nothing. Raises Refused `code` at `field` if it is too long."""
    text = one_line(text)
    if len(text) > NAME_LENGTH:
        raise Refused(Problem(code, field, limit=NAME_LENGTH))
    return text


def read_plan(
    fields: Mapping[str, str], *, own_number: str, now: datetime, abroad: bool = False, template: bool = False
) -> Plan:
    """What the form asks for. Raises Refused with every problem, each at the field it was typed in.

    `own_number` is the chair's telephone in E.164; `abroad`: other countries may be called too; a template takes
    neither subject nor start as needed.
    """
    found = Problems()

    def whole(field: str, code: str, absent: str = "") -> int:
        text = fields.get(field, absent).strip()
        return int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else _told(found, Problem(code, field), -1)

    own = "own" in fields
    starts_at = None
    immediate = "immediate" in fields
    if not immediate and not template:
        starts_at = _read_start(fields, found)
    invitees = _read_lines(fields, own_number if own else "", found, abroad)
    plan = Plan(
        subject=one_line(fields.get("subject", "")),
        immediate=immediate,
        starts_at=starts_at,
        minutes=whole("minutes", "minutes_range"),
        size=whole("size", "size_range"),
        own_telephone=own,
        invitees=tuple(invitees),
        auto_invite="auto_invite" in fields,
        extend_by=whole("extend_by", "extend_choice"),
        guest_password="guest_password" in fields,
        reminder=whole("reminder", "reminder_choice"),
        retries=whole("retries", "retries_choice", absent="0"),
    )
    told = {problem.field for problem in found}
    try:
        check(plan, now, template=template)
    except Refused as refused:
        start_told = told & {"date", "time"}
        found += [
            p for p in refused.problems if p.field not in told and not (start_told and p.field in ("date", "time"))
        ]
    found.sort(key=_place)
    found.tell()
    return plan


_FIRST, _LAST = ("subject", "date", "time", "minutes", "size"), ("extend_by", "reminder", "retries")


def _place(problem: Problem) -> int:
    """Where on the form a problem stands: the lines between the fields before and those of the advanced settings."""
    fields = (*_FIRST, "", *_LAST)
    return fields.index(problem.field if problem.field in fields else "")


def _told(found: list[Problem], problem: Problem, value: int) -> int:
    found.append(problem)
    return value


def _read_start(fields: Mapping[str, str], found: Problems) -> datetime | None:
    day = at = None
    try:
        day = read_date(fields.get("date", ""), "date")
    except Refused as refused:
        found += refused.problems
    match = _TIME.fullmatch(fields.get("time", "").strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        at = time(int(match[1]), int(match[2]))
    else:
        found.append(Problem("time_format", "time"))
    return minsk(day, at) if day and at is not None else None


def _read_lines(fields: Mapping[str, str], own_number: str, found: Problems, abroad: bool) -> list[Invitee]:
    seen = {own_number}
    invitees = []
    for line in line_numbers(fields):
        texts = {part: fields.get(f"{part}-{line}", "") for part in ("number", "name", "email")}
        if not any(text.strip() for text in texts.values()):
            continue
        number = found.read(partial(numbers.parse, abroad=abroad), texts["number"], f"number-{line}")
        name = found.read(read_name, texts["name"], f"name-{line}")
        email = found.read(read_email, texts["email"], f"email-{line}")
        if number and number in seen:
            found.append(Problem("number_repeated", f"number-{line}"))
        seen.add(number)
        invitees.append(Invitee(number, name, email))
    return invitees


def plan_of(conference: Conference) -> Plan:
    """What was asked for when `conference` was planned, or is asked for now that it was changed."""
    guests = [p for p in conference.rows if not p.chair]
    return Plan(
        subject=conference.subject,
        immediate=conference.immediate,
        starts_at=conference.starts_at,
        minutes=conference.minutes,
        size=conference.size,
        own_telephone=len(guests) < len(conference.rows),
        invitees=tuple(Invitee(p.number, p.name, p.email) for p in guests),
        auto_invite=conference.auto_invite,
        extend_by=conference.extend_by,
        guest_password=conference.guest_password is not None,
        reminder=conference.reminder,
        retries=conference.retries,
    )


def fields_of(plan: Plan) -> dict[str, str]:
    """The form filled with `plan`: the way back of `read_plan`. Choices that are off are absent, as in a form."""
    fields = {"subject": plan.subject, "mode": "voice"}
    for field, number, allowed in (("minutes", plan.minutes, MINUTES), ("size", plan.size, SIZES)):
        fields[field] = str(number) if number in allowed else ""
    fields |= {"extend_by": str(plan.extend_by), "reminder": str(plan.reminder), "retries": str(plan.retries)}
    if plan.starts_at:
        local = plan.starts_at.astimezone(MINSK)
        fields |= {"date": f"{local:%d.%m.%Y}", "time": f"{local:%H:%M}"}
    for field, on in (
        ("immediate", plan.immediate),
        ("own", plan.own_telephone),
        ("auto_invite", plan.auto_invite),
        ("guest_password", plan.guest_password),
    ):
        if on:
            fields[field] = "on"
    for line, invitee in enumerate(plan.invitees, 1):
        fields[f"number-{line}"] = numbers.shown(invitee.number)
        fields[f"name-{line}"] = invitee.name
        fields[f"email-{line}"] = invitee.email
    return fields
