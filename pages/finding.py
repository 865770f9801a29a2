"""How a thing is found: by its role and word first, then as a person would who does not know the role.

The ways, in order, each in the page and then in its frames:

1. `role`: the label's role and exactly its word. The only way that is right on the reference portal.
2. something to press: the same word as `link`, `button`, picture (`img`), `cell` or plain `text`; that of a numbered
   line, which may be called like those of the other lines, in the `row` of that number;
   a field: by its `label` whatever its role, or the field beside the `text`
   (old pages keep the text in the neighbouring cell and tie it to nothing).

The first way costs one question to the browser, and one for each frame. If it finds nothing, any of the ways is waited
for; a later way is believed only once the document is there, so that a slow page is not taken for an old one. Where
roles hold (the reference portal) not even that is asked: `aim` trusts the first way, and the browser waits for it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Locator, expect

from pages.labels import Label
from pages.places import SLICE, Place, nearest_words, places, where
from pages.steps import secrets_of_the_run
from pages.texts import words
from pages.tongue import said

PATIENCE = 10_000.0
"""How long anything is waited for, in milliseconds, unless told otherwise."""

_PRESSED = ("link", "button", "tab")
_FIELDS = ("textbox", "combobox", "checkbox")
_NUMBERED = re.compile(r"(?P<word>.+), строка (?P<number>\d+)")
_table: dict[Label, Label] = {}
_roles_hold = False


class NotFound(AssertionError):
    """What was looked for is not there, by no way."""


class Ambiguous(AssertionError):
    """More than one thing answers to the word, and guessing would be wrong."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element, the label it was looked for with, the way, the place, and the label of ours (`asked`)."""

    element: Locator
    label: Label
    way: str
    place: Place
    asked: Label | None = None

    @property
    def frame(self) -> str:
        """Empty in the page itself, else the frame's name or address."""
        if isinstance(self.place, Frame) and self.place.parent_frame is not None:
            return self.place.name or self.place.url
        return ""


def use_labels(table: Mapping[Label, Label]) -> None:
    """A target's own words and roles: a label that is a key is looked for as its value. Set before the first page."""
    _table.clear()
    _table.update(table)


def wanted(label: Label) -> Label:
    """The label as this target has it; the label of a numbered line follows the label it was made from."""
    if label in _table:
        return _table[label]
    numbered = _NUMBERED.fullmatch(label.word) if _table else None
    if numbered:
        plain = label.headed(numbered["word"])
        if plain in _table:
            return _table[plain].numbered(int(numbered["number"]))
    word = said(label.word)
    return label if word == label.word else label.headed(word)


def roles_hold(on: bool) -> None:
    """Whether every thing has the role of its label, so that `aim` need not look. Off unless told."""
    global _roles_hold
    _roles_hold = on


def patience(timeout: float | None) -> float:
    """How long to wait, in milliseconds."""
    return PATIENCE if timeout is None else timeout


def look(scope: Place, label: Label, *, timeout: float | None = None) -> Found:
    """The one thing that `label` means in `scope`; waits for it. Raises `NotFound` or `Ambiguous`."""
    return replace(_look(scope, wanted(label), timeout), asked=label)


def _look(scope: Place, label: Label, timeout: float | None) -> Found:
    within = [(place, _by_role(place, label)) for place in places(scope)]
    hits = [(place, element, element.count()) for place, element in within]
    total = sum(count for _, _, count in hits)
    if total > 1:
        raise Ambiguous(_many(scope, label, "role", total))
    for place, element, count in hits:
        if count:
            return Found(element, label, "role", place)
    element = _by_role(scope, label)
    limit = patience(timeout)
    _wait_for_any(scope, label, limit)
    _wait_for_documents(scope, limit)
    found = _decide(scope, label)
    if found is None and label.role in _FIELDS:  # maybe its text is there already and the field still to come
        with suppress(AssertionError):
            expect(element).not_to_have_count(0, timeout=limit)
        found = _decide(scope, label)
    if found is not None and found.way != "role" and element.count() == 1:
        return Found(element, label, "role", scope)  # it has come in the meantime
    if found is None:
        raise NotFound(_none(scope, label, limit))
    return found


def glance(scope: Place, label: Label) -> Found | None:
    """What `label` means in `scope` at this moment, maybe several things; does not wait."""
    label = wanted(label)
    if not _roles_hold:
        return _decide(scope, label, one=False)
    for place in places(scope):
        element = _by_role(place, label)
        if element.count():
            return Found(element, label, "role", place)
    return None


def anything(place: Place, label: Label) -> Locator:
    """All that could be taken for `label` in `place`, without what is a field only by the text beside it."""
    label = wanted(label)
    ways = _ways(place, label)[: 1 if _roles_hold else None]
    (_, found), *others = [way for way in ways if way[0] != "text" or label.role not in _FIELDS]
    for _, other in others:
        found = found.or_(other)
    return found


def aim(scope: Place, label: Label, *, timeout: float | None = None) -> Found:
    """What `label` means in `scope`, for a touch or a check that itself waits: where roles hold it is not looked up."""
    if not _roles_hold:
        return look(scope, label, timeout=timeout)
    wish = wanted(label)
    return Found(_by_role(scope, wish), wish, "role", scope, label)


def make_sure(found: Found, *, timeout: float | None = None) -> None:
    """That `found` is one thing at this moment; `timeout` is how long it was waited for. Raises as `look` does."""
    count = found.element.count()
    if count == 0:
        raise NotFound(_none(found.place, found.label, patience(timeout)))
    if count > 1:
        raise Ambiguous(_many(found.place, found.label, found.way, count))


