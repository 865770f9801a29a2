"""A guide as one page that needs nothing else: pictures inside, contents, zoom, print, and a mode to click through."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from reports.guide.callouts import Drawn
from reports.guide.model import Figure, Guide, Item, Part

_TEMPLATES = Path(__file__).parent / "templates"
_ADDRESS = re.compile(r"https?://[^\s<>()«»“”]*[\w/]")


def write(guide: Guide, drawn: Mapping[str, Drawn], path: Path, help_desk: str = "") -> Path:
    """The page of a guide with its drawn pictures."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    numbers = {figure.picture: number for number, figure in enumerate(guide.figures(), 1)}
    environment.filters.update(
        grouped=_grouped,
        linked=_linked,
        markdown=_markdown,
        json=lambda value: Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")),
        data=lambda figure: Markup(_data(drawn[figure.picture].path)),
        width=lambda figure: drawn[figure.picture].width,
        across=lambda figure: round(drawn[figure.picture].across),
        height=lambda figure: drawn[figure.picture].height,
        count=lambda figure: numbers[figure.picture],
    )
    page = environment.get_template("guide.html.j2").render(
        guide=guide,
        words=guide.words,
        style=Markup((_TEMPLATES / "guide.css").read_text("utf-8")),
        script=Markup((_TEMPLATES / "guide.js").read_text("utf-8")),
        clicks=clicks(guide, drawn),
        help_desk=help_desk,
    )
    path.write_text(page, "utf-8")
    return path


def clicks(guide: Guide, drawn: Mapping[str, Drawn]) -> list[dict[str, Any]]:
    """The mode to click through: each picture, what is told over it, and where to press, in per cent of it.

    Where there is nothing to press (`spot` is None) one looks, and goes on.
    """
    steps: list[dict[str, Any]] = []
    for section in guide.sections:
        told, seen = list[str](), list[str]()
        for part in section.parts:
            if isinstance(part, Figure):
                text = " ".join(told[-3:] or seen) or f"{section.number}. {section.heading}".removeprefix(". ")
                spot = drawn[part.picture].share(part.press) if part.press else None
                steps.append({"figure": len(steps), "told": text, "spot": spot})
                told, seen = [], []
            elif isinstance(part, Item):
                told, seen = [*told, part.sentence], [f"{see}." for see in part.sees]
            elif hasattr(part, "text"):
                told = [str(part.text)]
    if not any(step["spot"] for step in steps):
        return []
    for number, step in enumerate(steps, 1):
        step["count"] = f"{guide.words['step']} {number} {guide.words['of']} {len(steps)}"
    return steps


def _grouped(parts: Sequence[Part]) -> list[tuple[str, list[Part]]]:
    """Neighbours of one kind together: a list has to be one list."""
    return [(kind, list(group)) for kind, group in groupby(parts, key=lambda part: type(part).__name__.lower())]


def _linked(text: str) -> Markup:
    return Markup(_ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', str(escape(text))))


def _markdown(text: str) -> Markup:
    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))


def _data(path: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
