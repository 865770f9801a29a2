"""What is asked for when a conference is planned, and the limits of it (memo steps 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.refusals import Problem, Problems

SUBJECT_LENGTH = 128
NAME_LENGTH = 96
EMAIL_LENGTH = 254
MINUTES = range(15, 1441)
SIZES = range(3, 51)
FURTHEST = timedelta(days=365)
EXTENSIONS = (15, 30, 45, 60)
REMINDERS = (5, 10, 15, 30, 60, 120, 1440)
RETRIES = range(0, 4)


@dataclass(frozen=True, slots=True)
class Invitee:
    """A line of the participant list: number in E.164; name and e-mail may be empty (memo 5.6)."""

    number: str
    name: str = ""
    email: str = ""
    chair: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A conference as asked for. `minutes`, `extend_by`, `reminder` in minutes (0: off); `starts_at` None if immediate
    or in a template; `retries`: how often a busy or unanswered call is repeated."""

    subject: str = ""
    immediate: bool = False
    starts_at: datetime | None = None
    minutes: int = 60
    size: int = 3
    own_telephone: bool = True
    invitees: tuple[Invitee, ...] = ()
    auto_invite: bool = False
    extend_by: int = 0
    guest_password: bool = False
    reminder: int = 0
    retries: int = 0


def check(plan: Plan, now: datetime, *, template: bool = False) -> None:
    """Raises Refused with every limit of memo steps 5 and 6 that `plan` breaks, named by form field.

    A template needs neither subject nor start (memo 7.2).
    """
    found = Problems()
    if not plan.subject and not template:
        found.append(Problem("subject_required", "subject"))
    if len(plan.subject) > SUBJECT_LENGTH:
        found.append(Problem("subject_long", "subject", limit=SUBJECT_LENGTH))
    if not plan.immediate and not template:
        if plan.starts_at is None or plan.starts_at < now.replace(second=0, microsecond=0):
            found.append(Problem("start_past", "time"))
        elif plan.starts_at > now + FURTHEST:
            found.append(Problem("start_far", "date"))
        elif plan.reminder and plan.starts_at - timedelta(minutes=plan.reminder) < now:
            found.append(Problem("reminder_past", "reminder"))
    if plan.minutes not in MINUTES:
        found.append(Problem("minutes_range", "minutes"))
    if plan.size not in SIZES:
        found.append(Problem("size_range", "size"))
    elif len(plan.invitees) + plan.own_telephone > plan.size:
        found.append(Problem("more_than_size", "size", rows=len(plan.invitees) + plan.own_telephone, size=plan.size))
    if plan.extend_by not in (0, *EXTENSIONS):
        found.append(Problem("extend_choice", "extend_by"))
    if plan.reminder not in (0, *REMINDERS):
        found.append(Problem("reminder_choice", "reminder"))
    if plan.retries not in RETRIES:
        found.append(Problem("retries_choice", "retries"))
    found.tell()
