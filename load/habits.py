"""How people behave, as a load profile says: what journeys ask it for. Shares are 0 to 1, times seconds."""

from __future__ import annotations

import random
from typing import Protocol


class Draw(Protocol):
    """A stated distribution."""

    def draw(self, chance: random.Random) -> float: ...


class Conference(Protocol):
    """`size`: people, the chair included. `acts_every`: how long a chair looks on between two actions.

    `lasts`: how long he looks on in all, from joining to ending. What the portal takes to answer comes on top of it, so
    that the same seed acts alike on a fast portal and on a slow one.
    `answers_after`: how long a telephone rings. Shares of the participants: who comes when the conference runs already
    (`late`), whom nobody reaches (`no_show`), who hangs up before the end (`drops`), who calls in by himself
    (`dials_in`), to whom the portal writes (`letters`); of the conferences: which begin with a template.
    """

    @property
    def size(self) -> Draw: ...
    @property
    def lasts(self) -> Draw: ...
    @property
    def acts_every(self) -> Draw: ...
    @property
    def answers_after(self) -> Draw: ...
    @property
    def late(self) -> float: ...
    @property
    def no_show(self) -> float: ...
    @property
    def drops(self) -> float: ...
    @property
    def dials_in(self) -> float: ...
    @property
    def letters(self) -> float: ...
    @property
    def from_template(self) -> float: ...


class Think(Protocol):
    """`reading` a page before going on, `typing` into a form before it is sent."""

    @property
    def reading(self) -> Draw: ...
    @property
    def typing(self) -> Draw: ...


class Habits(Protocol):
    """A load profile, as far as journeys know it. `hurry`: once nobody else comes, the time that is left to a
    conference passes so many times as fast."""

    @property
    def conference(self) -> Conference: ...
    @property
    def think(self) -> Think: ...
    @property
    def hurry(self) -> float: ...
