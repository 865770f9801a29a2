"""A guide as a Word document: headings, one numbered list, captions, alternative texts; the operator's template."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Written
from markdown_it import MarkdownIt

from reports.guide.callouts import Drawn
from reports.guide.model import Figure, Guide, Item, Paragraph, Part, Remark, See

WIDTH, HEIGHT = Cm(16.5), Cm(12)
"""What a picture has at most: with its heading it still shares a page with the one before."""
_PIXELS_PER_CM = 58
"""CSS pixels: the words in all pictures are of one size, a little smaller than those around them."""
_LANGUAGES = {"ru": "ru-RU", "be": "be-BY", "en": "en-GB"}
_SHADES = {"note": ("E6F1F5", "1B7A95"), "warning": ("FDF1DD", "B06A00"), "own": ("F4F0FA", "6C4FA0")}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class TemplateError(ValueError):
    """Why a template cannot be used, in a sentence."""


def write(
    guide: Guide, drawn: Mapping[str, Drawn], path: Path, *, help_desk: str = "", template: Path | None = None
) -> Path:
    """The document of a guide. `template` is a .docx whose styles are used; its text is left out."""
    document = _begun(template)
    _head(document, guide)
    document.add_paragraph(guide.title, "Title")
    if guide.intro:
        document.add_paragraph(guide.intro)
    stamp = document.add_paragraph(guide.imprint)
    _soft(stamp)
    count = 0
    for section in guide.sections:
        number = f"{section.number}. " if section.number else ""
        document.add_heading(f"{number}{section.heading}", 2 if "." in section.number else 1)
        for part, following in zip(section.parts, (*section.parts[1:], None), strict=True):
            count += isinstance(part, Figure)
            above = len(document.paragraphs)
            _part(document, guide, part, drawn, count)
            if isinstance(following, Figure) or (isinstance(part, Figure) and isinstance(following, See | Remark)):
                for told in document.paragraphs[above:]:
                    told.paragraph_format.keep_with_next = True
    if help_desk:
        document.add_paragraph(f"{guide.words['help_desk']}: {help_desk}")
    document.save(str(path))
    _without_dates(path)
    return path


def _begun(template: Path | None) -> Document:
    try:
        document = docx.Document(str(template) if template else None)
    except (PackageNotFoundError, ValueError, KeyError) as error:
        raise TemplateError(f"{template} cannot be used as a Word template: {error}") from error
    if template:
        for child in list(document.element.body):
            if not child.tag.endswith("sectPr"):
                document.element.body.remove(child)
        missing = [
            name for name in ("Title", "Heading 1", "Heading 2", "Caption", "List Number") if not _has(document, name)
        ]
        if missing:
            raise TemplateError(f"{template} lacks the styles {', '.join(missing)}, which a guide needs.")
    else:
        section = document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        _look(document)
    return document


def _has(document: Document, style: str) -> bool:
    return style in [one.name for one in document.styles]


def _look(document: Document) -> None:
    """Our own styles: one plain typeface that every office has, dark on white."""
    for name, size, bold in (
        *(("Normal", 11, False), ("Title", 22, True), ("Heading 1", 15, True), ("Heading 2", 13, True)),
        *(("Caption", 9, False), ("List Number", 11, False)),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
        style.font.color.rgb = RGBColor(0x18, 0x22, 0x2C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("cs", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), "Arial")
    document.styles["Title"].paragraph_format.space_after = Pt(8)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    document.styles["Heading 1"].paragraph_format.space_after = Pt(4)


def _head(document: Document, guide: Guide) -> None:
    about = document.core_properties
    about.title, about.language, about.comments = guide.title, _LANGUAGES[guide.language], guide.stamp
    about.author, about.subject, about.keywords, about.last_modified_by = "", guide.intro, guide.name, ""
    about.created = about.modified = datetime(2000, 1, 1)  # Word knows no zone; the stamp says when
    about.revision = 1
    defaults = document.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(f".//{qn('w:lang')}") if defaults is not None else None
    if language is not None:
        language.set(qn("w:val"), _LANGUAGES[guide.language])


def _part(document: Document, guide: Guide, part: Part, drawn: Mapping[str, Drawn], count: int) -> None:
    if isinstance(part, Figure):
        _figure(document, part, drawn[part.picture], f"{guide.words['figure']} {count}. {part.caption}")
    elif isinstance(part, Remark):
        told = document.add_paragraph()
        told.add_run(f"{guide.words[part.kind]}. ").bold = True
        told.add_run(part.text)
        _shaded(told, part.kind)
    elif isinstance(part, Item):
        told = document.add_paragraph(style="List Number")
        if part.who:
            told.add_run(f"{part.who}: ").italic = True
        told.add_run(part.text)
        for see in part.sees:
            _seen(document, see)
    elif isinstance(part, Paragraph):
        if part.own:
            _own(document, part.text)
        else:
            document.add_paragraph(part.text)
    else:
        _seen(document, part.text)


def _figure(document: Document, figure: Figure, drawn: Drawn, caption: str) -> None:
    place = document.add_paragraph()
    place.paragraph_format.keep_with_next = True
    wide = min(WIDTH, Cm(drawn.across / _PIXELS_PER_CM), round(HEIGHT * drawn.width / drawn.height))
    picture = place.add_run().add_picture(str(drawn.path), width=wide)
    about = picture._inline.docPr
    about.set("descr", figure.alt)
    about.set("name", caption)
    told = document.add_paragraph(caption, "Caption")
    told.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _seen(document: Document, text: str) -> None:
    told = document.add_paragraph()
    told.paragraph_format.left_indent = Cm(0.63)
    told.paragraph_format.space_after = Pt(3)
    run = told.add_run(f"✓ {text}")
    run.font.color.rgb = RGBColor(0x1D, 0x6B, 0x3A)


def _own(document: Document, text: str) -> None:
    """A support writer's paragraphs, lists and emphasis."""
    strong = False
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type != "inline":
            continue
        told = document.add_paragraph()
        for piece in token.children or []:
            strong = piece.type == "strong_open" or (strong and piece.type != "strong_close")
            if piece.type in ("text", "code_inline", "softbreak"):
                told.add_run(piece.content or " ").bold = strong
        _shaded(told, "own")


def _shaded(told: Written, kind: str) -> None:
    fill, edge = _SHADES[kind]
    about = told._p.get_or_add_pPr()
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", edge)):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    about.append(border)
    about.append(shade)
    told.paragraph_format.left_indent = Cm(0.4)


def _soft(told: Written) -> None:
    for run in told.runs:
        run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x4A, 0x57, 0x63)


def _without_dates(path: Path) -> None:
    """Packed anew with one date for all its parts: the same guide is the same file."""
    packed = path.with_suffix(".tmp")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    shutil.move(packed, path)
