"""Rows of a table, known by their header or number, never by their position."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from pages.elements import page_of
from pages.finding import Ambiguous, Found, NotFound, aim, look, patience
from pages.labels import Label
from pages.places import Place, nearest_words, where
from pages.steps import Touch, report, secrets_of_the_run
from pages.texts import is_number, looks_like
from pages.tongue import said


def rows(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> Locator:
    """The rows of a table whose header, or a cell, is exactly `header`; maybe none. A number may be grouped any way."""
    return _headed(look(scope, table, timeout=timeout), scope, header)


def row(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> Locator:
    """The one row of a table with that header, waited for."""
    candidates = _headed(aim(scope, table, timeout=timeout), scope, header)
    try:
        expect(candidates).to_have_count(1, timeout=patience(timeout))
    except AssertionError:
        count = candidates.count()
        near = ", ".join(nearest_words(scope, header)) or "nothing like it"
        sentence = f"{count} rows of the table «{table.word}» are headed «{header}» on {where(scope)}; nearest: {near}."
        raise (Ambiguous if count else NotFound)(secrets_of_the_run.mask(sentence)) from None
    report(Touch("see", "row", header, "", "role", table.source, element=candidates))
    return candidates


def headers_with(scope: Place, table: Label, part: str, *, timeout: float | None = None) -> list[str]:
    """The headers of the rows of a table in which `part` stands."""
    heads = look(scope, table, timeout=timeout).element.get_by_role("rowheader").filter(has_text=part)
    return [text.strip() for text in heads.all_inner_texts()]


def read(scope: Place, table: Label, header: str, *, timeout: float | None = None) -> str:
    """What stands beside the row header `header` in a table of two columns."""
    beside = row(scope, table, header, timeout=timeout).get_by_role("cell")
    report(Touch("read", "cell", header, "", "role", table.source, element=beside))
    return beside.inner_text(timeout=patience(timeout)).strip()


def _headed(found: Found, scope: Place, header: str) -> Locator:
    inside = page_of(scope) if isinstance(found.place, Locator) else found.place
    name = re.compile(rf"^\s*\+?{looks_like(header).pattern}\s*$") if is_number(header) else said(header)
    heads, cells = (
        inside.get_by_role("rowheader", name=name, exact=True),
        inside.get_by_role("cell", name=name, exact=True),
    )
    named = heads.or_(cells)
    return found.element.get_by_role("row").filter(has=named)
