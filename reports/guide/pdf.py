"""A guide as PDF: its page printed by a browser, tagged, with an outline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from html import escape
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, sync_playwright

_FOOT = (
    '<div style="width:100%;font:8px sans-serif;color:#4a5763;padding:0 18mm;display:flex;justify-content:'
    'space-between"><span>{stamp}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span>'
    "</span></div>"
)
_FITS = 1.0, 0.93, 0.86, 0.8
"""How much the pictures may shrink so that a sheet less is needed, and none is half empty."""


@contextmanager
def printer(launch: Mapping[str, Any]) -> Iterator[Browser]:
    """A headless Chromium, for all the pages of a run; `launch` is what it is started with."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch)
        yield browser
        browser.close()


def write(browser: Browser, html: Path, path: Path, stamp: str) -> Path:
    """Prints the page of a guide; `stamp` stands at the foot of each sheet."""
    page = browser.new_page()
    try:
        page.goto(html.resolve().as_uri())
        page.evaluate(
            "Promise.all([...document.images].map(picture => picture.src && picture.decode().catch(() => {})))"
        )
        foot = _FOOT.format(stamp=escape(stamp))
        path.write_bytes(min((_printed(page, foot, fit) for fit in _FITS), key=_pages))
    finally:
        page.close()
    return path


def _printed(page: Page, foot: str, fit: float) -> bytes:
    page.evaluate("fit => document.documentElement.style.setProperty('--fit', fit)", fit)
    return page.pdf(
        prefer_css_page_size=True, print_background=True, tagged=True, outline=True, display_header_footer=True,
        header_template="<span></span>", footer_template=foot,
    )  # fmt: skip


def _pages(printed: bytes) -> int:
    with closing(pypdfium2.PdfDocument(printed)) as document:
        return len(document)
