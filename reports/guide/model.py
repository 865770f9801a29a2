"""A finished guide as data: what every renderer writes down and the review compares.

Boxes are in CSS pixels of the clean picture. `picture` is the name of the drawn picture's file, which holds the name of
the step and not its place, so that a step that moves keeps its picture.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from reports.guide.record import Box

FILE = "guide.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a callout points at: the number in its badge (empty: an outline only), role and name, and where it is."""

    number: str
    role: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its callouts. `crop` is what is shown of it; `press` leads on; `step` is what it shows."""

    picture: str
    source: Path
    scale: float
    crop: Box
    marks: tuple[Mark, ...]
    covers: tuple[Box, ...]
    alt: str
    caption: str
    press: Box | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered instruction. `who` is empty for the chair, else who does it; `sees` are checks that have held."""

    step: str
    number: str
    text: str
    who: str = ""
    sees: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """With its number, and one full stop at its end: «мин.» has one already."""
        return f"{self.number}. {self.text.rstrip('.')}."


@dataclass(frozen=True, slots=True)
class Remark:
    """A note or a warning."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a support writer's own (`own`)."""

    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class See:
    """«Вы увидите …»: a sentence bound to a check of the record."""

    step: str
    text: str


Part = Paragraph | Remark | Figure | Item | See


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `number` is the memo's own, empty in a task."""

    anchor: str
    number: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in one language. `shows` are the memo's statements shown, `proves` those that a check has held for."""

    name: str
    language: str
    title: str
    intro: str
    stamp: str
    draft: str
    training: str
    sections: tuple[Section, ...]
    shows: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def imprint(self) -> str:
        """The stamp, and that it is a draft: what every format carries."""
        return f"{self.stamp} · {self.draft}" if self.draft else self.stamp

    def figures(self) -> list[Figure]:
        return [part for section in self.sections for part in section.parts if isinstance(part, Figure)]


def to_json(guide: Guide) -> str:
    """The guide without the paths of this machine."""
    told: dict[str, Any] = asdict(guide)
    for section, written in zip(guide.sections, told["sections"], strict=True):
        for part, line in zip(section.parts, written["parts"], strict=True):
            line["part"] = type(part).__name__.lower()
            line.pop("source", None)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
