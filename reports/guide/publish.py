"""Guides drawn, written in every format, searched for secrets, and all languages put in place in one move."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from reports.guide import callouts, docx, film, html, leaks, model, own_words, pdf
from reports.guide.build import Builder, GuideError
from reports.guide.model import Guide
from reports.guide.outline import Outline
from reports.guide.record import Walkthrough
from reports.guide.tasks import GUIDES
from reports.guide.words import Tell, Untranslated, Words

FORMATS = ("html", "docx", "pdf", "mp4")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How guides are to be made. `films`: of which guides; `strict`: a missing translation fails."""

    formats: Collection[str] = FORMATS
    films: Collection[str] = ("memo",)
    strict: bool = False
    burn_in: bool = False
    help_desk: str = ""
    address: str = ""
    template: Path | None = None
    words: Path = Path("guides/words")
    known_steps: Collection[str] = field(default_factory=tuple)


def build(
    outlines: Sequence[Outline], records: Sequence[Walkthrough], language: str, wishes: Wishes, tell: Tell
) -> list[Guide]:
    """The guides as data. Raises GuideError, Untranslated, OwnWordsError."""
    known = {*wishes.known_steps, *(outline.name for outline in (*GUIDES, *outlines))}
    known |= {step.name for record in records for step in record.steps}
    own = own_words.read(wishes.words / f"{language}.md", known)
    guides, missing = list[Guide](), list[str]()
    for outline in outlines:
        record = _record(outline, records, language)
        words = Words(language, record.head.language, record.names, tell)
        guides.append(Builder(record, words, wishes.address, own).guide(outline))
        missing += words.missing
    if missing and wishes.strict:
        told = "\n".join(f"  {text}" for text in dict.fromkeys(missing))
        raise Untranslated(f"{len(set(missing))} texts have no translation into «{language}»:\n{told}")
    return guides


def _record(outline: Outline, records: Sequence[Walkthrough], language: str) -> Walkthrough:
    """The record in the guide's language, else the one that there is."""
    having = [record for record in records if outline.name in record.head.guides]
    fitting = [record for record in having if record.head.language == language] or having
    if not fitting:
        raise GuideError(f"nothing was recorded for the guide «{outline.name}»: no passing scenario is marked for it.")
    return fitting[0]


def write(
    guides: Sequence[Guide], folder: Path, secrets: Sequence[str], wishes: Wishes, browser: Browser | None
) -> None:
    """Writes the guides of one language into `folder`, and searches it. Raises Leak, PictureError, NoFilm."""
    for guide in guides:
        _write(guide, folder, wishes, browser)
    leaks.gate(folder, (figure for guide in guides for figure in guide.figures()), secrets)


def _write(guide: Guide, folder: Path, wishes: Wishes, browser: Browser | None) -> None:
    pictures = folder / "pictures" / guide.name
    pictures.mkdir(parents=True)
    drawn = {figure.picture: callouts.draw(figure, pictures, guide.training) for figure in guide.figures()}
    (pictures / model.FILE).write_text(model.to_json(guide), "utf-8")
    page = html.write(guide, drawn, folder / f"{guide.name}.html", wishes.help_desk)
    if "docx" in wishes.formats:
        path = folder / f"{guide.name}.docx"
        docx.write(guide, drawn, path, help_desk=wishes.help_desk, template=wishes.template)
    if "pdf" in wishes.formats and browser is not None:
        pdf.write(browser, page, folder / f"{guide.name}.pdf", guide.imprint)
    if "mp4" in wishes.formats and guide.name in wishes.films:
        film.write(guide, drawn, folder / f"{guide.name}.mp4", burn_in=wishes.burn_in)


@contextmanager
def in_one_move(out: Path) -> Iterator[Path]:
    """A new folder; each folder in it takes the place of the one in `out` with its name when the block is through.

    All of them, or none: nothing half-written has its final name, and whatever fails, the guides of before stand.
    """
    new = out / f".new-{os.getpid()}"
    new.mkdir(parents=True)
    try:
        yield new
        _swap(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, out: Path) -> None:
    old = out / f".old-{os.getpid()}"
    old.mkdir()
    placed: list[Path] = []
    try:
        for folder in sorted(new.iterdir()):
            final = out / folder.name
            if final.exists():
                final.rename(old / folder.name)
            folder.rename(final)
            placed.append(final)
    except BaseException as error:
        for final in placed:
            shutil.rmtree(final)
        for kept in old.iterdir():
            kept.rename(out / kept.name)
        old.rmdir()
        if isinstance(error, OSError):
            raise GuideError(f"The guides in {out} stay as they were, they cannot be replaced: {error}") from error
        raise
    shutil.rmtree(old)
