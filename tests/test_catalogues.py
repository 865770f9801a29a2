"""The catalogues: every message translated, with its placeholders, plurals and quoted labels."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from portal.languages import LANGUAGES, LOCALES, SOURCE, gettext, ngettext, speaking

ROOT = Path(__file__).parents[1]
FOREIGN = sorted(set(LANGUAGES) - {SOURCE})
# Letters that a language does not have: where one stands, something was left untranslated.
NOT_OURS = {"ru": "[іўІЎ]", "be": "[ищъИЩЪ]", "en": "[А-Яа-яЁёІіЎў]"}
QUOTES = {"ru": "«{}»", "be": "«{}»", "en": "“{}”"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message that stands in the sources of the portal, as `make words` finds them."""
    found = tmp_path_factory.mktemp("words") / "words.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, "-o", str(found), "portal"], cwd=ROOT, check=True)
    with found.open("rb") as words:
        return read_po(words)


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "portal.po").open("rb") as words:
        return read_po(words)


def messages(of: Catalog) -> Iterator[Message]:
    """All but the head."""
    return (message for message in of if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """All forms of a message; an empty one where there is none."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_stale(language: str, sources: Catalog) -> None:
    """In Russian, the source, only plurals want a catalogue."""
    wanted = {message.id for message in messages(sources) if language != SOURCE or message.pluralizable}
    kept = catalogue(language)
    assert {message.id for message in messages(kept)} == wanted, "run make words"
    assert not [message.id for message in messages(kept) if message.fuzzy or not all(forms(message.string))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders_and_hold_nothing_of_html(language: str) -> None:
    """The templates take a translation for safe HTML, as they do their own words; what is filled in is escaped."""

    def placeholders(text: str) -> list[str]:
        return sorted(re.findall(r"%(?!%)(?:\(\w+\))?.?", text))

    for message in messages(catalogue(language)):
        for form in forms(message.string):
            assert placeholders(form) == placeholders(forms(message.id)[0]), form
            assert not re.search(r'[<>&"]', form), form
            assert not re.search(NOT_OURS[language], form), form


@pytest.mark.parametrize("language", FOREIGN)
def test_a_label_quoted_in_a_sentence_is_the_label_on_the_page(language: str) -> None:
    labels = {message.id: forms(message.string)[0] for message in messages(catalogue(language))}
    quoted = 0
    for sentence, translation in labels.items():
        for label in re.findall("«([^»%]+)»", forms(sentence)[0]):
            if label in labels:
                quoted += 1
                assert QUOTES[language].format(labels[label]) in translation, translation
    assert quoted > 25


@pytest.mark.parametrize(
    ("language", "one", "few", "many"),
    [
        ("ru", "{} минута", "{} минуты", "{} минут"),
        ("be", "{} хвіліна", "{} хвіліны", "{} хвілін"),
        ("en", "{} minute", "{} minutes", "{} minutes"),
    ],
)
def test_a_number_has_its_form(language: str, one: str, few: str, many: str) -> None:
    """CLDR: three forms in Russian and Belarusian, in which 21 is like 1 and 11 is not; two in English."""
    assert catalogue(language).num_plurals == len({one, few, many})
    singular = (1, 21, 101) if language != "en" else (1,)
    for n in (0, 1, 2, 3, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112):
        form = one if n in singular else few if n % 10 in (2, 3, 4) and n % 100 not in (12, 14) else many
        with speaking(language):
            assert ngettext("%(n)d минута", "%(n)d минут", n) % {"n": n} == form.format(n)


def test_the_language_holds_for_the_block_only() -> None:
    with speaking("en"):
        with speaking("be"):
            assert gettext("Войти") == "Увайсці"
        assert gettext("Войти") == "Log in"
        assert gettext("Нигде не сказано") == "Нигде не сказано"
    assert gettext("Войти") == "Войти"


def test_scripts_and_styles_say_nothing_themselves() -> None:
    """What they show comes from the page, where it is translated."""
    for file in (ROOT / "portal" / "web" / "static").glob("*.[jc]s*"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(NOT_OURS["en"], code), file.name


def test_plain_russian_needs_no_babel() -> None:
    """It would take a good part of the portal's start."""
    code = "import sys, portal.app; portal.languages.gettext('Войти'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
