"""Takes what opens, wherever it opens: the same page, a frame, a new window, or a named window that is navigated again.

A press is watched in the whole browser context. No single event covers all four places: Chromium announces a new
window only once it has been answered and then reports no navigation of it; Firefox announces it blank and navigates it;
a named window that is open already announces nothing. The answer to a navigation request comes in all of them.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from types import TracebackType

from playwright.sync_api import APIResponse, BrowserContext, Frame, Page, Request, Response, Route
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

_REDIRECTS = (301, 302, 303, 307, 308)
_LOOKED = 500  # milliseconds between looks for a window without an answer
_slow_line = False


def slow_line(on: bool) -> None:
    """Whether the answer to the first of two quick clicks is held back until the second is made.

    Without it a portal that answers within the blink between them never sees the second one, and a double click checks
    nothing. Off unless told: the held form is sent past every other route of the context, a guard's included, so it is
    only for a portal where anything may be posted. In Firefox it has no effect on forms with fields.
    """
    global _slow_line
    _slow_line = on


class HeldAnswers:
    """From now on forms of the page are sent at once, but the browser gets the answers only after `release`.

    What watches the requests stays on the page: a live page asks for its line in the very moment in which it would be
    taken off, and Chromium then never sends that request.
    """

    def __init__(self, page: Page) -> None:
        self._kept: list[tuple[Route, APIResponse]] = []
        self._open = not _slow_line
        if _slow_line:
            page.route("**/*", self._hold)

    def release(self) -> None:
        """Let the answers through; that of a navigation given up for a later one finds nobody."""
        self._open = True
        for route, answer in self._kept:
            self._give(route, answer)

    def _hold(self, route: Route) -> None:
        if self._open or not _is_form(route.request):
            route.fallback()
            return
        answer = route.fetch(max_redirects=0)
        if self._open:
            self._give(route, answer)
        else:
            self._kept.append((route, answer))

    def _give(self, route: Route, answer: APIResponse) -> None:
        with suppress(PlaywrightError):
            route.fulfill(response=answer)


def _is_form(request: Request) -> bool:
    """A form whose fields can be sent on. (Firefox does not tell them; there the answers are not held back.)"""
    if request.method != "POST" or not request.is_navigation_request():
        return False
    return request.post_data_buffer is not None or request.headers.get("content-length", "0") == "0"


class Watch:
    """What the windows of one context navigate to while the block runs. Times in milliseconds."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._requests: list[Request] = []
        self._answers: list[Response] = []
        self._pages: list[Page] = []
        self._arrived: list[Frame] = []

    def __enter__(self) -> Watch:
        self._context.on("request", self._asked)
        self._context.on("response", self._answered)
        self._context.on("page", self._announced)
        self._context.on("framenavigated", self._navigated)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.remove_listener("request", self._asked)
        self._context.remove_listener("response", self._answered)
        self._context.remove_listener("page", self._announced)
        self._context.remove_listener("framenavigated", self._navigated)

    def _asked(self, request: Request) -> None:
        if request.is_navigation_request():
            self._requests.append(request)

    def _announced(self, page: Page) -> None:
        self._pages.append(page)

    def _navigated(self, frame: Frame) -> None:
        self._arrived.append(frame)

    def _is_answer(self, response: Response) -> bool:
        """The end of a chain of redirects that began in the block; a frame that was loading before does not count."""
        return response.request in self._requests and response.status not in _REDIRECTS

    def _answered(self, response: Response) -> None:
        if self._is_answer(response):
            self._answers.append(response)
            with suppress(PlaywrightError):  # a new window that is not announced yet, of which nothing has arrived
                frame = response.frame
                self._arrived = [one for one in self._arrived if one is not frame]  # that is not what the answer brings

    @property
    def something_asked(self) -> bool:
        """Whether a navigation has begun."""
        return bool(self._requests)

    def opened(self, timeout: float, *, twice: bool = False) -> Page | Frame:
        """The page or frame of the first navigation that is answered, its document there.

        `twice`: the form may have been sent two times; wait for the answer to the later one.
        Raises Playwright's TimeoutError.
        """
        frame = self._first_there(timeout)
        if twice and self._answers:
            last = self._last_asked_in(frame)
            while last not in [_first(answer.request) for answer in self._answers]:
                self._context.wait_for_event("response", predicate=self._is_answer, timeout=timeout)
            frame = self._settled(self._answers[-1], timeout)
        return frame.page if frame.parent_frame is None else frame

    def _first_there(self, timeout: float) -> Frame:
        """Where the first answer has led, or a new window whose answer nobody was told of.

        Chromium, rarely, has it answered before anybody listens to that window: then there is only the window itself.
        """
        until = monotonic() + timeout / 1000
        while not self._answers:
            left = (until - monotonic()) * 1000
            try:
                self._context.wait_for_event("response", predicate=self._is_answer, timeout=max(1, min(left, _LOOKED)))
            except PlaywrightTimeout:
                for page in self._pages:
                    if page.url != "about:blank":
                        page.wait_for_load_state("domcontentloaded", timeout=timeout)
                        return page.main_frame
                if left <= _LOOKED:
                    raise
        return self._settled(self._answers[0], timeout)

    def _settled(self, answer: Response, timeout: float) -> Frame:
        try:
            frame = answer.frame
        except PlaywrightError:  # a new window that has been answered before it is announced
            if not self._pages:
                self._context.wait_for_event("page", timeout=timeout)
            frame = answer.frame
        new_and_there = frame.page in self._pages and frame.url != "about:blank"
        if frame not in self._arrived and not new_and_there:
            self._context.wait_for_event("framenavigated", predicate=lambda other: other is frame, timeout=timeout)
        frame.wait_for_load_state("domcontentloaded", timeout=timeout)
        return frame

    def _last_asked_in(self, frame: Frame) -> Request:
        return [request for request in self._requests if request.redirected_from is None and request.frame is frame][-1]


def _first(request: Request) -> Request:
    """The request that a chain of redirects began with."""
    while request.redirected_from is not None:
        request = request.redirected_from
    return request
