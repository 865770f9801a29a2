"""The one module that touches the browser: find, press, fill, choose, tick, read, each told to the stream of steps.

`scope` is a page, a frame, or a locator to look inside (a row, a table, a dialog). `label` comes from `pages.labels`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FilePayload, Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pages.downloads import NotWhole, content
from pages.finding import Ambiguous, Found, NotFound, aim, glance, look, make_sure, patience, use_labels
from pages.labels import Label
from pages.opening import HeldAnswers, Watch, slow_line
from pages.places import Place, where
from pages.steps import Secret, Touch, report, secrets_of_the_run
from pages.texts import looks_like
from pages.tongue import said

__all__ = [
    "Ambiguous",
    "NotFound",
    "NotUsable",
    "NotWhole",
    "NothingOpened",
    "Place",
    "Refused",
    "attach",
    "choose",
    "download",
    "fill",
    "find",
    "is_there",
    "page_of",
    "press",
    "press_to_open",
    "press_twice",
    "see",
    "send",
    "slow_line",
    "tick",
    "untick",
    "use_labels",
]

T = TypeVar("T")
OPTIONS = "list => [...(list.options ?? [])].map(option => option.text.trim())"
BETWEEN_CLICKS = 60.0  # with no delay the browsers send one form even where nothing stops the second


class NotUsable(AssertionError):
    """The element is there, but a person could not have used it."""


class Refused(AssertionError):
    """The portal says no where the step has to succeed; its own words are in the message."""


class NothingOpened(AssertionError):
    """A press that has to open or send something did not."""


def page_of(scope: Place) -> Page:
    """The window that `scope` stands in."""
    return scope if isinstance(scope, Page) else scope.page


def find(scope: Place, label: Label, *, timeout: float | None = None) -> Locator:
    """The one element that `label` means in `scope`, waited for."""
    return look(scope, label, timeout=timeout).element


def see(scope: Place, label: Label, *, timeout: float | None = None) -> Locator:
    """What a check looks at, told to the stream; the check itself waits for it."""
    found = aim(scope, label, timeout=timeout)
    _tell(found, "see", "")
    return found.element


def press(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """Press, and if that makes a window or frame navigate, wait until the new document is there."""
    found = aim(scope, label, timeout=timeout)
    with Watch(page_of(scope).context) as watch:
        _act(found, "press", lambda limit: found.element.click(timeout=limit), timeout)
        if watch.something_asked:
            _opened(watch, found, timeout)


def press_to_open(scope: Place, label: Label, *, timeout: float | None = None) -> Page | Frame:
    """Press what opens or sends something: the page or frame that the answer came in, its document there.

    It may be the same page, a frame, a new window, or a named window that was open already.
    """
    found = aim(scope, label, timeout=timeout)
    with Watch(page_of(scope).context) as watch:
        _act(found, "press", lambda limit: found.element.click(timeout=limit), timeout)
        return _opened(watch, found, timeout)


def press_twice(scope: Place, label: Label, *, timeout: float | None = None) -> Page | Frame:
    """Press two times in quick succession, as an impatient hand does; otherwise like `press_to_open`."""
    found = aim(scope, label, timeout=timeout)
    page = page_of(scope)
    answers = HeldAnswers(page)
    with Watch(page.context) as watch:

        def click_twice(limit: float) -> None:
            found.element.click(trial=True, timeout=limit)
            box = found.element.bounding_box(timeout=limit)
            assert box is not None, "what can be clicked has a place"
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            try:  # the mouse itself: a locator would look for the button again on the page that the first click brings
                page.mouse.click(x, y, click_count=2, delay=BETWEEN_CLICKS)
            except PlaywrightError:  # Firefox: the page went away under the second click
                if not watch.something_asked:
                    raise
            answers.release()

        _act(found, "press twice", click_twice, timeout)
        opened = _opened(watch, found, timeout, twice=True)
    with suppress(PlaywrightError):
        page.mouse.up()  # a second click cut in half has left the button down, and the next press would do nothing
    return opened


def fill(scope: Place, label: Label, value: str | Secret, *, timeout: float | None = None) -> None:
    """Replace what the field holds. A secret goes to the field and nowhere else."""
    found = aim(scope, label, timeout=timeout)
    typed = value.reveal() if isinstance(value, Secret) else value
    _act(found, "fill", lambda limit: found.element.fill(typed, timeout=limit), timeout, value=str(value))


def choose(scope: Place, label: Label, option: str, *, timeout: float | None = None) -> None:
    """Choose the option with exactly this text, or the only one that begins with it («Иван Петров, +375 …»)."""
    found = aim(scope, label, timeout=timeout)
    offered: list[str] = found.element.evaluate_all(f"lists => lists.flatMap({OPTIONS})")
    if not offered:  # not there yet
        offered = _tried(found, "choose", lambda limit: found.element.evaluate(OPTIONS, timeout=limit), timeout)
    begins = looks_like(option, begin=True)
    fitting = [text for text in offered if text == said(option)] or [text for text in offered if begins.search(text)]
    if len(fitting) != 1:
        all_of_them = ", ".join(f"«{text}»" for text in offered)
        raise NotUsable(
            f"{found.label.role} «{found.label.word}» on {where(scope)} has {len(fitting)} options for «{option}»; "
            f"it offers: {all_of_them or 'nothing'}."
        )

    def select(limit: float) -> None:
        found.element.select_option(label=fitting[0], timeout=limit)

    _act(found, "choose", select, timeout, value=option)


def attach(scope: Place, label: Label, name: str, data: bytes, *, timeout: float | None = None) -> None:
    """Choose a file that is called `name` and holds `data`."""
    found = aim(scope, label, timeout=timeout)
    file = FilePayload(name=name, mimeType="text/csv", buffer=data)
    _act(found, "attach", lambda limit: found.element.set_input_files(file, timeout=limit), timeout, value=name)


def download(scope: Place, label: Label, *, timeout: float | None = None) -> bytes:
    """Press what the browser saves as a file: what the file holds. The page stays. Raises `NotWhole`."""
    found = aim(scope, label, timeout=timeout)
    with page_of(scope).expect_download(timeout=patience(timeout)) as begun:
        _act(found, "press", lambda limit: found.element.click(timeout=limit), timeout)
    return content(begun.value, timeout=patience(timeout))


def tick(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """Put a tick, if there is none."""
    found = aim(scope, label, timeout=timeout)
    _act(found, "tick", lambda limit: found.element.check(timeout=limit), timeout)


def untick(scope: Place, label: Label, *, timeout: float | None = None) -> None:
    """Take a tick off, if there is one."""
    found = aim(scope, label, timeout=timeout)
    _act(found, "untick", lambda limit: found.element.uncheck(timeout=limit), timeout)


def send(scope: Place, label: Label, *, timeout: float | None = None) -> Page | Frame:
    """`press_to_open` for a form that has to be accepted. Raises `Refused` with the portal's words if it says no."""
    opened = press_to_open(scope, label, timeout=timeout)
    refusal = " ".join(" ".join(opened.get_by_role("alert").all_inner_texts()).split())
    if refusal:
        wrong = re.findall(r'- \w+ "([^"]+)".*\[invalid\]', page_of(opened).aria_snapshot(timeout=patience(timeout)))
        at = f" (at {', '.join(f'«{name}»' for name in wrong)})" if wrong else ""
        raise Refused(secrets_of_the_run.mask(f"«{label.word}» was refused on {where(opened)}: {refusal}{at}"))
    return opened


