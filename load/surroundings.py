"""What the journeys of one process have around them: the way to the portal, test controls or a profile's rules."""

from __future__ import annotations

import math
from collections.abc import Callable

from load import captcha, gevent_line
from load.arrivals import Arrival
from load.assignment import Assignment
from load.browser import Browser, Guard
from load.controls import Controls
from load.line import Sample
from load.recorder import Recorder
from load.telephones import Listed, Simulated
from load.world import Account, World


class Surroundings:
    """Of one assignment. `thinkers`: those of its browsers with nothing on their way.

    Raises ValueError where the profile of the target cannot be used on this machine.
    """

    def __init__(self, assignment: Assignment, recorder: Recorder) -> None:
        self._recorder = recorder
        self.thinkers: set[Browser] = set()
        phases = assignment.plan.arrivals.seconds if assignment.arrivals is not None else math.inf
        self._last_call = recorder.zero + phases
        foreign = self._foreign = assignment.foreign
        self._guard: Guard | None = None
        if foreign is None:
            self._way = gevent_line.way(assignment.url)
            address, token = assignment.backstage
            self._controls = Controls(gevent_line.way(address), token)
            self._captcha = captcha.by_backstage(self._controls)
        else:
            self._way = gevent_line.way(assignment.url, foreign.way)
            self._captcha = captcha.fixed(foreign.code)
            self._guard = foreign.guard(dict(assignment.accounts))

    def browser(self, number: int, sample: Callable[[Sample], None], intended: float) -> Browser:
        """Of one journey, whose first request is meant to begin at that moment of `time.monotonic()`."""
        address = _address(number) if self._foreign is None else ""
        return Browser(
            self._way, sample=sample, intended=intended, address=address, guard=self._guard, thinkers=self.thinkers
        )

    def world(self, arrival: Arrival, account: tuple[str, str], mark: str) -> World:
        """Of one journey."""
        phones = Simulated(self._controls, arrival.number) if self._foreign is None else Listed(self._foreign.numbers)
        meets_at = None if arrival.meets_at is None else self._recorder.zero + arrival.meets_at
        return World(
            account=Account(*account),
            mark=mark,
            journey=arrival.journey,
            captcha=self._captcha,
            phones=phones,
            write=self._recorder.write,
            meets_at=meets_at,
            last_call=self._last_call,
        )


def _address(number: int) -> str:
    """An address of its own for each conference, of the block for benchmarks (RFC 2544), which leads nowhere."""
    return f"198.{18 + (number >> 16 & 1)}.{number >> 8 & 255}.{number & 255}"
