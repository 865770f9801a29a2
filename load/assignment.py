"""What the master hands to each of its workers before a run: plain data, so that any machine can carry it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from fixtures.strangers import Rules, refusal
from fixtures.transport import Transport
from load.arrivals import Arrival
from load.browser import Guard
from load.plan import Plan
from reports.quantities import things

PREFIX = "load-"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a portal that is not ours suffers, as its profile says, and how it is reached; `code`: what its picture
    always shows, or nothing where it has none."""

    may_create: bool
    numbers: tuple[str, ...]
    mailboxes: tuple[str, ...]
    transport: dict[str, Any]
    code: str

    @property
    def way(self) -> Transport:
        """How it is reached. Raises ValueError if a file that this names is not on this machine."""
        return Transport.model_validate(self.transport)

    @property
    def says(self) -> str:
        """What a run does there, and what it leaves out."""
        if not self.may_create:
            return "it is only read, nothing is created there and nobody is called"
        if not self.numbers:
            return "nobody is called, for it has no test numbers: a chair is alone, nobody dials in or gets a letter"
        called = f"nobody is called but its {things(len(self.numbers), 'test number')}"
        return f"{called}; who is drawn beyond them is left out of a conference, and nobody dials in or gets a letter"

    def guard(self, accounts: Mapping[str, str]) -> Guard:
        """Looks at every request before it is sent; `accounts`: password by log-in."""
        rules = Rules(self.may_create, frozenset(self.numbers), frozenset(self.mailboxes), accounts)
        return partial(refusal, rules)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One worker's part. `begins_in`: seconds until the run's beginning. `first`: the number of its first journey, for
    an open run; without arrivals its people come one conference after another, numbered on from it in steps of `step`,
    as many as there are workers: no two have the same number, and so no two call the same telephones.

    `accounts`: log-in and password, nobody else's. `backstage`: address and token, or two empty texts.
    `foreign`: None at a reference portal, which then believes X-Forwarded-For of this generator.
    """

    run: str
    plan: Plan
    seed: int
    begins_in: float
    url: str
    backstage: tuple[str, str]
    foreign: Foreign | None
    accounts: list[tuple[str, str]]
    arrivals: list[Arrival] | None
    first: int = 1
    step: int = 1

    def message(self) -> dict[str, Any]:
        """As it is sent."""
        told = {name: getattr(self, name) for name in self.__slots__}
        arrivals = None if self.arrivals is None else [list(asdict(one).values()) for one in self.arrivals]
        foreign = None if self.foreign is None else asdict(self.foreign)
        return {**told, "foreign": foreign, "plan": self.plan.model_dump(mode="json"), "arrivals": arrivals}


def received(message: dict[str, Any]) -> Assignment:
    """As it was meant."""
    told = dict(message)
    arrivals = None if told["arrivals"] is None else [Arrival(*one) for one in told["arrivals"]]
    accounts = [(login, password) for login, password in told["accounts"]]
    backstage = (told["backstage"][0], told["backstage"][1])
    foreign = None if told["foreign"] is None else _foreign(told["foreign"])
    read = {"arrivals": arrivals, "accounts": accounts, "backstage": backstage, "foreign": foreign}
    return Assignment(**{**told, **read, "plan": Plan.model_validate(told["plan"])})


def _foreign(told: dict[str, Any]) -> Foreign:
    return Foreign(**{**told, "numbers": tuple(told["numbers"]), "mailboxes": tuple(told["mailboxes"])})


def mark(run: str, number: int) -> str:
    """What everything bears that this journey makes: the subject of its conference."""
    return f"{PREFIX}{run}-{number}"
