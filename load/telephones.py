"""Whom a journey's conference calls: at our own portal telephones that do as they are told, elsewhere those listed.

No two conferences of a run have the same telephone, but for the reserved block, whose numbers answer in any number of
conferences at once. Strangers are safe: at a portal that is not ours there is nobody but the profile's numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fixtures import personal
from load.controls import Controls

_BLOCK = "+375259990"  # what its numbers do is told by their last three digits (docs/portal.md)
_FIRST, _ALL = 375_255_000_000, 3_000_000  # mobile numbers 25 5…, 6…, 7…: of the simulated network all answer after 2 s
_EACH = 64  # numbers of one conference
USUAL = 2  # seconds until a telephone answers


@dataclass(frozen=True, slots=True)
class Telephone:
    """`answers_after`: seconds from the call on, None where that is not known or nobody answers."""

    number: str
    answers_after: int | None


class Telephones(Protocol):
    """The telephones of one conference; each is handed out once, and None where there is no more."""

    @property
    def dials(self) -> bool:
        """Whether a telephone can be made to call in."""

    def somebody(self, answers_after: float = USUAL, stays: float | None = None) -> Telephone | None:
        """Who answers, and hangs up after `stays` seconds if that is given."""

    def nobody(self) -> Telephone | None:
        """Who is busy or does not answer."""

    def dial(self, telephone: Telephone, conference: str, password: str) -> str:
        """Calls in: `connected`, `waiting`, or why it was not let in."""


@dataclass(slots=True)
class Simulated:
    """Those of the reference portal. `nth`: which conference of the run it is."""

    controls: Controls
    nth: int
    _taken: set[str] = field(default_factory=set)
    _next: int = 0

    @property
    def dials(self) -> bool:
        return True

    def somebody(self, answers_after: float = USUAL, stays: float | None = None) -> Telephone:
        if stays is not None:
            return self._of_block(100 + min(99, round(stays)), USUAL)
        seconds = min(99, round(answers_after))
        return self._own() if seconds == USUAL else self._of_block(seconds, seconds)

    def nobody(self) -> Telephone:
        busy = 200 + (self.nth + len(self._taken)) % 200  # 2XX is busy, 3XX does not answer
        return self._of_block(busy, None)

    def dial(self, telephone: Telephone, conference: str, password: str) -> str:
        return self.controls.dial(telephone.number, conference, password)

    def _of_block(self, last_three: int, answers_after: int | None) -> Telephone:
        """One of the block, or an own one where this conference has it already."""
        number = f"{_BLOCK}{last_three:03d}"
        if number in self._taken:
            return self._own()
        self._taken.add(number)
        return Telephone(number, answers_after)

    def _own(self) -> Telephone:
        number = _FIRST + (self.nth * _EACH + self._next) % _ALL
        self._next += 1
        return Telephone(f"+{number}", USUAL)


@dataclass(slots=True)
class Listed:
    """The numbers that a profile allows, as people write them; who among them answers is their owners' business."""

    numbers: Sequence[str]
    _next: int = 0

    @property
    def dials(self) -> bool:
        return False

    def somebody(self, answers_after: float = USUAL, stays: float | None = None) -> Telephone | None:
        if self._next >= len(self.numbers):
            return None
        self._next += 1
        return Telephone(f"+{personal.number(self.numbers[self._next - 1])}", None)

    def nobody(self) -> Telephone | None:
        return self.somebody()

    def dial(self, telephone: Telephone, conference: str, password: str) -> str:
        raise NotImplementedError("nobody calls in by himself at this portal: see `dials`")
