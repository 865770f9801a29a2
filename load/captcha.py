"""Who reads the code picture for a journey: backstage, or a code that is always the same. Nobody else knows how."""

from __future__ import annotations

import re
from collections.abc import Callable

from load.controls import Controls
from load.line import Page, Trouble

Captcha = Callable[[Page], str]
"""What the picture on a page shows."""

_PICTURE = re.compile(rb'src="(/captcha/([^"/]+)\.png)"')


def picture(page: Page) -> str:
    """The address of the code picture; empty where the page has none."""
    found = _PICTURE.search(page.body)
    return found[1].decode() if found else ""


def by_backstage(controls: Controls) -> Captcha:
    def read(page: Page) -> str:
        found = _PICTURE.search(page.body)
        if found is None:
            raise Trouble(f"the page {page.path} has no code picture")
        return controls.captcha_answer(found[2].decode())

    return read


def fixed(code: str) -> Captcha:
    return lambda page: code
