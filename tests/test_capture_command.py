"""`python -m fixtures.capture`: what it refuses, what it keeps, and the guide of a kept record."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Error

from fixtures import capture as capture_command
from fixtures import covering, gates, guides
from fixtures.capturing import SENTENCES
from fixtures.speech import translator
from pages import labels
from reports.guide import film, leaks, own_words, record
from reports.guide import words as guide_words
from reports.guide.record import Head
from reports.guide.words import LANGUAGES
from tests.guide_stuff import HEAD, walkthrough
from tests.stand_in import stand_in


def test_without_a_screen_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert capture_command.main(["--base-url", "http://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err.startswith("Нет экрана, на котором можно показать браузер")


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (["--base-url", "https://portal.example", "--reference"], 2, "а https://portal.example не на этом компьютере"),
        (["--base-url", "http://127.0.0.1.example", "--reference"], 2, "не на этом компьютере"),
        (
            ["--base-url", "http://127.0.0.1:9", "--formats", "html,rtf"],
            2,
            "rtf: такого нет, есть html, docx, pdf, mp4",
        ),
        (
            ["--base-url", "http://127.0.0.1:9", "--accounts", "none.toml"],
            1,
            "Не удалось прочитать учетные записи: файла none.toml нет",
        ),
        (
            ["--base-url", "http://127.0.0.1:9", "--accounts", "pyproject.toml"],
            1,
            "должны быть только таблицы [[account]]",
        ),
        (["--base-url", "http://127.0.0.1:9", "--profile", "none.toml"], 1, "прочитать none.toml: такого файла нет"),
        (["--language", "be"], 2, "патрэбен адзін з параметраў --base-url --record"),
        (["--language=en"], 2, "one of the arguments --base-url --record is required"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    asked: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert capture_command.main(asked) == code
    except SystemExit as end:
        assert end.code == code
    told = capsys.readouterr().err
    assert sentence in told and "Traceback" not in told


@pytest.mark.parametrize(
    ("mapped", "sentence"),
    [
        ("", "недоступен: имя portal.invalid здесь неизвестно"),
        ("127.0.0.1", "chromium не запускается на этом экране"),
    ],
)
def test_the_portal_is_looked_for_before_a_window_is_opened(mapped: str, sentence: str, tmp_path: Path) -> None:
    """On the way that the profile tells; the browser is one that does not start."""
    (tmp_path / "chromium").symlink_to("/bin/false")
    there = {**os.environ, "DISPLAY": ":66", "PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    with stand_in() as (url, _):
        port = url.rpartition(":")[2]
        hosts = f'[transport.hosts]\n"portal.invalid" = "{mapped}"\n' if mapped else ""
        (tmp_path / "a.toml").write_text(f'name = "a"\n{hosts}', "utf-8")
        command = [sys.executable, "-m", "fixtures.capture", "--base-url", f"http://portal.invalid:{port}"]
        asks = [*command, "--profile", str(tmp_path / "a.toml")]
        ran = subprocess.run(asks, cwd=guides.ROOT, env=there, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert sentence in ran.stderr and "Ничего не записано" in ran.stderr and "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("trouble", "stays"),
    [
        (film.NoFilm("no ffmpeg"), True),
        (own_words.OwnWordsError("no step"), True),
        (Error("the browser is gone"), True),
        (KeyboardInterrupt(), True),
        (leaks.Leak("a secret"), False),
    ],
)
def test_a_record_outlives_later_trouble(
    trouble: BaseException,
    stays: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person's work is kept and its place told; except where the gate has found a secret in it."""

    def captured(options: object, folder: Path) -> Head:
        walkthrough(folder)
        return HEAD

    def made(*_: object) -> Path:
        raise trouble

    monkeypatch.setattr(capture_command, "ROOT", tmp_path)
    monkeypatch.setattr(capture_command, "_captured", captured)
    monkeypatch.setattr(capture_command, "_made", made)
    (tmp_path / "out" / "capture").mkdir(parents=True)
    latest = tmp_path / "out" / "capture" / "latest"
    latest.symlink_to("the-one-before")
    assert capture_command.main(["--base-url", "http://127.0.0.1:9"]) in (1, 130)
    assert (str(latest.readlink()) == "the-one-before") is not stays
    kept = list(tmp_path.glob(f"out/capture/2*/record/{record.FILE}"))
    assert bool(kept) is stays
    assert not kept or str(kept[0].parent) in capsys.readouterr().err


def test_why_something_was_not_sent_is_told_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The window itself only says that the page is blocked."""
    reasons = iter([[], ["one"], ["one"], ["one", "two"]])
    open_still = iter([True, True, True, True, False])
    with monkeypatch.context() as here:  # the harness itself asks for the reasons after the test
        here.setattr(gates, "withheld", lambda: next(reasons))
        capture_command._follow(lambda: next(open_still), "ru")
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[2] for line in told] == ["one", "two"]


ACCOUNTS = '[[account]]\nlogin = "375259991001"\npassword = "{password}"\n'


@pytest.mark.parametrize(
    ("password", "code", "told"), [("hidden-0815", 0, "Done: "), ("word-2342", 1, "a secret of the run")]
)
def test_a_guide_of_a_record_that_was_kept(
    password: str, code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the record, in another language too; what is known of secrets by then is looked for, and nothing lost."""
    walkthrough(tmp_path / "record")
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format(password=password), "utf-8")
    (tmp_path / "accounts.toml").chmod(0o600)
    given = ("--accounts", str(tmp_path / "accounts.toml"), "--language", "en", "--formats", "html,docx")
    assert capture_command.main(["--record", str(tmp_path / "record"), *given, "--title", "Say word-2342"]) == code
    assert told in "".join(capsys.readouterr())
    made = sorted(path.suffix for path in tmp_path.glob("en/log-in.*"))
    assert made == ([] if code else [".docx", ".html"])
    assert code or "Say word-2342" in (tmp_path / "en" / "log-in.html").read_text("utf-8")
    assert record.read(tmp_path / "record")


def test_a_record_of_no_task_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record.write(replace(walkthrough(tmp_path), head=replace(HEAD, guides=())))
    assert capture_command.main(["--record", str(tmp_path)]) == 1
    assert "не запись одной задачи" in capsys.readouterr().err


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ru"])
def test_its_sentences_are_translated(language: str) -> None:
    for sentence in SENTENCES.values():
        found = guide_words.catalogue(language).get(sentence)
        assert found and set(re.findall(r"\{\w+\}", str(found.string))) == set(re.findall(r"\{\w+\}", sentence))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_at_a_reference_portal_password_and_code_are_known_in_its_language(language: str) -> None:
    with capture_command._in_our_words(language):
        known = covering.secret_fields()
    words = (labels.PASSWORD.word, labels.CODE.word)
    assert known == tuple(translator(language)(word).lower() for word in words)
    assert covering.secret_fields() == tuple(word.lower() for word in words)
