"""`--speak`: the words of the reference portal in another language, taken from its own catalogue."""

from __future__ import annotations

import pytest

from fixtures import speech
from pages import drop_down, labels, plan, scheduled
from pages.finding import wanted
from pages.tongue import said, speak
from tests.stand_in import run_here

WORDS = [
    *(value.word for value in vars(labels).values() if isinstance(value, labels.Label)),
    *(labels.LINE_NAME.numbered(2).word, labels.LINE_NUMBER.numbered(12).word),
    *plan.EXTENSIONS.values(),
    *plan.REMINDERS.values(),
    *(value for name, value in vars(drop_down).items() if name.isupper() and isinstance(value, str)),
    *(scheduled.CHAIR_PASSWORD, scheduled.GUEST_PASSWORD, scheduled.CONFERENCE_NUMBER),
    *(labels.INVITATION, labels.CHANGE, labels.CANCELLATION, labels.REMINDER),
    *("заблокирован", "микрофон отключен", "Идет до 10:45", "Продление на 21 минуту", "Шаблон «Планерка» создан"),
]


def test_every_word_that_is_looked_for_has_its_english_one() -> None:
    """Where one is missing, a page object would look for a Russian word on an English page."""
    translate = speech.translator("en")
    assert {word for word in WORDS if translate(word) == word} == {"E-mail"}


@pytest.mark.parametrize(
    ("language", "russian", "theirs"),
    [
        ("en", "Идет до 10:45, вход закрыт", "Running until 10:45, locked"),
        ("en", "на 1 минуту", "by 1 minute"),
        ("en", "на 22 минуты", "by 22 minutes"),
        ("be", "на 22 минуты", "на 22 хвіліны"),
        ("be", "на 25 минут", "на 25 хвілін"),
        ("en", "Имя, строка 2", "Name, line 2"),
        ("en", "Планерка отдела", "Планерка отдела"),
        ("en", "«{}» %(name)s [a]", "«{}» %(name)s [a]"),
        ("en", "", ""),
    ],
)
def test_what_was_filled_in_is_kept_and_what_people_typed_stays(language: str, russian: str, theirs: str) -> None:
    assert speech.translator(language)(russian) == theirs


def test_a_label_is_wanted_in_the_language_spoken() -> None:
    speak(speech.translator("en"))
    try:
        assert said("Войти") == "Log in"
        assert wanted(labels.SIGN_IN) == labels.SIGN_IN.headed("Log in")
    finally:
        speak(None)
    assert wanted(labels.SIGN_IN) is labels.SIGN_IN


def test_another_portal_is_not_told_what_to_speak(pytester: pytest.Pytester) -> None:
    result = run_here(
        pytester, "def test_nothing(): pass", "-p", "no:playwright", "--speak", "be", "--base-url", "http://127.0.0.1:9"
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--speak is for the reference portal*"])
