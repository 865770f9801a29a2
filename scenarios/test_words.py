"""Every screen in Belarusian and English: no word is left in Russian, whatever shows or names it."""

from __future__ import annotations

import re
from itertools import chain as one_after_another

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.people import People
from scenarios import screens

pytestmark = [pytest.mark.regression, pytest.mark.area("languages")]

MADE_IN_RUSSIAN = "Шаблон по умолчанию"
"""The account's own: made at its first log-in, which was in Russian."""
LANGUAGES = {"be": "Беларуская", "en": "English"}
RUSSIAN = {"be": re.compile(r"\w*[ищъИЩЪ]\w*"), "en": re.compile(r"[а-яёА-ЯЁ]+")}
"""A word that the language cannot have. Belarusian writes no и, щ or ъ; nearly every Russian sentence does."""


@pytest.mark.parametrize("language", [pytest.param("be", marks=pytest.mark.nightly), "en"])
def test_no_screen_has_a_russian_word(
    chair: Actor, new_chair: NewActor, people: People, clock: Clock, language: str
) -> None:
    """As assistive technology is told it: what can be seen, and the names of fields, tables and pictures."""
    visitor = new_chair()
    for actor in (visitor, chair):
        actor.open_portal().switch_language(LANGUAGES[language])
    house = screens.furnish(chair, people, clock, language=language)
    found = []
    for name, page in one_after_another(screens.before_log_in(visitor), screens.by_address(house)):
        assert page.evaluate("document.documentElement.lang") == language, f"{name}: says it is in another language"
        shown = f"{page.title()}\n{page.aria_snapshot()}"
        found += [f"{name}: {word}" for word in foreign_words(shown, language)]
    assert not found, "\n".join(found)


def foreign_words(shown: str, language: str) -> list[str]:
    """Those of a page, without the languages' own names, which the switch has everywhere."""
    for name in ("Русский", MADE_IN_RUSSIAN, *LANGUAGES.values()):
        shown = shown.replace(name, "")
    return RUSSIAN[language].findall(shown)
