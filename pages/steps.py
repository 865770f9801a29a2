"""The one stream of steps: what is done and looked at, told in a sentence to people, without secrets.

A public method of a page object is a step:

    @step("planning.enter_subject", "Введите тему конференции «{subject}»", shows=("5.1",))
    def enter_subject(self, subject: str, *, timeout: float | None = None) -> None: ...

The sentence is a source text (gettext msgid) filled with the call's arguments. Two additions to `str.format`:

- `[…]` is left out when an argument named inside is empty: «Введите номер {number}[ и имя «{name}»]»;
- `{on:Включите|Отключите}` takes the first word for a true argument and the second for a false one.

Whoever wants to follow puts a `Listener` into `listeners` (or uses `listening`). Several may follow at once.
"""

from __future__ import annotations

import functools
import inspect
import re
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Protocol, TypeVar
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

P = ParamSpec("P")
R = TypeVar("R")
Kind = Literal["do", "see"]

DOTS = "••••••"
SHORTEST_MASKED = 4  # a shorter value would blacken innocent text everywhere


class Register:
    """The secrets of this run, for whoever masks text. Values shorter than four signs are not masked there."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def add(self, value: str) -> None:
        if len(value) >= SHORTEST_MASKED:
            self._values.update((value, quote(value), quote(value, safe=""), quote_plus(value)))

    def mask(self, text: str) -> str:
        """`text` with every known secret replaced by dots, also where it stands percent-encoded."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, DOTS)
        return text

    def values(self) -> tuple[str, ...]:
        """All of them, for whoever has to look whether one got out. They go nowhere else."""
        return tuple(sorted(self._values))

    def __contains__(self, value: object) -> bool:
        return value in self._values

    def __len__(self) -> int:
        return len(self._values)


secrets_of_the_run = Register()


class Secret:
    """A value that prints as dots, always the same number of them. Only `reveal` gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        secrets_of_the_run.add(value)

    def reveal(self) -> str:
        return self._value

    def __str__(self) -> str:
        return DOTS

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __format__(self, spec: str) -> str:
        return format(DOTS, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not written anywhere")


class _Sentence(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            yes, no = format_spec.split("|", 1)
            return yes if value else no
        if value is None:
            return ""
        if isinstance(value, list | tuple):
            return ", ".join(f"«{item}»" for item in value)
        return str(super().format_field(value, format_spec))


_SENTENCE = _Sentence()
_OPTIONAL = re.compile(r"\[([^\]]*)\]")


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def tell(text: str, values: Mapping[str, object]) -> str:
    """The sentence `text` (in any language) filled with a step's values; a part in […] with an empty value goes."""

    def part(match: re.Match[str]) -> str:
        inside = match.group(1)
        return "" if any(not values.get(name) for name in _names(inside)) else inside

    return _SENTENCE.vformat(_OPTIONAL.sub(part, text), (), dict(values)).strip()


@dataclass(frozen=True, slots=True)
class Told:
    """What a step says of itself before it is taken: an entry of the catalogue."""

    name: str
    text: str
    shows: tuple[str, ...]
    kind: Kind


@dataclass(eq=False, slots=True)
class Step:
    """One step as it is taken.

    `text` is the sentence, `source` the same before filling, `values` the arguments with secrets as dots;
    `page` is the window it is taken in, `opened` the window of the page object that it ends with.
    """

    name: str
    text: str
    source: str
    shows: tuple[str, ...]
    kind: Kind
    depth: int
    values: Mapping[str, object] = field(repr=False)
    page: Page | None = field(default=None, repr=False)
    opened: Page | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Touch:
    """One element, just before it is acted upon (or looked at: action «see»).

    `name` is the word it was found by, `source` where that word comes from (`memo 7.1`, `ours`), `way` how it was
    found: `role` is the first way, anything else (link, button, cell, text, label) a fallback.
    `frame` is empty in the page itself. `asked` is the word of `pages.labels` that it was looked for by, which `name`
    differs from where a target has its own words or speaks another language.
    """

    action: str
    role: str
    name: str
    value: str
    way: str
    source: str
    frame: str = ""
    element: Locator | None = field(default=None, compare=False, repr=False)
    asked: str = field(default="", compare=False)


class Listener(Protocol):
    """Follows the stream. A listener that raises breaks the step, but never hides the step's own error."""

    def step_started(self, step: Step) -> None: ...

    def touched(self, touch: Touch) -> None: ...

    def step_ended(self, step: Step, error: BaseException | None) -> None: ...


listeners: list[Listener] = []
catalogue: dict[str, Told] = {}
_under_way: list[Step] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """`listener` follows the stream inside the block."""
    listeners.append(listener)
    try:
        yield
    finally:
        listeners.remove(listener)


def report(touch: Touch) -> None:
    """Tell the listeners of a touch (only `pages.elements` calls it)."""
    for listener in tuple(listeners):
        listener.touched(touch)


def _printable(value: object) -> object:
    if isinstance(value, Secret):
        return DOTS if value else ""
    if isinstance(value, list | tuple):
        return tuple(_printable(item) for item in value)
    return secrets_of_the_run.mask(value) if isinstance(value, str) else value


def _page_of(thing: object) -> Page | None:
    return getattr(thing, "page", None)


def step(name: str, text: str, *, shows: tuple[str, ...] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a public method (or function) a step.

    `name` is stable and unique, `text` a Russian source sentence, `shows` the memo statements that a picture of it
    would show.
    A function named `expect_…` is of the kind "see", any other of the kind "do".
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        kind: Kind = "see" if function.__name__.startswith("expect_") else "do"
        unknown = _names(text) - set(signature.parameters)
        if unknown:
            raise TypeError(f"step {name!r}: {function.__qualname__} has no argument {', '.join(sorted(unknown))}")
        if name in catalogue:
            raise TypeError(f"step {name!r} exists already; a step's name is its own")
        catalogue[name] = Told(name, text, shows, kind)

        @functools.wraps(function)
        def taken(*args: P.args, **kwargs: P.kwargs) -> R:
            if not listeners:
                return function(*args, **kwargs)
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = bound.arguments
            page = given["page"] if "page" in given else _page_of(given.get("self"))
            values = {key: _printable(given[key]) for key in given if key not in ("self", "page", "timeout")}
            this = Step(name, tell(text, values), text, shows, kind, len(_under_way), values, page)
            following = tuple(listeners)
            for listener in following:
                listener.step_started(this)
            _under_way.append(this)
            try:
                result = function(*args, **kwargs)
            except BaseException as error:
                _under_way.pop()
                _ended(following, this, error)
                raise
            _under_way.pop()
            this.opened = _page_of(result)
            _ended(following, this, None)
            return result

        return taken

    return decorate


def _ended(following: tuple[Listener, ...], this: Step, error: BaseException | None) -> None:
    """Every listener hears of the end. Its own failure becomes a note on the step's error, or else is raised."""
    failure: Exception | None = None
    for listener in reversed(following):
        try:
            listener.step_ended(this, error)
        except Exception as trouble:
            if error is not None:
                error.add_note(f"{type(listener).__name__} failed after step {this.name}: {trouble}")
            else:
                failure = failure or trouble
    if failure is not None:
        raise failure
