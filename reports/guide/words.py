"""What guides say in each language: catalogues by gettext, labels as the record read them, sentences of steps.

Russian is the source. In a translation a word of the interface stands in «…» in Russian, as in the source; it is put
in as the portal of the record calls it, so that no translation can misquote it. Where that portal speaks another
language than the guide, the word is quoted and glossed: “Запланировать” (Schedule).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCE = "ru"
LANGUAGES = {"ru": "Русский", "be": "Беларуская", "en": "English"}
DRAFTS = {"be": "чарнавік"}
"""Languages whose texts no native speaker has read yet, and the word that says so."""
LOCALES = Path(__file__).parent / "locales"
_QUOTED = re.compile(r"«([^«»{}]+)»")
_MARKS = {"en": "“”‘’"}
"""Quotation marks of a language, and those inside others; elsewhere «…» and „…“."""
_MARK = "(ru) "

Tell = Callable[[str, Mapping[str, object]], str]
"""Fills the sentence of a step with its values (`pages.steps.tell`)."""


class Untranslated(ValueError):
    """Texts of a guide that the catalogue of its language does not have."""


class Words:
    """One language over one record. `missing` gathers what the catalogue does not have."""

    def __init__(self, language: str, spoken: str, names: Mapping[str, str], tell: Tell) -> None:
        """`spoken`: the language of the recorded portal; `names`: what it has where our words are looked for."""
        self.language, self._spoken, self._names, self._tell = language, spoken, names, tell
        self.missing: list[str] = []

    def say(self, text: str, values: Mapping[str, Any] | None = None) -> str:
        """A text of ours in the language, its labels as they are on the page, filled with `values`."""
        template = _QUOTED.sub(self._quote, self._translated(text))
        return self._marked(self._tell(template, values or {}))

    def label(self, asked: str, name: str = "") -> str:
        """What the page has for a word of ours, unquoted; with a gloss where the portal speaks another language."""
        shown = name or self._names.get(asked, asked)
        gloss = self._gloss(asked)
        return f"{shown} ({gloss})" if gloss and gloss != shown else shown

    def _translated(self, text: str) -> str:
        if self.language == SOURCE:
            return text
        told = catalogue(self.language).get(text)
        if told and told.string and not told.fuzzy:
            return str(told.string)
        self.missing.append(text)
        return _MARK + text

    def _quote(self, quoted: re.Match[str]) -> str:
        word = quoted[1]
        shown = self._names.get(word)
        if shown is None:
            return f"«{self._plain(word)}»"
        gloss = self._gloss(word)
        return _safe(f"«{shown}» ({gloss})" if gloss and gloss != shown else f"«{shown}»")

    def _plain(self, word: str) -> str:
        """A quoted word that the record did not meet: in the language, if the catalogue has it."""
        told = catalogue(self.language).get(word) if self.language != SOURCE else None
        return _safe(str(told.string)) if told and told.string else _safe(word)

    def _gloss(self, word: str) -> str:
        if self.language == self._spoken or self.language == SOURCE:
            return ""
        told = catalogue(self.language).get(word)
        return str(told.string) if told and told.string else ""

    def _marked(self, text: str) -> str:
        marks = _MARKS.get(self.language, "«»„“")
        depth, told = 0, ""
        for sign in text:
            depth -= sign == "»"
            place = "«»".find(sign)
            told += sign if place < 0 else marks[place + 2 * (depth > 0)]
            depth += sign == "«"
        return told


def _safe(text: str) -> str:
    """Read from a page: not to be taken for a place to fill in, nor for a part to leave out."""
    return text.replace("{", "{{").replace("}", "}}").replace("[", "(").replace("]", ")")


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language other than the source."""
    from babel.messages.pofile import read_po

    with (LOCALES / language / "LC_MESSAGES" / "guides.po").open("rb") as file:
        return read_po(file, locale=language)
