"""All guides of one language: drawn, written in every format, searched for secrets, and put in place in one move."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from reports.guide import callouts, docx, film, html, leaks, model, own_words, pdf
from reports.guide.build import Builder, GuideError
from reports.guide.model import Guide
from reports.guide.outline import Outline
from reports.guide.record import Walkthrough
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
    known = {*wishes.known_steps, *(outline.name for outline in outlines)}
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


def publish(
    guides: Sequence[Guide], out: Path, language: str, secrets: Sequence[str], wishes: Wishes, browser: Browser | None
) -> Path:
    """Writes the guides into `out/<language>/`, which is replaced whole; nothing half-written has that name."""
    with _in_one_move(out / language) as folder:
        for guide in guides:
            _write(guide, folder, wishes, browser)
        leaks.gate(folder, (figure for guide in guides for figure in guide.figures()), secrets)
    return out / language


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
        pdf.write(browser, page, folder / f"{guide.name}.pdf", guide.stamp)
    if "mp4" in wishes.formats and guide.name in wishes.films:
        film.write(guide, drawn, folder / f"{guide.name}.mp4", burn_in=wishes.burn_in)


@contextmanager
def _in_one_move(final: Path) -> Iterator[Path]:
    """A new folder that takes the place of `final` when the block is through, and vanishes if it is not."""
    new, old = (final.parent / f".{final.name}-{word}-{os.getpid()}" for word in ("new", "old"))
    new.mkdir(parents=True)
    try:
        yield new
        if final.exists():
            final.rename(old)
        new.rename(final)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def statements(guides: Sequence[Guide]) -> Mapping[str, tuple[bool, bool]]:
    """Which statements the guides show, and which of them a check has proved."""
    shown = {number for guide in guides for number in guide.shows}
    proved = {number for guide in guides for number in guide.proves}
    return {number: (number in shown, number in proved) for number in shown | proved}
