"""What changed between two editions of the guides: which steps, why, and how it looked before.

A step is known by its name, not by its place. Reasons: text, picture, order, box (something stands elsewhere), new,
gone. Where only single pixels differ it is a drift: a warning, not a change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from reports.guide.model import FILE

WHY = {
    "text": "другой текст",
    "picture": "другой рисунок",
    "order": "другое место в порядке шагов",
    "box": "элемент стоит в другом месте",
    "new": "новый шаг",
    "gone": "шага больше нет",
    "drift": "отличия только в отдельных пикселях",
}
_MOVED = 2.0
_SAME = 24
_FEW = 0.001
"""The share of pixels up to which a difference is a drift."""


class NothingToCompare(ValueError):
    """A folder without guides."""


@dataclass(slots=True)
class Change:
    """One step that changed. `before` and `after` are pictures, if it has any.

    `title` and `place` are for readers: the guide's title, and the step's number and text, or its section's.
    """

    guide: str
    language: str
    step: str
    why: list[str]
    title: str = ""
    place: str = ""
    was: str = ""
    now: str = ""
    before: Path | None = None
    after: Path | None = None

    @property
    def warning(self) -> bool:
        return self.why == ["drift"]


@dataclass(slots=True)
class _Unit:
    """A step in one edition: what is told, its pictures and where they point."""

    place: str = ""
    texts: list[str] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    boxes: list[list[float]] = field(default_factory=list)


def compare(old: Path, new: Path) -> list[Change]:
    """The changes between two folders of guides (`out/guide`, or one language of it). Raises NothingToCompare."""
    editions = _guides(old), _guides(new)
    for folder, found in zip((old, new), editions, strict=True):
        if not found:
            raise NothingToCompare(f"{folder} has no guides: it needs */pictures/*/{FILE}.")
    before, after = editions
    changes: list[Change] = []
    for key in sorted(before.keys() | after.keys()):
        changes += _compared(key, before.get(key), after.get(key))
    return changes


def _guides(folder: Path) -> dict[tuple[str, str], Path]:
    """Every guide below a folder by language and name; what stands in its `approved` is another edition."""
    found = {}
    for path in sorted(folder.rglob(FILE)):
        if "approved" not in path.relative_to(folder).parts:
            told = json.loads(path.read_text("utf-8"))
            found[told["language"], told["name"]] = path
    return found


def _compared(key: tuple[str, str], old: Path | None, new: Path | None) -> Iterator[Change]:
    language, guide = key
    before, after, title = _units(old), _units(new), _title(new or old)
    moved = _moved(list(before), list(after))
    for step in [*after, *(step for step in before if step not in after)]:
        was, now = before.get(step, _Unit()), after.get(step, _Unit())
        why = ["new"] if step not in before else ["gone"] if step not in after else list(_why(was, now))
        if step in moved:
            why.append("order")
        if why:
            pair, place = _pair(was, now), now.place or was.place
            yield Change(guide, language, step, why, title, place, "\n".join(was.texts), "\n".join(now.texts), *pair)


def _title(path: Path | None) -> str:
    return str(json.loads(path.read_text("utf-8"))["title"]) if path else ""


def _units(path: Path | None) -> dict[str, _Unit]:
    units: dict[str, _Unit] = {}
    if path is None:
        return units
    told: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    for section in told["sections"]:
        met: Counter[str] = Counter()
        for part in section["parts"]:
            if part.get("own"):
                continue
            name = part.get("step") or (f"step {section['number']}" if section["number"] else section["anchor"])
            unit = units.setdefault(name, _Unit(_place(section, part)))
            if part["part"] == "figure":
                unit.texts.append(part["alt"])
                unit.pictures.append(path.parent / part["picture"])
                unit.boxes += [mark["box"] for mark in part["marks"]]
            else:
                unit.texts += [part["text"], *part.get("sees", [])]
            met[name] += 1
    return units


def _place(section: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Where a reader finds it: the step with its number, or the section."""
    number, text = (part["number"], part["text"]) if "number" in part else (section["number"], section["heading"])
    return f"шаг {number}. {text}" if number else str(text)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Steps of both editions that do not stand in the same order."""
    both = set(before) & set(after)
    old, new = [s for s in before if s in both], [s for s in after if s in both]
    kept = {new[place] for _, start, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
            for place in range(start, start + size)}  # fmt: skip
    return both - kept


def _why(was: _Unit, now: _Unit) -> Iterator[str]:
    text = was.texts != now.texts
    if text:
        yield "text"
    shifted = len(was.boxes) != len(now.boxes) or any(
        abs(one - other) > _MOVED
        for a, b in zip(was.boxes, now.boxes, strict=True)
        for one, other in zip(a, b, strict=True)
    )
    if shifted:
        yield "box"
    if len(was.pictures) != len(now.pictures):
        yield "picture"
        return
    most = max((differing(a, b) for a, b in zip(was.pictures, now.pictures, strict=True)), default=0.0)
    if most:
        yield "picture" if text or shifted or most > _FEW else "drift"


def differing(one: Path, other: Path) -> float:
    """The share of pixels in which two pictures differ, all if they differ in size; tiny ones of shade do not count."""
    if one.read_bytes() == other.read_bytes():
        return 0.0
    with Image.open(one) as a, Image.open(other) as b:
        if a.size != b.size:
            return 1.0
        difference = ImageChops.difference(a.convert("L"), b.convert("L"))
        return sum(difference.histogram()[_SAME + 1 :]) / (a.width * a.height)


def _pair(was: _Unit, now: _Unit) -> tuple[Path | None, Path | None]:
    """The first pictures that differ, or the first ones."""
    for before, after in zip(was.pictures, now.pictures, strict=False):
        if differing(before, after):
            return before, after
    return next(iter(was.pictures), None), next(iter(now.pictures), None)


def told(changes: list[Change]) -> list[str]:
    """«Что изменилось» in readers' words, one line a step; drifts come last, as warnings."""
    lines = []
    for change in sorted(changes, key=lambda change: change.warning):
        mark = "предупреждение: " if change.warning else ""
        why = ", ".join(WHY[reason] for reason in change.why)
        lines.append(f"{change.title} ({change.language}), {change.place}: {mark}{why}")
    return lines


def mask(before: Path, after: Path) -> Image.Image:
    """The later picture in grey, with what differs in red."""
    with Image.open(before) as a, Image.open(after) as b:
        new = b.convert("RGB")
        old = a.convert("RGB").resize(new.size) if a.size != b.size else a.convert("RGB")
    changed = ImageChops.difference(old.convert("L"), new.convert("L")).point(lambda value: 255 if value > _SAME else 0)
    grey = Image.blend(new.convert("L").convert("RGB"), Image.new("RGB", new.size, "white"), 0.5)
    grey.paste(Image.new("RGB", new.size, "#c2182b"), mask=changed)
    return grey
