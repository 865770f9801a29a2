"""What a guide is to have in it, before any record is read: the language of `memo` and `tasks`.

Texts are Russian sources for the catalogues. A word in «…» that the interface has is quoted as the record read it.
"""

from __future__ import annotations

from dataclasses import dataclass


def N_(message: str) -> str:
    """Marks a text for the catalogues."""
    return message


N_("Аудиоконференция")  # the service, which the texts name in «…» like a word of the interface


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture place. Of the step `step` (its `nth` time in the record) it takes the picture before its last press.

    `marks` are the words of ours to point at, of this or of earlier steps on the same page; `row` points at the row
    that a check looked at. `after`: the picture after the step instead. `whole`: the page from edge to edge.
    """

    step: str
    marks: tuple[str, ...] = ()
    nth: int = 1
    after: bool = False
    row: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A box beside the text: `note` or `warning`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered step of the memo. `parts` are paragraphs, notes and picture places in reading order.

    `sees` are checks of the record whose sentences «Вы увидите …» stand below; one that never ran fails the guide.
    """

    number: str
    heading: str
    parts: tuple[str | Note | Shot, ...]
    sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A guide: the memo, which has chapters, or a task, which follows its record step by step.

    `typed`: a person has named it, in the guide's own language.
    """

    name: str
    title: str
    intro: str = ""
    chapters: tuple[Chapter, ...] = ()
    typed: bool = False
