"""Tables as files that a Russian Excel opens: UTF-8 with a byte order mark, semicolons, CRLF (RFC 4180); and back.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which is taken off when it is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from starlette.responses import Response, StreamingResponse

from portal.domain import numbers
from portal.domain.refusals import refuse
from portal.web import wording

_BOM = "\ufeff"
_DELIMITERS = ";\t,"
# What is guarded already is guarded once more, or its own apostrophe would be lost on the way back.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_OTHER_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")  # xlsx, xls, UTF-16 text


def guarded(cell: str) -> str:
    """`cell` so that no spreadsheet carries it out (CWE-1236)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def number(e164: str) -> str:
    """A Belarusian number as the memo writes it, without «+» (3.3), which spares it the guard: «375 25 999-00-02»."""
    shown = numbers.shown(e164)
    return shown[1:] if shown.startswith("+375 ") else shown


def instant(at: datetime | None) -> str:
    """«23.11.2026 15:00:07» in Minsk, or nothing."""
    return f"{wording.day(at)} {wording.second(at)}" if at else ""


def span(length: timedelta | None) -> str:
    """«1:05:00», which a spreadsheet can add up, or nothing."""
    if length is None:
        return ""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of the file."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def download(name: str, written: str) -> Response:
    """The file as an answer; `written` is all of it, `name` plain ASCII."""
    return Response(_BOM + written, media_type="text/csv", headers=_attached(name))


def stream(name: str, parts: AsyncIterator[str]) -> Response:
    """The file as an answer that is sent part by part."""

    async def whole() -> AsyncIterator[str]:
        yield _BOM
        async for part in parts:
            yield part

    return StreamingResponse(whole(), media_type="text/csv", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def read(data: bytes) -> list[list[str]]:
    """The rows of a file as Excel saves it: UTF-8 or Windows-1251; semicolons, tabs or commas. Cells are stripped and
    unguarded; empty lines stay, so that a row's place is the line that a spreadsheet shows.

    Refused `file_format` at `file`.
    """
    if data.startswith(_OTHER_TABLES):
        raise refuse("file_format", "file")
    decoded = _decoded(data)
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: _columns(decoded, sign))
        return [[unguarded(cell.strip()) for cell in row] for row in _rows(decoded, delimiter)]
    except csv.Error as error:  # a cell of more than 128 kB
        raise refuse("file_format", "file") from error


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError as error:
        raise refuse("file_format", "file") from error


def _rows(decoded: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)


def _columns(decoded: str, delimiter: str) -> int:
    """How many cells the first line that has any is cut into: the right delimiter cuts it most."""
    return next((len(row) for row in _rows(decoded, delimiter) if any(row)), 0)
