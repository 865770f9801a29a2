"""The pages around the guides: `out/guide/index.html`, and the review of two editions."""

from __future__ import annotations

import base64
import io
import json
import tomllib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from reports.guide import diff
from reports.guide.model import FILE
from reports.guide.words import LANGUAGES

APPROVED = "approved"
_TEMPLATES = Path(__file__).parent / "templates"
_FORMATS = {".html": "HTML", ".docx": "DOCX", ".pdf": "PDF", ".mp4": "MP4", ".vtt": "субтитры"}
_MEMO = Path(__file__).parents[2] / "memo.toml"


def write_index(out: Path) -> Path:
    """What there is, in which language and format, with its stamp; what changed since the approved edition."""
    languages = {language: _guides(out / language) for language in LANGUAGES if (out / language).is_dir()}
    changes = _changes(out)
    guides = [guide for found in languages.values() for guide in found]
    shown = {number for guide in guides for number in guide["shows"]}
    proved = {number for guide in guides for number in guide["proves"]}
    known = [statement["number"] for statement in tomllib.loads(_MEMO.read_text("utf-8"))["statement"]]
    if changes:
        write_review(out / APPROVED, out, changes, out / "changes.html")
    page = (
        _environment()
        .get_template("index.html.j2")
        .render(
            style=_style(),
            languages=languages,
            changes=None if changes is None else diff.told(changes),
            shown=shown,
            proved=proved,
            known=len(known),
            unseen=[number for number in known if number not in shown],
            unproved=[number for number in known if number in shown - proved],
        )
    )
    path = out / "index.html"
    path.write_text(page, "utf-8")
    return path


def write_review(old: Path, new: Path, changes: list[diff.Change], path: Path) -> Path:
    """The changed steps with before, after and difference."""
    ordered = sorted(changes, key=lambda change: change.warning)
    shown = {"style": _style(), "old": old, "new": new, "changes": ordered}
    path.write_text(_environment().get_template("review.html.j2").render(**shown), "utf-8")
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.filters.update(
        reason=diff.WHY.__getitem__,
        data=lambda path: Markup(_data(path.read_bytes())),
        difference=lambda change: Markup(_data(_png(diff.mask(change.before, change.after)))),
    )
    return environment


def _style() -> Markup:
    return Markup((_TEMPLATES / "guide.css").read_text("utf-8"))


def _data(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.quantize(64).save(written, "PNG")
    return written.getvalue()


def _guides(folder: Path) -> list[dict[str, Any]]:
    guides = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob(f"pictures/*/{FILE}"))]
    for guide in guides:
        paths = [(folder / f"{guide['name']}{kind}", label) for kind, label in _FORMATS.items()]
        guide["files"] = [(path.name, label) for path, label in paths if path.exists()]
    return sorted(guides, key=lambda guide: (guide["name"] != "memo", guide["name"]))


def _changes(out: Path) -> list[diff.Change] | None:
    try:
        return diff.compare(out / APPROVED, out)
    except diff.NothingToCompare:
        return None
