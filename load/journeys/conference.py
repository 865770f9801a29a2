"""A whole conference (the memo from its first step to its tenth): a chair, and participants who behave like people.

Each participant has a fate, drawn by the shares of the profile: he is listed while planning or added when the
conference runs already, answers, is not reached, hangs up before the end, or dials in by himself.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from load.habits import Habits
from load.journeys import actions
from load.journeys.control import Control, Row
from load.line import Line, Page, Refused, Trouble
from load.telephones import USUAL, Telephone
from load.world import World

MOST = 50  # people in a conference
LEAST = 3
MINUTES = 60  # as planned; the chair ends it before
_REMIND = ("busy", "no_answer", "left", "listed")  # whom a chair invites again

Act = Callable[[], None]


def hold(world: World, line: Line, chance: random.Random, habits: Habits) -> None:
    """From the log-in to the way out. What goes wrong in the control does not stop the chair: he opens it anew.

    Raises the first Trouble or Refused that there was, when all is over.
    """
    conference, party = _plan(world, line, chance, habits)
    line.think(habits.think.reading.draw(chance))
    if world.meets_at is not None:
        line.think_until(world.meets_at)
    trouble = _Chair(world, line, chance, habits, Control(world, line, conference), party).preside()
    history = _after(line, chance, habits)
    actions.log_out(world, line, history)
    if trouble is not None:
        raise trouble


def _plan(world: World, line: Line, chance: random.Random, habits: Habits) -> tuple[int, _Party]:
    """Up to the card. Its pages end here: held by thousands of chairs they would weigh more than all the rest."""
    planning = actions.log_in(world, line, chance, habits)
    line.think(habits.think.reading.draw(chance))
    if chance.random() < habits.conference.from_template:
        planning = actions.apply_template(line, planning)
        line.think(habits.think.reading.draw(chance))
    party = _Party.draw(world, chance, habits)
    line.think(habits.think.typing.draw(chance))
    who = [telephone.number for telephone in party.listed]
    letters = _letters(world, chance, habits, who)
    conference, _ = actions.plan(world, line, planning, _wanted(world, party), who, letters)
    return conference, party


def _wanted(world: World, party: _Party) -> dict[str, str]:
    wanted = {"subject": world.mark, "immediate": "on", "minutes": str(MINUTES), "size": str(party.size)}
    return {**wanted, "guest_password": "on"} if party.dialling else wanted


def _letters(world: World, chance: random.Random, habits: Habits, who: list[str]) -> dict[str, str]:
    """Who of those listed has an e-mail, and which; at a portal that is not ours nobody has."""
    written_to = [number for number in who if world.phones.dials and chance.random() < habits.conference.letters]
    return {number: f"{world.mark}-{n}@example.com" for n, number in enumerate(written_to, 1)}


def _after(line: Line, chance: random.Random, habits: Habits) -> Page:
    """The window of the control is closed; in the other one the history is looked up."""
    line.think(habits.think.reading.draw(chance))
    history = actions.read_history(line, chance, habits)
    line.think(habits.think.reading.draw(chance))
    return history


@dataclass(slots=True)
class _Party:
    """Who takes part, beside the chair. `size`: how many people are planned, the chair included."""

    size: int
    listed: list[Telephone] = field(default_factory=list)
    late: list[Telephone] = field(default_factory=list)
    dialling: list[Telephone] = field(default_factory=list)

    @classmethod
    def draw(cls, world: World, chance: random.Random, habits: Habits) -> _Party:
        """As many as the profile's distribution says, or as there are telephones."""
        about = habits.conference
        people = max(LEAST, min(MOST, round(about.size.draw(chance))))
        party = cls(people)
        for _ in range(people - 1):
            if world.phones.dials and chance.random() < about.dials_in:
                telephone, group = world.phones.somebody(), party.dialling
            else:
                telephone = _fate(world, chance, habits)
                group = party.late if chance.random() < about.late else party.listed
            if telephone is None:
                break
            group.append(telephone)
        return party

    @property
    def numbers(self) -> set[str]:
        return {telephone.number for telephone in [*self.listed, *self.late, *self.dialling]}