def _by_role(place: Place, label: Label) -> Locator:
    """What has the label's role and exactly its word; of cells within cells, as in layout tables, the innermost."""
    found = place.get_by_role(label.role, name=label.word, exact=True)
    return found.filter(has_not=found) if label.role == "cell" else found


def _ways(place: Place, label: Label) -> list[tuple[str, Locator]]:
    """What each way would take, in order; for the field beside a text it is the text, which is where to look from."""
    exactly = re.compile(rf"^\s*{words(label.word)}\s*[:*]?\s*$")
    text = place.get_by_text(exactly).filter(visible=True)
    ways = [("role", _by_role(place, label))]
    if label.role in _PRESSED:
        if label.role != "link":
            ways.append(("link", place.get_by_role("link", name=label.word, exact=True)))
        if label.role != "button":
            ways.append(("button", place.get_by_role("button", name=label.word, exact=True)))
        ways.append(("img", place.get_by_role("img", name=label.word, exact=True)))
        ways += [("cell", _by_role(place, replace(label, role="cell"))), ("text", text)]
        numbered = _NUMBERED.fullmatch(label.word)
        if numbered:
            head = place.get_by_role("rowheader", name=numbered["number"], exact=True)
            line = place.get_by_role("row").filter(has=head)
            ways.append(("row", line.get_by_role(label.role, name=numbered["word"], exact=True)))
    elif label.role in _FIELDS:
        ways += [("label", place.get_by_label(exactly).filter(visible=True)), ("text", text)]
    elif label.role in ("heading", "cell"):
        ways.append(("text", text))
    return ways


def _wait_for_any(scope: Place, label: Label, timeout: float) -> None:
    """Until something answers by any way, in the page or a frame (also one that comes later), or the time is over."""
    end = time.monotonic() + timeout / 1000
    while True:
        within = places(scope)
        if len(within) > 1 and any(_by_any_way(place, label).count() for place in within):
            return
        for place in within:
            left = (end - time.monotonic()) * 1000
            if left <= 0:
                return
            share = left if isinstance(scope, Locator) else min(left, SLICE / len(within))
            try:
                expect(_by_any_way(place, label)).not_to_have_count(0, timeout=share)
            except AssertionError:
                continue
            except PlaywrightError:
                if isinstance(place, Frame) and place.is_detached():
                    continue
                raise
            return


def _by_any_way(place: Place, label: Label) -> Locator:
    (_, anything), *others = _ways(place, label)
    for _, other in others:
        anything = anything.or_(other)
    return anything


def _wait_for_documents(scope: Place, timeout: float) -> None:
    for place in places(scope):
        if not isinstance(place, Locator):
            place.wait_for_load_state("domcontentloaded", timeout=timeout)


def _decide(scope: Place, label: Label, *, one: bool = True) -> Found | None:
    """By the first way that finds anything. Raises `Ambiguous` if it has to be one thing and is not."""
    within = places(scope)
    names = [name for name, _ in _ways(scope, label)]
    for position, way in enumerate(names):
        candidates = [(place, _ways(place, label)[position][1]) for place in within]
        hits = [(place, candidate, candidate.count()) for place, candidate in candidates]
        total = sum(count for _, _, count in hits)
        if total > 1 and one:
            raise Ambiguous(_many(scope, label, way, total))
        for place, candidate, count in hits:
            if count and total == 1 and way == "text" and label.role in _FIELDS:
                beside = _beside(place, candidate, label)
                return Found(beside, label, way, place) if beside else None
            if count:
                return Found(candidate, label, way, place)
    return None


def _beside(place: Place, text: Locator, label: Label) -> Locator | None:
    """The nearest field on the line of the text (a tick may stand on either side), else the nearest right below it."""
    near: list[tuple[float, Locator]] = []
    word = text.bounding_box()
    for field in place.get_by_role(label.role).filter(visible=True).all():
        box = field.bounding_box()
        if word is None or box is None:
            continue
        right = box["x"] - (word["x"] + word["width"])
        left = word["x"] - (box["x"] + box["width"])
        below = box["y"] - (word["y"] + word["height"])
        same_line = box["y"] < word["y"] + word["height"] and word["y"] < box["y"] + box["height"]
        if same_line and right > -1:
            near.append((right, field))
        elif same_line and label.role == "checkbox" and left > -1:
            near.append((left, field))
        elif -1 < below < 3 * word["height"] and right < 0 and left < 0:
            near.append((10_000 + below, field))
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _many(scope: Place, label: Label, way: str, count: int) -> str:
    return secrets_of_the_run.mask(
        f"{count} things answer to {label.role} «{label.word}» ({label.source}) by {way} on {where(scope)}; "
        "a word must mean one thing: look inside a row or a part of the page."
    )


def _none(scope: Place, label: Label, timeout: float) -> str:
    ways = ", ".join(name if name != "role" else label.role for name, _ in _ways(scope, label))
    frames = len(places(scope)) - 1
    inside = f" and its {frames} frame(s)" if frames else ""
    nearest = nearest_words(scope, label.word)
    hint = f"the nearest words there: {', '.join(nearest)}" if nearest else "no word there is like it"
    return secrets_of_the_run.mask(
        f"{label.role} «{label.word}» ({label.source}) is not on {where(scope)}{inside}: "
        f"looked for it as {ways} for {timeout / 1000:g} s; {hint}."
    )
