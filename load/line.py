"""What a journey holds in its hands: a line to the portal, as a browser would use it, and the people's own world.

Two lines exist: `load.plain_line` for tests, one journey at a time, strictly; `load.gevent_line` for thousands at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


class Trouble(Exception):
    """A request without a usable answer: no connection, cut off, 5xx, a page that is not what was asked for.

    Whether the portal has done what was asked for is not known.
    """


class Refused(Exception):
    """The portal has answered and has not done it: a form shown again with the reason, a conflict, a rate limit."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it arrived: `path` is where it stands after redirects, query included."""

    path: str
    status: int
    text: str


class Stream(Protocol):
    """A live page's line (server-sent events)."""

    def events(self, seconds: float) -> Iterator[tuple[str, str, str]]:
        """What arrives within so many seconds, each as `(event, id, data)`; comments are signs of life, not events."""

    def close(self) -> None: ...


class Line(Protocol):
    """One browser of one person: cookies of its own, requests one after another.

    `name` says what the person does (`join`); requests under the same name in a row are one action. The route of a
    request (`POST /planning`) is told with numbers of things left out.
    """

    def open(self, path: str, name: str) -> Page:
        """Opens a page, redirects followed. Raises Trouble or Refused."""

    def submit(self, page: Page, action: str, fields: Mapping[str, str | list[str]], name: str) -> Page:
        """Sends the form of `page` that goes to `action`: its hidden fields, then `fields`; the answer's page.

        Raises Refused where the form comes back with what is wrong (409, 422) or the rate is limited (429), Trouble
        where nobody knows whether it was carried out.
        """

    def fetch(self, path: str, name: str) -> bytes:
        """A picture or a file. Raises Trouble or Refused."""

    def listen(self, path: str, name: str) -> AbstractContextManager[Stream]:
        """Opens the live line of a page. Raises Trouble or Refused."""

    def pause(self, seconds: float) -> None:
        """Thinks. What follows is meant to begin when the pause is over, however late the generator wakes up."""
