"""Which pictures a task is told with: one for each stretch of the page that is worked on, and what is shown of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.guide.record import Box, Taken, Touched, Walkthrough

TALLEST = 620.0
"""CSS pixels between the first and the last thing that one picture points at."""
_AROUND = 44.0
_LEAST = (760.0, 260.0)
_BADGE = 36.0


@dataclass(slots=True)
class Frame:
    """A picture and what it points at, each with the number of its item; `first` and `last` are numbers of items."""

    picture: int
    screen: str
    first: str
    last: str
    marks: list[tuple[Touched, str]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def of(record: Walkthrough, numbers: Mapping[int, str]) -> list[Frame]:
    """The pictures of a task in the order of its items; `numbers`: a deed's place in the record and its number."""
    frames: list[Frame] = []
    shown: set[int] = set()
    number = ""
    for place, step in enumerate(record.steps):
        number = numbers.get(place, number)
        if step.kind == "do":
            for touch in step.touches:
                picture = _picture(record, touch)
                if touch.action not in ("see", "read") and picture is not None:
                    _add(record, frames, picture, touch, number)
                    shown.add(record.pictures[picture].document)
        elif step.after is not None and record.pictures[step.after].document not in shown:
            later = any(_worked_on(record, record.steps[n], step.after) for n in numbers if n > place)
            for touch in () if later else step.touches:
                if touch.number in record.pictures[step.after].boxes:
                    _add(record, frames, step.after, touch, number, badge="")
    return frames


def crop(boxes: Sequence[Box], size: tuple[float, float], *, whole: bool = False) -> Box:
    """What is shown of a page: the boxes with something around them; all of it if there are none, or `whole`."""
    width, height = size
    if whole or not boxes:
        bottom = min(height, 760.0) if not whole else min(height, 1080.0)
        return 0.0, 0.0, width, bottom
    left, top = min(b[0] for b in boxes) - _AROUND - _BADGE, min(b[1] for b in boxes) - _AROUND
    right, bottom = max(b[0] + b[2] for b in boxes) + _AROUND, max(b[1] + b[3] for b in boxes) + _AROUND
    left, right = _stretched(left, right, _LEAST[0], width)
    top, bottom = _stretched(top, bottom, _LEAST[1], height)
    return left, top, right - left, bottom - top


def _stretched(low: float, high: float, least: float, limit: float) -> tuple[float, float]:
    """From `low` to `high`, at least `least` long, within 0 and `limit`."""
    lack = max(0.0, least - (high - low)) / 2
    low, high = low - lack, high + lack
    if low < 0:
        low, high = 0.0, high - low
    if high > limit:
        low, high = max(0.0, low - (high - limit)), limit
    return round(low), round(high)


def _picture(record: Walkthrough, touch: Touched) -> int | None:
    """Before a press its own picture; of what was entered the next one before a press that still shows it."""
    if touch.picture is not None:
        return touch.picture
    having = [n for n, picture in enumerate(record.pictures) if touch.number in picture.boxes]
    run = [n for n in having if n - having[0] == having.index(n)]
    pressed = {t.picture for step in record.steps for t in step.touches if t.action.startswith("press")}
    return next((n for n in run if n in pressed), run[-1] if run else None)


def _add(
    record: Walkthrough, frames: list[Frame], picture: int, touch: Touched, number: str, *, badge: str | None = None
) -> None:
    """To the last frame if it is of the same picture and not too tall, else to a new one."""
    box = record.pictures[picture].boxes.get(touch.number)
    if box is None:
        return
    last = frames[-1] if frames else None
    if last is None or last.picture != picture or _height([*last.boxes, box]) > TALLEST:
        screen = record.pictures[picture].title.partition(" — ")[0]
        last = Frame(picture, screen, number, number)
        frames.append(last)
    last.last = number
    last.boxes.append(box)
    last.marks.append((touch, number if badge is None else badge))


def _height(boxes: Sequence[Box]) -> float:
    return max(box[1] + box[3] for box in boxes) - min(box[1] for box in boxes)


def _worked_on(record: Walkthrough, step: Taken, picture: int) -> bool:
    """Whether the step acts on the page of this picture."""
    document = record.pictures[picture].document
    pictures = (_picture(record, touch) for touch in step.touches if touch.action not in ("see", "read"))
    return any(found is not None and record.pictures[found].document == document for found in pictures)
