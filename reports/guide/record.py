"""The record of a scenario that guides are made from: `walkthrough.jsonl` and clean pictures beside it.

One JSON object a line: the head, then pictures, steps and at last the end. The file has its name only if the scenario
passed (`UNFINISHED` is what it is called until then), so a guide of a red run cannot be made. No secret is in it: a
secret value is told as `secret`, and in the pictures it is covered before they are written.

Boxes are in CSS pixels of the whole page; a picture has `scale` times as many.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

FORMAT = 1
FILE = "walkthrough.jsonl"
UNFINISHED = "walkthrough.unfinished.jsonl"

T = TypeVar("T")
Box = tuple[float, float, float, float]
"""Left, top, width, height."""


class RecordError(ValueError):
    """What is wrong with a record, in a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was recorded. `address` and `version` are the portal's; `own`: it is the reference portal.

    `guides` are the guides that the scenario is marked for, `date` the portal's day, `scale` the pictures' pixels per
    CSS pixel.
    """

    test: str
    title: str
    guides: tuple[str, ...]
    language: str
    address: str
    version: str
    own: bool
    browser: str
    date: str
    scale: float
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Picture:
    """One window at one moment. `boxes` are those of the touches that can be seen in it, by the number of the touch.

    Pictures with the same `document` show the same page, which no navigation has replaced in between.
    """

    file: str
    window: int
    document: int
    title: str
    path: str
    size: tuple[float, float]
    boxes: Mapping[int, Box]
    covers: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """An element that a step acted on or looked at. `asked` is the harness's word, `name` the one read on the page.

    `value` is `text` or `secret` if something was entered, else empty; `picture` the last one before the act.
    """

    number: int
    action: str
    role: str
    asked: str
    name: str
    value: str
    picture: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """One step. `source` is the sentence to be translated and filled with `values`; times in ms from the beginning.

    `kind` is `do`, or `see` for a check that has held. `who`: `chair`, `chair 2`, `telephone`, `mailbox`, `time`;
    `aside`: what is only set up.

    `before` and `after` are numbers of pictures; a step that changes nothing has the same for both.
    """

    name: str
    kind: str
    who: str
    source: str
    values: Mapping[str, Any]
    shows: tuple[str, ...]
    touches: tuple[Touched, ...]
    before: int | None
    after: int | None
    began: int
    ended: int


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """A whole record. Pictures are known by their place; `names`: what the portal calls a word of ours."""

    folder: Path
    head: Head
    pictures: tuple[Picture, ...]
    steps: tuple[Taken, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def file(self, picture: int) -> Path:
        """The clean picture."""
        return self.folder / self.pictures[picture].file


def write(walkthrough: Walkthrough) -> Path:
    """Writes the record under its final name, in one move."""
    lines: list[dict[str, Any]] = [{"head": asdict(walkthrough.head)}]
    lines += [{"picture": asdict(picture)} for picture in walkthrough.pictures]
    lines += [{"step": asdict(step)} for step in walkthrough.steps]
    lines.append({"end": {"steps": len(walkthrough.steps), "pictures": len(walkthrough.pictures)}})
    unfinished = walkthrough.folder / UNFINISHED
    unfinished.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return unfinished.replace(walkthrough.folder / FILE)


def read(folder: Path) -> Walkthrough:
    """The record in a folder. Raises RecordError."""
    path = folder / FILE
    if not path.exists():
        why = "its scenario did not pass" if (folder / UNFINISHED).exists() else f"there is no {FILE}"
        raise RecordError(f"{folder} has no record to make a guide from: {why}.")
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        (first, head), *others = (next(iter(line.items())) for line in lines)
        if first != "head" or head["format"] != FORMAT:
            raise RecordError(f"{path} is not a record of format {FORMAT}: record it again (make guide).")
        pictures = tuple(_picture(told) for kind, told in others if kind == "picture")
        steps = tuple(_step(told) for kind, told in others if kind == "step")
        if not others or others[-1] != ("end", {"steps": len(steps), "pictures": len(pictures)}):
            raise RecordError(f"{path} is cut off: record it again (make guide).")
        walkthrough = Walkthrough(folder, _made(Head, head), pictures, steps, _names(steps))
    except RecordError:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, StopIteration) as error:
        raise RecordError(f"{path} cannot be read as a record ({error}): record it again (make guide).") from error
    missing = [picture.file for picture in pictures if not (folder / picture.file).is_file()]
    if missing:
        raise RecordError(f"{path} names pictures that are not there: {', '.join(missing)}.")
    return walkthrough


def read_all(folder: Path) -> list[Walkthrough]:
    """Every record below a folder, by the name of its test. Raises RecordError, also for one that is unfinished."""
    found = {path.parent for name in (FILE, UNFINISHED) for path in folder.rglob(name)}
    return sorted(map(read, found), key=lambda walkthrough: walkthrough.head.test)


def _names(steps: tuple[Taken, ...]) -> dict[str, str]:
    return {touch.asked: touch.name for step in steps for touch in step.touches if touch.asked and touch.name}


def _made(kind: type[T], told: Mapping[str, Any]) -> T:
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    unknown = set(given) - {one.name for one in fields(kind)}  # type: ignore[arg-type]  # only dataclasses come here
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return kind(**given)


def _picture(told: dict[str, Any]) -> Picture:
    boxes = {int(number): _box(box) for number, box in told["boxes"].items()}
    return _made(Picture, {**told, "boxes": boxes, "covers": tuple(_box(box) for box in told["covers"])})


def _box(told: list[float]) -> Box:
    left, top, width, height = map(float, told)
    return left, top, width, height


def _step(told: dict[str, Any]) -> Taken:
    touches = tuple(_made(Touched, touch) for touch in told["touches"])
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in told["values"].items()}
    return _made(Taken, {**told, "values": values, "touches": touches})
