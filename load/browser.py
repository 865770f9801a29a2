"""A person's browser without its screen: cookies, redirects, forms, the live line, and every request told as a sample.

Two clocks: each request knows when it was meant to begin. The first of a journey at its planned arrival; one after a
pause when the pause was to be over; one that follows another when that one had ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from load import forms
from load.connection import Answer, Connection, Live, Way
from load.line import Event, Outcome, Page, Refused, Sample, Trouble
from load.server_events import Events

_READS = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
_LANGUAGE = "ru,be;q=0.8,en;q=0.5"
_NUMBER = re.compile(r"/\d+(?=[/.]|$)")
_CHALLENGE = re.compile(r"(?<=/captcha/)[^/]+(?=\.png)")
_LED_ON = (301, 302, 303)
_MOST_HOPS = 5

Guard = Callable[[str, str, Mapping[str, str], bytes, Sequence[str]], str]
"""Method, address, headers, body and what is ticked: why it must not be sent, or nothing (`fixtures.strangers`)."""


class Browser:
    """The `Line` of one person on a `Way`.

    It is among `thinkers` while nothing is on its way, so that the journey can be ended without a request being cut.
    """

    def __init__(
        self,
        way: Way,
        *,
        sample: Callable[[Sample], None],
        intended: float,
        address: str = "",
        guard: Guard | None = None,
        thinkers: set[Browser] | None = None,
    ) -> None:
        """`intended`: when the first request is meant to begin, `time.monotonic()`. `address`: what X-Forwarded-For
        says, for a target that believes it."""
        self._way = way
        self._connection = Connection(way)
        self._sample = sample
        self.intended = intended
        self.guard = guard
        self._thinkers: set[Browser] = set() if thinkers is None else thinkers
        self._cookies: dict[str, str] = {}
        self._cookie = ""
        self._action = ""
        self._always = {"Accept-Language": _LANGUAGE, "User-Agent": "audio-conference-load"}
        if address:
            self._always["X-Forwarded-For"] = address
        self._watched: Watched | None = None

    @contextmanager
    def action(self, name: str) -> Iterator[None]:
        self._action = name
        intended, begun = self.intended, monotonic()
        outcome: Outcome = "cut"
        try:
            yield
            outcome = "good"
        except Refused:
            outcome = "refused"
            raise
        except Trouble:
            outcome = "failed"
            raise
        finally:
            self._sample(Sample(name, "", intended, begun, monotonic(), outcome, 0, 0))
            self._action = ""

    def open(self, path: str) -> Page:
        return self._shown(path, self._judged(path, self._ask("GET", path, {"Accept": _READS})))

    def submit(
        self, page: Page, action: str, fields: Mapping[str, str | list[str]], *, shown: Sequence[str] = ()
    ) -> Page:
        pairs = [*forms.hidden(page, action), *fields.items()]
        sent = {
            "Accept": _READS,
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self._way.url,
            "Sec-Fetch-Site": "same-origin",
        }
        answer = self._judged(action, self._ask("POST", action, sent, forms.encoded(pairs), shown))
        try:
            return self._shown(action, answer)
        except (Trouble, Refused) as error:
            raise Trouble(f"carried out, but then: {error}", acknowledged=True) from error

    def fetch(self, path: str) -> bytes:
        return self._judged(path, self._ask("GET", path, {"Accept": "image/*,*/*;q=0.8"})).body

    def listen(self, path: str) -> Watched:
        headers = self._headers({"Accept": "text/event-stream", "Cache-Control": "no-cache"})
        self._check("GET", path, headers, b"", ())
        live = Live(self._way, path, headers)
        answer = self._measured("GET", path, live.begin)
        if answer.status != 200 or answer.kind != "text/event-stream":
            live.close()
            self._judged(path, answer)
            raise Trouble(f"GET {path}: {answer.kind or 'nothing'} is no live line")
        self._watched = Watched(self, live)
        return self._watched

    def saw(self, name: str, due: float, outcome: Outcome = "good") -> None:
        self._sample(Sample(name, "", due, due, max(due, monotonic()), outcome, 0, 0))

    def think(self, seconds: float) -> None:
        self.think_until(self.intended + seconds)

    def think_until(self, moment: float) -> None:
        self.intended = max(self.intended, moment)
        left = self.intended - monotonic()
        if left > 0:
            self._thinkers.add(self)
            self._way.sleep(left)
            self._thinkers.discard(self)

    def lost(self, since: float) -> None:
        """The live line has broken: nobody asked for anything, but it is told as something that has failed."""
        self._sample(Sample("live", "", since, since, monotonic(), "failed", 0, 0))

    def close(self) -> None:
        """The window is closed, and its lines with it."""
        self._thinkers.discard(self)
        self._connection.close()
        if self._watched is not None:
            self._watched.close()

    def _shown(self, asked: str, answer: Answer) -> Page:
        path = asked
        for _ in range(_MOST_HOPS):
            if answer.status not in _LED_ON:
                if answer.kind != "text/html":
                    raise Trouble(f"GET {path}: {answer.kind or 'nothing'} is no page")
                return Page(path, answer.status, answer.body)
            path = self._target(answer.location)
            answer = self._judged(path, self._ask("GET", path, {"Accept": _READS}))
        raise Trouble(f"{asked}: led on more than {_MOST_HOPS} times")

    def _target(self, location: str) -> str:
        parts = urlsplit(location)
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != self._way.url:
            raise Trouble(f"led away to {parts.netloc}")
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"

    def _judged(self, path: str, answer: Answer) -> Answer:
        """The answer if it is a good one. Raises Refused or Trouble."""
        if answer.status in _LED_ON:
            at, _, query = answer.location.partition("?")
            if at == "/" and "done=" not in query and path not in ("/logout", "/"):
                raise Refused(answer.status, "the log-in is over", Page(path, answer.status, b""))
            return answer
        if answer.status < 300:
            return answer
        page = Page(path, answer.status, answer.body)
        said = forms.reason(page.text)
        if answer.status < 400 or answer.status >= 500:
            raise Trouble(f"{path}: {answer.status} {said}".rstrip())
        raise Refused(answer.status, f"{path} {said}".rstrip(), page)

    def _ask(
        self, method: str, target: str, headers: dict[str, str], body: bytes = b"", shown: Sequence[str] = ()
    ) -> Answer:
        headers = self._headers(headers)
        self._check(method, target, headers, body, shown)
        answer = self._measured(method, target, partial(self._connection.ask, method, target, headers, body))
        for line in answer.cookies:
            self._keep(line)
        return answer

    def _check(self, method: str, target: str, headers: dict[str, str], body: bytes, shown: Sequence[str]) -> None:
        if self.guard and (why := self.guard(method, self._way.url + target, headers, body, shown)):
            raise Refused(0, f"not sent: {why}", Page(target, 0, b""))

    def _measured(self, method: str, target: str, ask: Callable[[], Answer]) -> Answer:
        """Asks, and tells how it went, whatever becomes of it."""
        begun = monotonic()
        outcome: Outcome = "cut"
        status = size = 0
        try:
            answer = ask()
            status, size = answer.status, len(answer.body)
            outcome = "good" if status < 400 else "refused" if status < 500 else "failed"
            return answer
        except Trouble:
            outcome = "failed"
            raise
        finally:
            ended = monotonic()
            where = f"{method} {route(target)}"
            self._sample(Sample(self._action, where, self.intended, begun, ended, outcome, status, size))
            self.intended = ended

    def _headers(self, own: dict[str, str]) -> dict[str, str]:
        headers = {**self._always, **own}
        if self._cookie:
            headers["Cookie"] = self._cookie
        return headers

    def _keep(self, line: str) -> None:
        given, _, about = line.partition(";")
        name, _, value = given.strip().partition("=")
        if "max-age=0" in about.lower().replace(" ", ""):
            self._cookies.pop(name, None)
        else:
            self._cookies[name] = value
        self._cookie = "; ".join(map("=".join, self._cookies.items()))


class Watched:
    """The `Stream` of a browser."""

    def __init__(self, browser: Browser, live: Live) -> None:
        self._browser, self._live = browser, live
        self._since = monotonic()
        self._events = Events()
        self._waiting: list[Event] = []

    def watch(self, seconds: float, saw: Callable[[Event], bool] | None = None) -> bool:
        browser = self._browser
        until = browser.intended + seconds
        browser._thinkers.add(browser)
        try:
            while True:
                while self._waiting:
                    event = self._waiting.pop(0)
                    if saw is not None and saw(event):
                        browser.intended = monotonic()
                        return True
                left = until - monotonic()
                if left <= 0:
                    browser.intended = until
                    return False
                self._waiting = self._events.feed(self._live.read(left) or b"")
        except Trouble:
            browser.lost(self._since)
            raise
        finally:
            browser._thinkers.discard(browser)

    def close(self) -> None:
        self._live.close()


def route(target: str) -> str:
    """`/conferences/{id}/control` of `/conferences/17/control?tick=2`."""
    path = _NUMBER.sub("/{id}", target.partition("?")[0])
    return _CHALLENGE.sub("{challenge}", path) if "/captcha/" in path else path
