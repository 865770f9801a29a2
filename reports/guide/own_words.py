"""A support writer's own words: `guides/words/<lang>.md`, kept through every regeneration.

    ## planning.schedule
    Если нужна помощь, звоните …

A heading is the name of a step, or of a guide for what stands at its beginning. What stands under it appears below that
step wherever a guide has it, as it is written: paragraphs, lists, **emphasis**.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reports.guide.model import Figure, Item, Paragraph, Part, Section

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)


class OwnWordsError(ValueError):
    """Which heading nobody knows, or which comes twice."""


def read(path: Path, known: Collection[str]) -> dict[str, str]:
    """What stands under each heading; nothing if there is no file. `known`: the names of steps and guides."""
    if not path.exists():
        return {}
    _, *pieces = _HEADING.split(path.read_text("utf-8"))
    words: dict[str, str] = {}
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"; did you mean «{near[0]}»?" if near else ""
            raise OwnWordsError(f"{path}: no step or guide is called «{name}»{hint}")
        if name in words:
            raise OwnWordsError(f"{path}: the heading «{name}» comes twice")
        if text.strip():
            words[name] = text.strip()
    return words


def put_in(sections: Sequence[Section], words: Mapping[str, str], guide: str) -> tuple[Section, ...]:
    """The sections with the words below the steps that they are about, each once."""
    left = dict(words)
    done: list[Section] = []
    for section in sections:
        parts: list[Part] = []
        if not done and guide in left:
            parts.append(Paragraph(left.pop(guide), own=True))
        later: list[str] = []
        for part in section.parts:
            parts.append(part)
            if isinstance(part, Item | Figure) and part.step in left:
                later.append(left.pop(part.step))
            if isinstance(part, Figure):
                parts += [Paragraph(text, own=True) for text in later]
                later.clear()
        parts += [Paragraph(text, own=True) for text in later]
        done.append(replace(section, parts=tuple(parts)))
    return tuple(done)
