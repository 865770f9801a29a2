"""A profile of load, `load/profiles/*.toml`: who comes when, what they do, and what must hold (docs/load.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NonNegativeFloat,
    PositiveFloat,
    ValidationError,
    model_validator,
)

from fixtures.mistakes import nearest, sentences
from load import objectives
from load.draws import Draw
from reports.load_run import VITALS

PROFILES = Path(__file__).with_name("profiles")
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class PlanError(ValueError):
    """What is wrong with a profile of load, a sentence for each mistake."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _both(told: object) -> object:
    return told if isinstance(told, list | tuple) else (told, told)


class Phase(_Table):
    """So many seconds with so many conferences a second: `rate` at its beginning and at its end, or one for both."""

    seconds: PositiveFloat
    rate: Annotated[tuple[NonNegativeFloat, NonNegativeFloat], BeforeValidator(_both)]
    warm_up: bool = False


class Calendar(_Table):
    """People meet at :00 and at :30. Shares of an hour's conferences that begin around them, the rest at any time.

    `spread`: standard deviation of a peak, seconds. `minute`: where in the hour the run begins. `hour`: how many
    seconds an hour of this calendar has, so that a short run sees its peaks.
    """

    at_the_hour: Share = 0.4
    at_the_half: Share = 0.2
    spread: PositiveFloat = 60.0
    minute: Annotated[float, Field(ge=0, lt=60)] = 0.0
    hour: PositiveFloat = 3600.0

    @model_validator(mode="after")
    def _shares(self) -> Self:
        if self.at_the_hour + self.at_the_half > 1:
            raise ValueError("at_the_hour and at_the_half together are at most 1")
        return self


class Rendezvous(_Table):
    """So many more conferences whose chairs join all at one moment, `at` seconds from the beginning.

    They begin within the `early` seconds before it.
    """

    at: PositiveFloat
    conferences: Annotated[int, Field(gt=0)]
    early: PositiveFloat = 20.0


class Coming(_Table):
    """Conferences begin whether or not the portal keeps up. `constant`: evenly; `poisson`: independently of each other;
    `calendar`: so too, with the peaks of `calendar`.

    Begun more than `late_after` seconds after its moment it counts as late; after `skip_after` it is not begun at all.
    """

    kind: Literal["constant", "poisson", "calendar"] = "poisson"
    phases: tuple[Phase, ...]
    calendar: Calendar = Calendar()
    rendezvous: tuple[Rendezvous, ...] = ()
    late_after: PositiveFloat = 1.0
    skip_after: PositiveFloat = 30.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        warm = [phase.warm_up for phase in self.phases]
        if all(warm) or warm != sorted(warm, reverse=True):
            raise ValueError("phases that warm up come first, and one that is measured must follow")
        late = [meeting.at for meeting in self.rendezvous if not meeting.early <= meeting.at <= self.seconds]
        if late:
            raise ValueError(f"the rendezvous at {late[0]:g} s does not fit into the {self.seconds:g} s of the phases")
        return self

    @property
    def warm_up(self) -> float:
        """Seconds that are not measured."""
        return sum(phase.seconds for phase in self.phases if phase.warm_up)

    @property
    def seconds(self) -> float:
        """All phases together."""
        return sum(phase.seconds for phase in self.phases)


class Conference(_Table):
    """A conference. `size`: people, the chair included. `lasts`: seconds that the chair looks on.

    Shares of the participants: those who come `late`, who do not come (`no_show`), who drop out, those who dial in,
    and of those who are listed, who gets letters; of the conferences: those that are planned from a template.
    """

    size: Draw
    lasts: Draw
    acts_every: Draw
    answers_after: Draw = Draw(distribution="constant", mean=2)
    late: Share = 0.0
    no_show: Share = 0.0
    drops: Share = 0.0
    dials_in: Share = 0.0
    from_template: Share = 0.0
    letters: Share = 0.0

    @model_validator(mode="after")
    def _time_goes_on(self) -> Self:
        every = self.acts_every
        if not every.most or not (every.mean or every.high):
            raise ValueError("acts_every is 0 seconds: its chair would act for ever")
        return self


class Think(_Table):
    """Seconds: to read a page before the next press; to fill in a form."""

    reading: Draw
    typing: Draw


class Needs(_Table):
    """What the target must grant. `accounts`: 0 takes one for each conference."""

    accounts: Count = 0
    legs: Count = 10_000
    conferences_of_an_account: Count = 100
    calls_a_minute: Count = 100_000


class Limits(_Table):
    """Log-ins within any minute that the target suffers; the profile is refused if it would make more."""

    log_ins_a_minute: int | None = None


class Plan(_Table):
    """One profile of load. `drain`: seconds that conferences have to end by themselves after the last phase; `hurry`:
    the time that is left to them then passes so many times as fast."""

    name: str
    about: str
    arrivals: Coming
    mix: dict[str, PositiveFloat]
    conference: Conference
    think: Think
    drain: PositiveFloat = 60.0
    hurry: Annotated[float, Field(ge=1)] = 1.0
    needs: Needs = Needs()
    limits: Limits = Limits()
    objectives: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _somebody_comes(self) -> Self:
        if not self.mix:
            raise ValueError("mix names no journey: nobody would come")
        return self


def times(plan: Plan, factor: float) -> Plan:
    """The same profile with its rates times `factor`."""
    phases = tuple(
        phase.model_copy(update={"rate": (phase.rate[0] * factor, phase.rate[1] * factor)})
        for phase in plan.arrivals.phases
    )
    return plan.model_copy(update={"arrivals": plan.arrivals.model_copy(update={"phases": phases})})


def read(name: str, actions: Mapping[str, Sequence[str]]) -> Plan:
    """The profile of this name or in this file. `actions`: of each journey that there is, what is measured of it.

    Raises PlanError.
    """
    path = PROFILES / f"{name}.toml" if name.isidentifier() else Path(name)
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        known = sorted(found.stem for found in PROFILES.glob("*.toml"))
        raise PlanError(f"there is no profile of load «{name}»{nearest(name, known)}") from None
    except OSError as error:
        raise PlanError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{path} is no TOML: {error}") from error
    try:
        plan = Plan.model_validate(told)
    except ValidationError as error:
        raise PlanError(f"{path} is not a profile of load:\n{sentences(error, Plan)}") from None
    for journey in plan.mix:
        if journey not in actions:
            raise PlanError(f"{path}: mix.{journey}: there is no such journey{nearest(journey, list(actions))}")
    journeys = [*plan.mix, *(["conference"] if plan.arrivals.rendezvous else [])]
    measured = {*journeys, *(action for journey in journeys for action in actions[journey]), *VITALS}
    for text in plan.objectives:
        try:
            objectives.read(text, measured)
        except ValueError as error:
            raise PlanError(f"{path}: {error}") from None
    return plan
