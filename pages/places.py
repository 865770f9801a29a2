"""Where words stand: a page and its frames, or a part of one, and what is there instead of a word that is not."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import get_close_matches

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Locator, Page

Place = Page | Frame | Locator
SLICE = 1_000.0
"""How long one place is asked before the next, in milliseconds."""


def places(scope: Place) -> list[Place]:
    """The scope and the frames inside it, in the order of the page."""
    if isinstance(scope, Locator):
        return [scope]
    top = scope.main_frame if isinstance(scope, Page) else scope
    inside: list[Place] = []
    for frame in top.child_frames:
        if not frame.is_detached():  # what the page has left behind on its way
            inside.extend(places(frame))
    return [scope, *inside]


def ground(scope: Place) -> Place:
    """Where the words of `scope` are: itself, or of a shell around frames the frame with most of them."""
    within = places(scope)
    if len(within) == 1:
        return scope
    return max(reversed(within), key=lambda place: len(_text(place)))


def _text(place: Place) -> str:
    with suppress(PlaywrightError):
        return place.get_by_role("document").inner_text(timeout=SLICE)
    return ""


def where(scope: Place) -> str:
    """The page that `scope` stands in, for a sentence: title and address."""
    page = scope if isinstance(scope, Page) else scope.page
    try:
        return f"the page «{page.title()}» ({page.url})"
    except PlaywrightError:
        return f"a page that is closed ({page.url})"


def nearest_words(scope: Place, word: str) -> list[str]:
    """Up to three names on the page that are most like `word`, each with its role: «Войти на портал» (button)."""
    snapshot = ""
    for place in places(scope):
        with suppress(PlaywrightError):
            whole = place.get_by_role("document") if isinstance(place, Frame) else place
            snapshot += whole.aria_snapshot(timeout=2_000) + "\n"
    named = {name: role for role, name in re.findall(r'- (\w+) "((?:[^"\\]|\\.)+)"', snapshot)}
    named.update({text.strip(): "text" for text in re.findall(r"- (?:text|cell|paragraph)\w*: (.+)", snapshot)})
    alike = get_close_matches(word, named, n=3, cutoff=0.5)
    alike += [name for name in named if word.lower() in name.lower() and len(name) < 80 and name not in alike]
    return [f"«{name}» ({named[name]})" for name in alike[:3]]
