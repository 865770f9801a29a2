"""A chair at the control page (memo step 9): every command is a form, and every page opens the live line anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from time import monotonic
from typing import NamedTuple

from load.line import Event, Line, Page, Stream, Trouble
from load.telephones import Telephone
from load.world import World

_ROW, _NUMBER, _STATE = 'data-id="', 'class="number-cell">', 'class="state '
_FACT = r'<th scope="row">{}</th>\s*<td[^>]*>([^<]*)<'
_PATIENCE = 30.0  # seconds
_COMES_AGAIN = 2.0  # seconds, as the portal advises (`retry`)


class Row(NamedTuple):
    """A participant as the page shows it; `state` is `listed`, a call's state, or why the last call ended."""

    id: int
    number: str
    state: str
    blocked: bool


class Control:
    """The control of one conference in a window of its own. Raises Trouble or Refused, as the line does."""

    def __init__(self, world: World, line: Line, conference: int) -> None:
        self._world, self._line, self.conference = world, line, conference
        self._path = f"/conferences/{conference}"
        self._stream: Stream | None = None
        self._page = Page("", 0, b"")
        self._rows: dict[int, Row] = {}
        self._pressed = 0.0

    def join(self) -> None:
        """«Присоединиться» (8.1)."""
        with self._line.action("join"):
            self._page = self._line.open(f"{self._path}/control")
        self._listen()

    def rows(self) -> list[Row]:
        """The participants as the chair sees them now, the chair's own row first."""
        return [self._rows[id_] for id_ in sorted(self._rows)]

    def fact(self, name: str) -> str:
        """A parameter of the conference (8.2, 8.3) by its word on the page. Raises Trouble."""
        found = re.search(_FACT.format(re.escape(name)), self._page.text)
        if found is None:
            raise Trouble(f"{self._page.path} does not tell «{name}»")
        return found[1].strip()

    def watch(self, seconds: float) -> None:
        """Looks on."""
        self._look(seconds, self._happened)

    def add(self, telephone: Telephone) -> None:
        """9.1."""
        asked = self._world.command("add", self.conference, number=telephone.number)
        self._press("add", asked, do="add", number=telephone.number)

    def invite(self, rows: Sequence[Row]) -> None:
        """9.2: the ticked are called."""
        asked = self._world.command("invite", self.conference, numbers=[row.number for row in rows])
        self._press("invite", asked, rows, do="invite")

    def first_connected(self, answers_after: float) -> None:
        """9.3: waits for the first who is connected, after an invitation whose first call is answered so soon.

        The answer is due so long after the invitation was sent: what the portal takes to place the call is in the
        figure. Nobody within half a minute of it is a failure, and Trouble.
        """
        due = self._pressed + answers_after
        deadline = monotonic() + answers_after + _PATIENCE
        while not self._somebody():
            left = deadline - monotonic()
            if left <= 0:
                self._line.saw("connected", due, "failed")
                raise Trouble(f"nobody was connected within {_PATIENCE:g} s of the answer")
            self._look(left, self._somebody_after)
        self._line.saw("connected", due)

    def extend(self, minutes: int) -> None:
        """9.4."""
        asked = self._world.command("extend", self.conference, minutes=minutes)
        self._press("extend", asked, do="act", action=f"extend:{minutes}")

    def block(self, row: Row) -> None:
        """9.5."""
        asked = self._world.command("block", self.conference, numbers=[row.number])
        self._press("block", asked, [row], do="act", action="block")

    def unblock(self, row: Row) -> None:
        """9.5 is undone."""
        asked = self._world.command("unblock", self.conference, numbers=[row.number])
        self._press("unblock", asked, [row], do="act", action="unblock")

    def choose_end(self) -> None:
        """9.6: the portal asks first."""
        self._press("choose_end", nullcontext(), do="act", action="end")

    def end(self) -> None:
        """9.6: … and is answered, in the dialog."""
        asked = self._world.command("end", self.conference)
        with self._line.action("end"), asked:
            self._page = self._line.submit(self._page, f"{self._path}/control", {"do": "end"})
        self._listen()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _press(
        self, name: str, asked: AbstractContextManager[object], ticked: Sequence[Row] = (), **pressed: str
    ) -> None:
        """A button of the form with the participants, some of whom are ticked."""
        ticks: dict[str, str | list[str]] = {"tick": [str(row.id) for row in ticked]} if ticked else {}
        self._pressed = monotonic()
        with self._line.action(name), asked:
            fields = {"action": "", "number": "", "name": "", **pressed, **ticks}
            numbers = [row.number for row in ticked]
            self._page = self._line.submit(self._page, f"{self._path}/control", fields, shown=numbers)
        self._listen()

    def _look(self, seconds: float, saw: Callable[[Event], bool]) -> bool:
        """Watches the live line; one that is lost is opened again after a while, as browsers do by themselves."""
        assert self._stream is not None
        try:
            return self._stream.watch(seconds, saw)
        except Trouble:
            self._line.think(_COMES_AGAIN)
            self._listen()
            return False

    def _listen(self) -> None:
        """The page that has come opens its live line, which begins with a snapshot; the one that has gone loses its."""
        try:
            self._open_line()
        except Trouble:
            self._line.think(_COMES_AGAIN)
            self._open_line()

    def _open_line(self) -> None:
        self.close()
        with self._line.action("listen"):
            self._stream = self._line.listen(f"{self._path}/live")
            if not self._stream.watch(_PATIENCE, self._snapshot):
                raise Trouble(f"{self._path}/live brought nothing within {_PATIENCE:g} s")

    def _snapshot(self, event: Event) -> bool:
        self._rows.clear()
        self._happened(event)
        return True

    def _happened(self, event: Event) -> bool:
        """An event brings the rows that have changed, and the ids of all that there are."""
        told = json.loads(event.data)
        self._rows.update((row.id, row) for row in _rows(told.get("html", "")))
        for gone in self._rows.keys() - set(told.get("rows", self._rows)):
            del self._rows[gone]
        return False

    def _somebody(self) -> bool:
        return any(row.state == "connected" for row in self._rows.values())

    def _somebody_after(self, event: Event) -> bool:
        self._happened(event)
        return self._somebody()


def _rows(html: str) -> Iterator[Row]:
    """The participants in a piece of the page; cut out, because a regular expression looks at every character."""
    for row in html.split(_ROW)[1:]:
        number, _, after = row.partition(_NUMBER)[2].partition("<")
        state, ends, _ = after.partition(_STATE)[2].partition('"')
        if ends:
            state, _, blocked = state.partition(" ")
            id_ = int(row.partition('"')[0])
            yield Row(id_, "+" + "".join(filter(str.isdigit, number)), state, blocked == "blocked")