def _fate(world: World, chance: random.Random, habits: Habits) -> Telephone | None:
    about = habits.conference
    answers_after = about.answers_after.draw(chance)
    fate = chance.random()
    if fate < about.no_show:
        return world.phones.nobody()
    if fate < about.no_show + about.drops:
        return world.phones.somebody(answers_after, stays=chance.uniform(0, about.lasts.draw(chance)))
    return world.phones.somebody(answers_after)


def hurried(lasts: float, before: float, hurry: float) -> float:
    """Seconds that a conference of `lasts` takes if nobody else comes after `before`: what is left then is hurried."""
    calm = min(max(before, 0.0), lasts)
    return calm + (lasts - calm) / hurry


class _Chair:
    """Presides over one conference, acting now and then, as long as the profile says."""

    def __init__(
        self, world: World, line: Line, chance: random.Random, habits: Habits, control: Control, party: _Party
    ) -> None:
        self._world, self._line, self._chance, self._habits = world, line, chance, habits
        self._control, self._party = control, party
        self._trouble: Trouble | Refused | None = None

    def preside(self) -> Trouble | Refused | None:
        """From joining to ending; answers with what went wrong first. Raises what leaves no control at all."""
        self._control.join()
        agenda = self._agenda()
        lasts = self._habits.conference.lasts.draw(self._chance)
        left = hurried(lasts, self._world.last_call - monotonic(), self._habits.hurry)
        while True:
            pause = min(left, self._habits.conference.acts_every.draw(self._chance))
            self._control.watch(pause)
            left -= pause
            if left <= 0:
                break
            self._try(agenda.pop(0) if agenda else self._something)
        self._try(self._control.choose_end)
        self._line.think(self._habits.think.reading.draw(self._chance))
        self._try(self._control.end)
        self._control.close()
        return self._trouble

    def _agenda(self) -> list[Act]:
        """First those who are listed are called; then, in any order, come the late and those who dial in."""
        later: list[Act] = [partial(self._bring, late) for late in self._party.late]
        later += [partial(self._dial, caller) for caller in self._party.dialling]
        self._chance.shuffle(later)
        return [self._invite_listed, *later]

    def _try(self, act: Act) -> None:
        """After trouble the chair opens the control anew, and goes on."""
        try:
            act()
        except (Trouble, Refused) as error:
            self._trouble = self._trouble or error
            self._control.join()

    def _invite_listed(self) -> None:
        """The chair's own telephone is in the list, too, if it may be called."""
        rows = self._control.rows()
        if not rows:
            return
        self._control.invite(rows)
        delays = [telephone.answers_after for telephone in self._party.listed]
        if self._world.phones.dials:  # telephones that do as they are told
            self._control.first_connected(min(delay for delay in [*delays, USUAL] if delay is not None))

    def _bring(self, late: Telephone) -> None:
        self._control.add(late)
        self._line.think(self._habits.think.reading.draw(self._chance))
        self._control.invite([row for row in self._control.rows() if row.number == late.number])

    def _dial(self, caller: Telephone) -> None:
        number, password = self._control.fact("Номер конференции"), self._control.fact("Пароль гостя")
        with self._world.command("dial_in", self._control.conference, number=caller.number):
            outcome = self._world.phones.dial(caller, number, password)
            if outcome != "connected":
                raise Refused(0, f"the caller was not let in: {outcome}", Page("", 0, b""))

    def _something(self) -> None:
        """One of what chairs do while a conference runs, as far as there is somebody to do it to."""
        rows = [row for row in self._control.rows() if row.number in self._party.numbers]
        acts: list[tuple[Callable[[Row], None], list[Row]]] = [
            (self._control.block, [row for row in rows if row.state == "connected" and not row.blocked]),
            (self._control.unblock, [row for row in rows if row.blocked]),
            (lambda row: self._control.invite([row]), [row for row in rows if row.state in _REMIND]),
        ]
        act, whom = self._chance.choice([*acts, (lambda row: self._control.extend(15), rows)])
        if whom:
            act(self._chance.choice(whom))
