"""Which command is possible in which state, said once: every other pair is refused with a code.

The commands are the owner's (edit, cancel), the chair's, the telephone network's (leg, dial_in, dial) and the timers'.
"""

from __future__ import annotations

from portal.domain.conference import Conference, State
from portal.domain.refusals import refuse

_BEFORE = frozenset({State.SCHEDULED, State.OPEN})
_OPENED = frozenset({State.OPEN, State.ACTIVE})
_RUNNING = frozenset({State.ACTIVE})
_ORDER = (State.SCHEDULED, State.OPEN, State.ACTIVE)

POSSIBLE: dict[str, frozenset[State]] = {
    "edit": frozenset({State.SCHEDULED}),
    "cancel": _BEFORE,
    "open": frozenset({State.SCHEDULED}),
    "remind": _BEFORE,
    "start": _BEFORE,
    "add": _OPENED,
    "rename": _OPENED,
    "remove": _OPENED,
    "block": _OPENED,
    "unblock": _OPENED,
    "lock": _OPENED,
    "unlock": _OPENED,
    "hang_up": _OPENED,
    "dial_in": _OPENED,
    "leg": _OPENED,
    "invite": _RUNNING,
    "redial": _RUNNING,
    "retry": _RUNNING,
    "dial": _RUNNING,
    "mute": _RUNNING,
    "unmute": _RUNNING,
    "mute_all": _RUNNING,
    "unmute_all": _RUNNING,
    "extend": _RUNNING,
    "end": _RUNNING,
    "warn": _RUNNING,
    "time_is_up": _RUNNING,
    "nobody_joined": _RUNNING,
    "everybody_left": _RUNNING,
}


def refusal_code(command: str, state: State) -> str | None:
    """Why `command` is refused in `state`: `already_over`, `not_started`, `already_started`; None if it is possible."""
    if state in POSSIBLE[command]:
        return None
    if state.final:
        return "already_over"
    later = _ORDER[_ORDER.index(state) :]
    return "not_started" if any(s in POSSIBLE[command] for s in later) else "already_started"


def demand(conference: Conference, command: str) -> None:
    """Raises Refused with `refusal_code` where `command` is not possible in this state."""
    if code := refusal_code(command, conference.state):
        raise refuse(code)