def is_there(scope: Place, label: Label) -> bool:
    """Whether what the label means can be seen at this moment; does not wait."""
    return glance(scope, label) is not None


def _tell(found: Found, action: str, value: str) -> None:
    label, asked = found.label, found.asked or found.label
    report(
        Touch(action, label.role, label.word, value, found.way, label.source, found.frame, found.element, asked.word)
    )


def _act(found: Found, action: str, do: Callable[[float], object], timeout: float | None, *, value: str = "") -> None:
    _tell(found, action, value)
    _tried(found, action, do, timeout)


def _tried(found: Found, action: str, do: Callable[[float], T], timeout: float | None) -> T:
    try:
        return do(patience(timeout))
    except PlaywrightError as error:
        label = found.label
        make_sure(found, timeout=timeout)
        if not isinstance(error, PlaywrightTimeout):
            raise
        raise NotUsable(  # without the original error: its log repeats what was typed
            f"{label.role} «{label.word}» is on {where(found.place)}, but a person could not {action} it "
            f"within {patience(timeout) / 1000:g} s: {_reason(str(error))}."
        ) from None


def _reason(log: str) -> str:
    for sign, reason in (
        ("not enabled", "it is disabled"),
        ("not editable", "it cannot be edited"),
        ("intercepts pointer events", "something lies over it"),
        ("not stable", "it does not stop moving"),
        ("outside of the viewport", "it is outside of the window"),
        ("not visible", "it is not visible"),
        ("did not change its state", "a click does not change its state"),
    ):
        if sign in log:
            return reason
    return "it did not answer"


def _opened(watch: Watch, found: Found, timeout: float | None, *, twice: bool = False) -> Page | Frame:
    try:
        return watch.opened(patience(timeout), twice=twice)
    except PlaywrightTimeout:
        raise NothingOpened(
            f"{found.label.role} «{found.label.word}» was pressed on {where(found.place)}, "
            f"but no page, frame or window had opened within {patience(timeout) / 1000:g} s."
        ) from None
