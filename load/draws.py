"""Stated distributions: how long people think, how many they are, how long they talk."""

from __future__ import annotations

import math
import random
from typing import Literal

from pydantic import BaseModel, ConfigDict, FiniteFloat, model_validator

Kind = Literal["constant", "uniform", "exponential", "normal", "lognormal"]
_NEEDS: dict[Kind, tuple[str, ...]] = {
    "constant": ("mean",),
    "uniform": ("low", "high"),
    "exponential": ("mean",),
    "normal": ("mean", "deviation"),
    "lognormal": ("mean", "deviation"),
}


class Draw(BaseModel):
    """One random quantity. `mean` and `deviation` are of the quantity itself, of a lognormal one too.

    What falls outside `least` and `most` is drawn to them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    distribution: Kind
    mean: FiniteFloat | None = None
    deviation: FiniteFloat | None = None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    least: FiniteFloat = 0.0
    most: float = math.inf

    @model_validator(mode="after")
    def _told_what_it_needs(self) -> Draw:
        needs = _NEEDS[self.distribution]
        told = [name for name in ("mean", "deviation", "low", "high") if getattr(self, name) is not None]
        if set(told) != set(needs):
            raise ValueError(
                f"{self.distribution} is told by {' and '.join(needs)}, not by {' and '.join(told) or '…'}"
            )
        if any(getattr(self, name) < 0 for name in told) or not self.least <= self.most:
            raise ValueError("nothing here is less than 0, and least is not more than most")
        if self.distribution == "uniform" and self._value("low") > self._value("high"):
            raise ValueError("low is not more than high")
        if self.distribution in ("exponential", "lognormal") and not self.mean:
            raise ValueError("its mean is more than 0")
        return self

    def draw(self, chance: random.Random) -> float:
        """One value; the same state of `chance`, the same value."""
        return min(max(self._drawn(chance), self.least), self.most)

    def _drawn(self, chance: random.Random) -> float:
        if self.distribution == "constant":
            return self._value("mean")
        if self.distribution == "uniform":
            return chance.uniform(self._value("low"), self._value("high"))
        mean = self._value("mean")
        if self.distribution == "exponential":
            return chance.expovariate(1 / mean)
        deviation = self._value("deviation")
        if self.distribution == "normal":
            return chance.gauss(mean, deviation)
        spread = math.log1p((deviation / mean) ** 2)
        return chance.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))

    def _value(self, name: str) -> float:
        value = getattr(self, name)
        assert value is not None
        return float(value)
