"""The languages of the portal: which there are, which is in force, and its words by gettext.

Russian is the source: a message is its own name. The other languages, and the plurals of Russian (gettext's source form
knows only two), stand in `locales/LANGUAGE/LC_MESSAGES/portal.po` and are read at first need, not at the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

LANGUAGES = {"ru": "Русский", "be": "Беларуская", "en": "English"}
SOURCE: Final = "ru"
LOCALES = Path(__file__).parent / "locales"

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


def spoken() -> str:
    """The language in force: `ru`, `be` or `en`."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Until the end of the block everything is said in `language`, one of `LANGUAGES`; tasks and threads apart."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(message: str) -> str:
    """`message` in the language in force; one that nobody has translated stays Russian."""
    return message if spoken() == SOURCE else _catalogue(spoken()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that the number `n` wants, in the language in force; `n` still has to be filled in."""
    return _catalogue(spoken()).ngettext(one, many, n)


def N_(message: str) -> str:
    """Marks a message for the catalogues where it is written down, to be translated where it is said."""
    return message


@cache
def _catalogue(language: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo  # 60 ms, wanted by the first word that is not plain Russian
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALES / language / "LC_MESSAGES" / "portal.po").open("rb") as catalogue:
        write_mo(compiled, read_po(catalogue, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
