"""What the operator has set for everybody: limits, and what every mail says of the portal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """`legs`: calls at the same time in the whole portal; `conferences`: of one account at the same time;
    `calls_a_minute`: outgoing calls of one account; `sender` and `access_number` stand in mails and on cards."""

    legs: int = 10_000
    conferences: int = 20
    calls_a_minute: int = 120
    sender: str = "Аудиоконференция <conference@portal.example>"
    access_number: str = "+375 17 999-00-00"
