"""Who gets a letter, and which: what each event of a conference means to the mailboxes of its list (memo 6.5, 6.7)."""

from __future__ import annotations

from enum import StrEnum

from portal.domain.conference import Conference
from portal.domain.events import Event

MAILS_A_DAY = 500
"""So many letters of one account leave on one Minsk day (memo 6.7)."""

MAILS_A_MAILBOX = 20
"""So many letters of the whole portal go to one mailbox on one Minsk day: many accounts together are no mail bomb."""

_TOLD = ("subject", "starts_at", "ends_at", "guest_password", "auto_invite")  # what a letter says and an edit changes


class Kind(StrEnum):
    """What a letter is about. A cancellation is of the whole conference, or of one mailbox's invitation."""

    INVITATION = "invitation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"


def mailboxes(conference: Conference) -> dict[str, str]:
    """Each mailbox of the participant list once, though it stand in two rows (memo 6.7): in small letters, as typed."""
    return {p.email.lower(): p.email for p in conference.rows if p.email}


def letters(before: Conference | None, event: Event, after: Conference) -> list[tuple[Kind, str]]:
    """The letters that follow from `event`: of what kind, to which mailbox.

    An immediate conference invites when it has started, for there is nothing to come to if it fails at once; who stays
    on the list hears of an edit only if it changed something that he had been told.
    """
    listed = mailboxes(after)
    match event.type:
        case "conference.scheduled" if not after.immediate:
            return [(Kind.INVITATION, mailbox) for mailbox in listed.values()]
        case "conference.started" if after.immediate:
            return [(Kind.INVITATION, mailbox) for mailbox in listed.values()]
        case "conference.edited" if before:
            return _edited(before, after)
        case "conference.reminded":
            return [(Kind.REMINDER, mailbox) for mailbox in listed.values()]
        case "conference.cancelled" | "conference.failed" if not after.immediate:
            return [(Kind.CANCELLATION, mailbox) for mailbox in listed.values()]
        case _:
            return []


def _edited(before: Conference, after: Conference) -> list[tuple[Kind, str]]:
    were, are = mailboxes(before), mailboxes(after)
    told = any(getattr(before, name) != getattr(after, name) for name in _TOLD)
    stay = [(Kind.CHANGE, mailbox) for key, mailbox in are.items() if told and key in were]
    come = [(Kind.INVITATION, mailbox) for key, mailbox in are.items() if key not in were]
    go = [(Kind.CANCELLATION, mailbox) for key, mailbox in were.items() if key not in are]
    return [*stay, *come, *go]


def sequence(conference: Conference) -> int:
    """The SEQUENCE of a letter: the revision of the plan, and one more when it is called off (RFC 5546, 2.1.4)."""
    return conference.sequence + conference.state.final
