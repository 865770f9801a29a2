"""What a journey holds in its hands: a line to the portal, as a browser would use it, and how each request is told.

A line is `load.browser.Browser` over one of two ways: `load.plain_line` for tests, one journey at a time, strictly;
`load.gevent_line` for thousands at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

Outcome = Literal["good", "refused", "failed", "cut"]


class Trouble(Exception):
    """A request without a usable answer: no connection, cut off, 5xx, a page that is not what was asked for.

    Whether the portal has done what was asked for is not known; `acknowledged`: it has said so, and only the page after
    that did not come.
    """

    def __init__(self, why: str, *, acknowledged: bool = False) -> None:
        super().__init__(why)
        self.acknowledged = acknowledged


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it arrived, in UTF-8: `path` is where it stands after redirects, query included."""

    path: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        """Decoded each time: what is looked for in most pages is found in the bytes."""
        return self.body.decode("utf-8", "replace")


class Refused(Exception):
    """The portal has answered and has not done it: a form shown again with the reason, a conflict, a rate limit.

    `page` is what it has answered with, to go on from; `status` is 0 where nothing was sent.
    """

    def __init__(self, status: int, reason: str, page: Page) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason
        self.page = page


class Sample(NamedTuple):
    """One request (`route` is `POST /planning`, numbers of things left out), or with an empty route a whole action.

    `name` is the action. Moments are seconds of `time.monotonic()`: when it was meant to begin, when it was sent, when
    the answer had come. `status` is 0 without an answer, `size` the answer's bytes. `cut`: the journey was ended.
    """

    name: str
    route: str
    intended: float
    begun: float
    ended: float
    outcome: Outcome
    status: int
    size: int


class Event(NamedTuple):
    """A server-sent event."""

    kind: str
    id: str
    data: str


class Stream(Protocol):
    """A live page's line (server-sent events)."""

    def watch(self, seconds: float, saw: Callable[[Event], bool] | None = None) -> bool:
        """Looks on for so many seconds, or until an event that `saw` says yes to; whether there was one.

        What follows is meant to begin when it is over. Raises Trouble when the line is lost.
        """

    def close(self) -> None: ...


class Line(Protocol):
    """One browser of one person: cookies of its own, requests one after another."""

    @property
    def intended(self) -> float:
        """When the next request is meant to begin, `time.monotonic()`."""

    def action(self, name: str) -> AbstractContextManager[None]:
        """What is asked for within the block is one action (`join`), which is measured as a whole, too."""

    def open(self, path: str) -> Page:
        """Opens a page, redirects followed. Raises Trouble or Refused."""

    def submit(
        self, page: Page, action: str, fields: Mapping[str, str | list[str]], *, shown: Sequence[str] = ()
    ) -> Page:
        """Sends the form of `page` that goes to `action`: its hidden fields, then `fields`; the answer's page.

        `shown`: the numbers of whom it ticks, which the fields do not tell and the guard of strangers must know.
        Raises Refused where the form comes back with what is wrong (409, 422), the rate is limited (429) or the log-in
        is over, Trouble where nobody knows whether it was carried out.
        """

    def fetch(self, path: str) -> bytes:
        """A picture or a file. Raises Trouble or Refused."""

    def listen(self, path: str) -> Stream:
        """Opens the live line of a page. Raises Trouble or Refused."""

    def saw(self, name: str, due: float, outcome: Outcome = "good") -> None:
        """Something that was due at a moment has just been seen, or is not waited for any more: an action without a
        request of its own."""

    def think(self, seconds: float) -> None:
        """What follows is meant to begin when the pause is over, however late the generator wakes up."""

    def think_until(self, moment: float) -> None:
        """The same, to a moment of `time.monotonic()`; one that is past leaves things as they are."""
