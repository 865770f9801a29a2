"""What a journey is given: an account, a mark, somebody who reads the code picture, telephones, and the ledger."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fixtures.backstage import Backstage
from load.captcha import Captcha
from load.ledger import Command, Entry, Outcome
from load.line import Page, Refused, Trouble
from load.telephones import Telephones


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a journey logs in as, nobody else's at the same time. Passwords stay out of logs and records."""

    login: str
    password: str = field(repr=False)


@dataclass(slots=True)
class Asked:
    """A command while it is asked for: what is learnt of it goes into its entry."""

    conference: int | None
    details: dict[str, object]


@dataclass(frozen=True, slots=True)
class World:
    """Of one journey. `mark`: the subject of its conference, `load-<run>-<n>`, unique in the run.

    `write` takes an entry for each command. Moments of `time.monotonic()`: `meets_at`, when its conference meets, and
    `last_call`, from which on nobody else comes.
    """

    account: Account
    mark: str
    journey: str
    captcha: Captcha
    phones: Telephones
    write: Callable[[Entry], None]
    meets_at: float | None = None
    last_call: float = math.inf

    def marks_on(self, *pages: Page) -> list[str]:
        """The marks of this run's conferences that pages show: whether they are this person's own, the audit knows."""
        run = re.escape(self.mark.rpartition("-")[0])
        return sorted({mark.decode() for page in pages for mark in re.findall(rf"{run}-[0-9]+".encode(), page.body)})

    @contextmanager
    def command(
        self, command: Command, conference: int | None = None, *, mark: str = "", **details: object
    ) -> Iterator[Asked]:
        """Within the block the command is asked for; after it stands in the ledger, whatever became of it."""
        asked, at = Asked(conference, details), time.time()
        outcome: Outcome = "unknown"
        try:
            yield asked
            outcome = "acknowledged"
        except Refused:
            outcome = "refused"
            raise
        except Trouble as trouble:
            outcome = "acknowledged" if trouble.acknowledged else "unknown"
            raise
        finally:
            who = self.account.login
            told = Entry(mark or self.mark, self.journey, who, command, outcome, at, asked.conference, asked.details)
            self.write(told)


def seed(backstage: Backstage, count: int) -> list[Account]:
    """So many accounts of the reference portal, in one go. Raises BackstageError."""
    return [Account(issued.login, issued.password) for issued in backstage.new_accounts(count)]
