"""What the generator asked for and what it was told: a line for each command, to be reconciled with the portal's log.

Three outcomes (Jepsen's): acknowledged, refused, and unknown, where the answer never came and the portal may have done
it or not. What is audited is `acknowledged ≤ server ≤ attempted`; the width is the number of unknowns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["acknowledged", "refused", "unknown"]
Command = Literal[
    "log_in",
    "plan",
    "edit",
    "cancel",
    "add",
    "invite",
    "extend",
    "block",
    "unblock",
    "end",
    "dial_in",
    "save_template",
    "keep_contact",
    "log_out",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `mark` is the subject of its conference, unique in the run, or what else was to be made.

    `conference` is the portal's id, once told. `details`: what tells the command from others of its kind (`number`,
    `minutes`, `letters_to`), and for `plan` the `form_key`. `at`: seconds since 1970 when it was sent.
    """

    mark: str
    journey: str
    account: str
    command: Command
    outcome: Outcome
    at: float
    conference: int | None = None
    details: dict[str, object] = field(default_factory=dict)
