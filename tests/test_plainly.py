"""What a person who records by hand reads on the terminal: every sentence that can come there, in three languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures import plainly, reachability
from fixtures.command_line import asked_language
from reports.guide.words import LANGUAGES

ROOT = Path(__file__).parents[1]
SPEAKERS = (
    *("fixtures/capture.py", "fixtures/strangers.py", "fixtures/gates.py", "fixtures/reachability.py"),
    *("fixtures/browsers.py", "fixtures/credentials.py", "fixtures/profile.py", "reports/guide/callouts.py"),
    *("reports/guide/build.py", "reports/guide/film.py", "reports/guide/leaks.py", "reports/guide/own_words.py"),
    *("reports/guide/publish.py", "reports/guide/record.py"),
)
ELSEWHERE = (
    "«{}» is no entry of", "no capability is called", "url: «{}»",  # parts of «is not a profile», for the administrator
    "{} is not an audio-conference portal",  # by hand any portal may be recorded
    "step «{}» of", "{} has no step", "the picture of step", "«{}» is no check",  # the outline of the memo
    "nothing was recorded for the guide", "{} texts have no translation",  # scenarios, and --strict
    "unknown: {}",  # inside «cannot be read as a record»
)  # fmt: skip
COMPOSED = {
    "{}: what cannot be read is not sent": ("the body is packed: what cannot be read is not sent",),
    "{} {} is not in the profile's list ({})": (
        "the number 37•••67 is not in the profile's list (suffers.numbers)",
        "the mailbox a•••by is not in the profile's list (suffers.mailboxes)",
    ),
    "{} Is it http instead of https?": (
        "https://a cannot be opened: port 80 answers, but speaks no TLS from 1.0 to 1.3. Is it http instead of https?",
    ),
    "{} {} (HTTP Basic): check transport.basic_user and basic_password in the profile.": tuple(
        f"https://a {told} (HTTP Basic): check transport.basic_user and basic_password in the profile."
        for told in ("refuses transport.basic_user with its password", "asks for a name and a password")
    ),
    "{}: no step or guide is called «{}»{}": (
        "ru.md: no step or guide is called «a.b»",
        "ru.md: no step or guide is called «a.b»; did you mean «a.c»?",
    ),
}
"""What the parts of sentences make together."""


def _sentences(path: str) -> Iterator[str]:
    """What the module raises, and what its functions answer in words, with {} for each gap."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        told: ast.AST | None = None
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            told = node.exc.args[0]
        elif isinstance(node, ast.Return):
            told = node.value
        if isinstance(told, ast.Constant):
            told = ast.JoinedStr([told])
        if isinstance(told, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in told.values]
            if re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", "".join(parts)):
                yield "".join(parts)


@pytest.mark.parametrize("path", SPEAKERS)
def test_every_sentence_is_known(path: str) -> None:
    found = [told for told in _sentences(path) if not told.startswith(ELSEWHERE)]
    samples = [one for told in found for one in COMPOSED.get(told, (told.replace("{}", "a/b"),))]
    assert [told for told in samples if not plainly.knows(told)] == []


def test_the_sentences_are_looked_for_where_they_stand() -> None:
    """Else the test above would look at nothing."""
    assert sum(len(list(_sentences(path))) for path in SPEAKERS) > 40


def test_advice_about_certificates_is_told_too() -> None:
    for advice in reachability._ADVICE.values():
        told = plainly.told(f"https://a cannot be trusted: {advice}.", "ru")
        assert told.startswith("Порталу https://a нельзя доверять: ") and "certificate" not in told


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_is_told_is_in_the_language(language: str) -> None:
    """What fills a gap is told too, and what is not known is passed on as details for the administrator."""
    why = plainly.told("the accounts cannot be read: a.toml must hold [[account]] tables and nothing else", language)
    fields = "the accounts cannot be read: a.toml: an account has login, password, name, email; this one has user"
    assert ("this one" in plainly.told(fields, language)) is (language == "en")
    odd = plainly.told("something odd happened", language)
    assert {
        "ru": (
            "Не удалось прочитать учетные записи: в файле a.toml должны быть только таблицы [[account]]",
            "Подробности для администратора (по-английски): something odd happened",
        ),
        "be": (
            "Не ўдалося прачытаць уліковыя запісы: у файле a.toml павінны быць толькі табліцы [[account]]",
            "Падрабязнасці для адміністратара (па-англійску): something odd happened",
        ),
        "en": (
            "the accounts cannot be read: a.toml must hold [[account]] tables and nothing else",
            "something odd happened",
        ),
    }[language] == (why, odd)


@pytest.mark.parametrize(
    ("arguments", "language"),
    [([], "ru"), (["--language", "be"], "be"), (["--language=en"], "en"), (["--language", "xx"], "ru")],
)
def test_the_language_is_known_before_the_command_is_read(arguments: list[str], language: str) -> None:
    assert asked_language(arguments) == language
