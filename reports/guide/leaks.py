"""The gate: no secret of the run leaves in a guide. It looks where a secret could hide, and refuses to publish.

Texts are searched as they are read: pages without their markup, documents part by part, PDFs by their text and their
strings, films and pictures by their bytes and names. Pictures have no text; what they cover is checked by box.

A record is searched when it is written: what is made of it later, when its run's secrets are forgotten, says nothing
that is not in it, but for a support writer's own words.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

from reports.guide.model import Figure

COVER = {(0xDF, 0xE3, 0xE8), (0x8A, 0x94, 0xA0), (0x5B, 0x66, 0x72)}
"""The colours of a cover and its dots: `fixtures.covering` paints nothing else there."""
_DATA = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
_TAGS = re.compile(r"<[^>]+>")
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_PDF_STRING = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]+>", re.DOTALL)
_SPLIT_DIGITS = re.compile(r"(?<=\d)[\s\u00a0\u2009-](?=\d)")


class Leak(ValueError):
    """What got out, without repeating it: one line for each place."""


def gate(folder: Path, figures: Iterable[Figure], secrets: Sequence[str]) -> None:
    """Raises `Leak` if any file below `folder`, or its name, holds a secret, or a cover does not cover."""
    found = [line for path in sorted(folder.rglob("*")) for line in _in_file(path, folder, secrets)]
    found += [line for figure in figures for line in _uncovered(figure)]
    if found:
        told = "\n".join(f"  {line}" for line in dict.fromkeys(found))
        raise Leak(f"The guides are not published: a secret of the run would get out.\n{told}")


def gate_record(path: Path, secrets: Sequence[str]) -> None:
    """The same of the texts of a record, while its run's secrets are still known; later nobody can tell."""
    if any(_in_file(path, path.parent, secrets)):
        raise Leak("The record is not kept: a secret of the run stands in one of its texts.")


def _in_file(path: Path, folder: Path, secrets: Sequence[str]) -> Iterator[str]:
    shown = path.relative_to(folder)
    if _holds(str(shown), secrets):
        yield f"{shown.parent}/…: in the name of a file"
    if not path.is_file():
        return
    for part, text in texts(path):
        if _holds(text, secrets):
            yield f"{_safe(shown, secrets)}: {part}"


def _safe(shown: Path, secrets: Sequence[str]) -> str:
    text = str(shown)
    for secret in secrets:
        text = text.replace(secret, "…")
    return text


def _holds(text: str, secrets: Sequence[str]) -> bool:
    read = html.unescape(unquote(text))
    shapes = {text, read, _SPLIT_DIGITS.sub("", read)}
    return any(_stands_in(secret, shape) for secret in secrets for shape in shapes)


def _stands_in(secret: str, text: str) -> bool:
    """A code of digits only is not meant where it is part of a longer number, as a measure or an offset may be."""
    if secret not in text or not secret.isdecimal():
        return secret in text
    return re.search(rf"(?<!\d){secret}(?!\d)", text) is not None


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """What can be read in a file: where, and the text."""
    kind = path.suffix.lower()
    if kind == ".docx":
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                raw = parts.read(name)
                yield f"{name} (its name)", name
                if name.endswith((".xml", ".rels")):
                    yield name, raw.decode("utf-8")
                    yield name, _TAGS.sub("", raw.decode("utf-8"))
                else:
                    yield name, raw.decode("latin-1")
    elif kind == ".pdf":
        yield from _of_pdf(path)
    elif kind == ".jsonl":  # a record: its numbers are places and times, no codes
        for line in path.read_text("utf-8").splitlines():
            yield from (("text", text) for text in _strings(json.loads(line)))
    elif kind in {".html", ".json", ".vtt", ".md", ".txt", ".css", ".js"}:
        text = _DATA.sub("", path.read_text("utf-8"))
        yield "text", _TAGS.sub("", text)
        yield "markup", text
    else:
        raw = path.read_bytes()
        yield "bytes", raw.decode("latin-1")
        yield "bytes", raw.decode("utf-8", "ignore")


def _strings(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        yield from (text for pair in told.items() for one in pair for text in _strings(one))
    elif isinstance(told, list):
        yield from (text for one in told for text in _strings(one))


def _of_pdf(path: Path) -> Iterator[tuple[str, str]]:
    import pypdfium2  # type: ignore[import-untyped]  # it ships no types

    document = pypdfium2.PdfDocument(path)
    try:
        yield "metadata", " ".join(document.get_metadata_dict().values())
        yield "outline", " ".join(mark.get_title() for mark in document.get_toc())
        for number, page in enumerate(document, 1):
            yield f"page {number}", page.get_textpage().get_text_range()
    finally:
        document.close()
    for raw in _STREAM.split(path.read_bytes()):
        yield "strings", " ".join(_string(found) for found in _PDF_STRING.findall(raw))


def _string(raw: bytes) -> str:
    """A string of a PDF, in brackets or in hexadecimal digits, in either of its two alphabets."""
    if raw.startswith(b"<"):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw)
        plain = bytes.fromhex(digits.decode() + "0" * (len(digits) % 2))
    else:
        plain = re.sub(rb"\\([0-7]{1,3})", lambda octal: bytes([int(octal[1], 8) & 255]), raw[1:-1])
        plain = re.sub(rb"\\(.)", rb"\1", plain, flags=re.DOTALL)
    return plain.decode("utf-16", "ignore") if plain[:2] in (b"\xfe\xff", b"\xff\xfe") else plain.decode("latin-1")


def _uncovered(figure: Figure) -> Iterator[str]:
    with Image.open(figure.source) as picture:
        clean = picture.convert("RGB")
        for left, top, width, height in figure.covers:
            scale = figure.scale
            inner = [left * scale + 1, top * scale + 1, (left + width) * scale - 1, (top + height) * scale - 1]
            x, y, right, bottom = map(round, inner)
            seen = clean.crop((x, y, right, bottom)).getcolors(1 << 20) or []
            strange = sum(count for count, colour in seen if colour not in COVER)
            if not seen or strange > 0.02 * width * height * scale * scale:
                yield f"{figure.picture}: what stands at {left:g}, {top:g} is not covered"
