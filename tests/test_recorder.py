"""The record that guides are made from: what a passing scenario leaves, and that no secret is in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from fixtures import covering
from fixtures.masking import mask_whom
from reports.guide import record
from reports.guide.record import Head, Picture, RecordError, Taken, Touched, Walkthrough
from tests.stand_in import CONFTEST, INI, run, stand_in

INNER = """
import pytest
from pages import elements
from pages.checks import expect_there, expect_value
from pages.labels import ACCOUNT, CODE, JOIN, PASSWORD, SIGN_IN
from pages.steps import Secret, step

PAGE = '''<title>Вход — Портал</title><body style="margin:0;font:20px sans-serif">
<p><label>Телефонная учетная запись <input></label><p><label>Пароль <input type=password></label>
<p><label>Код проверки <input></label><p>Слово: hidden-4711<table><tr><th>Пароль гостя<td>123456</table>
<button onclick="this.nextElementSibling.textContent = 'вошли'">Войти</button> <b></b>'''

@step("inside.enter", "Введите {number} и пароль", shows=("3.1",))
def enter(page, number, password):
    elements.fill(page, ACCOUNT, number)
    elements.fill(page, PASSWORD, password)
    elements.fill(page, CODE, password)

@step("inside.press", "Нажмите «Войти»", shows=("3.2",))
def press(page):
    elements.press(page, SIGN_IN)

@step("inside.expect_number", "Вы увидите {number}", shows=("3.3",))
def expect_number(page, number):
    expect_value(page, ACCOUNT, number)

@step("phones.ring", "Звонит телефон")
def ring():
    pass

def told(page):
    page.set_content(PAGE)
    enter(page, "375259991000", Secret("hidden-4711"))
    press(page)
    expect_number(page, "375259991000")
    ring()

def test_passes(page):
    '''What it is about.'''
    told(page)

def test_fails(page):
    told(page)
    assert False

def test_is_skipped(page):
    told(page)
    pytest.skip("not here")
"""
RECORDS = Path("out/test/latest/walkthroughs")


class Left(NamedTuple):
    """What a run in which one scenario passed, one failed and one was skipped has left: records and secrets."""

    records: Path
    secrets: Path


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """One run for all who look at what it has left."""
    folder, secrets = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("secrets")
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "pytest.ini").write_text(INI, "utf-8")
    (folder / "test_inside.py").write_text(INNER, "utf-8")
    asks = [sys.executable, "-m", "pytest", "--guide", f"--guide-secrets={secrets}", "-p", "no:allure_pytest"]
    with stand_in() as (url, _):
        environment = {**os.environ, "STAND_IN": url}
        ran = subprocess.run(asks, cwd=folder, env=environment, capture_output=True, text=True, timeout=100)
    assert "1 failed, 1 passed, 1 skipped" in ran.stdout, ran.stdout + ran.stderr
    return Left(folder / RECORDS, secrets)


def test_what_a_passing_scenario_leaves(left: Left) -> None:
    records = left.records
    passed, failed = records / "test-inside-py-test-passes-chromium", records / "test-inside-py-test-fails-chromium"
    told = record.read(passed)
    assert (told.head.title, told.head.own, told.head.date) == ("What it is about.", True, "23.11.2026")
    enter, press, see, ring = told.steps
    assert [(touch.action, touch.asked, touch.value) for touch in enter.touches] == [
        ("fill", "Телефонная учетная запись", "text"),
        ("fill", "Пароль", "secret"),
        ("fill", "Код проверки", "secret"),
    ]
    assert (enter.source, enter.values) == (
        "Введите {number} и пароль", {"number": "375259991000", "password": "••••••"},
    )  # fmt: skip
    assert (see.kind, see.shows, ring.who, ring.after) == ("see", ("3.3",), "telephone", None)
    before, after = press.before, press.after
    assert before is not None and after is not None and before != after == see.after
    number = press.touches[0].number
    x, y, width, height = told.pictures[before].boxes[number]
    assert width > 40 and height > 15 and x >= 0 and y > 100
    with Image.open(told.file(before)) as picture:
        assert picture.size == (2560, 1600)  # two pixels for each of the page's

    with pytest.raises(RecordError, match="its scenario did not pass"):
        record.read(failed)
    assert not (failed / record.FILE).exists()
    assert {path.name for path in records.iterdir()} == {passed.name, failed.name}  # what was skipped leaves nothing
    (secrets,) = left.secrets.iterdir()
    assert "hidden-4711" in secrets.read_text("utf-8").split() and secrets.stat().st_mode & 0o077 == 0


def test_no_secret_is_in_a_record(left: Left) -> None:
    """Passwords, codes and words that are secrets of the run are covered with one colour and the same six dots."""
    told = record.read(left.records / "test-inside-py-test-passes-chromium")
    text = (told.folder / record.FILE).read_text("utf-8")
    assert "hidden-4711" not in text and "123456" not in text
    assert told.steps[1].before is not None
    covered = told.pictures[told.steps[1].before]
    assert len(covered.covers) == 4  # password, code, a text, the guest's password
    with Image.open(told.file(told.steps[1].before)) as picture:
        for x, y, width, height in covered.covers:
            edges = (x * 2 + 4, y * 2 + 4, (x + width) * 2 - 4, (y + height) * 2 - 4)
            x1, y1, right, bottom = map(round, edges)
            colours = picture.convert("RGB").crop((x1, y1, right, bottom)).getcolors(1 << 16)
            assert colours is not None and {colour for _, colour in colours} == {(0xDF, 0xE3, 0xE8), (0x5B, 0x66, 0x72)}


def test_runs_with_one_folder_of_secrets_keep_them_all(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same scenario in another language leaves its secrets beside those of the first, not in their place."""
    secrets = ("hidden-4711", "hidden-0815")
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        for secret in secrets:
            asks = (INNER.replace("hidden-4711", secret), "--guide", f"--guide-secrets={tmp_path}", "-k", "passes")
            run(pytester, *asks, "-p", "no:allure_pytest").assert_outcomes(passed=1)
    left = {line for path in tmp_path.iterdir() for line in path.read_text("utf-8").splitlines()}
    assert set(secrets) <= left


def test_a_record_that_tells_a_secret_is_not_kept(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario fails by it: the portal has put the password into the title of its page."""
    titled = "page.evaluate('document.title = \"hidden-4711\"')"
    told = f"{INNER}\ndef test_tells(page):\n    told(page)\n    {titled}\n    press(page)\n"
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        result = run(pytester, told, "--guide", "-k", "tells", "-p", "no:allure_pytest")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*a secret of the run stands in one of its texts*"])
    assert not list((pytester.path / RECORDS).iterdir())


def test_without_the_option_nothing_is_recorded(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        asks = "def test_nothing():\n    import sys\n    assert 'fixtures.recorder' not in sys.modules\n"
        run(pytester, asks, "-p", "no:allure_pytest").assert_outcomes(passed=1)
    assert not (pytester.path / RECORDS).exists()


def a_walkthrough(folder: Path) -> Walkthrough:
    """A small record, its one picture included."""
    Image.new("RGB", (200, 100), "white").save(folder / "001.png")
    touch = Touched(0, "press", "button", "Войти", "Log in", "", 0)
    return Walkthrough(
        folder,
        Head("test_a.py::test_b", "A title", ("memo",), "en", "", "1.2", True, "chromium 1", "23.11.2026", 2),
        (Picture("001.png", 0, 1, "Вход", "/login", (100, 50), {0: (1, 2, 30, 10)}, ((5, 5, 5, 5),)),),
        (Taken("login.sign_in", "do", "chair", "Нажмите «Войти»", {"a": ("b",)}, ("3.2",), (touch,), 0, 0, 1, 2),),
        {"Войти": "Log in"},
    )


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = a_walkthrough(tmp_path)
    record.write(written)
    assert record.read(tmp_path) == written
    assert record.read_all(tmp_path) == [written]
    assert not (tmp_path / record.UNFINISHED).exists()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda lines: lines[:-1], "cut off"),
        (lambda lines: [lines[0], *lines[2:]], "cut off"),
        (lambda lines: ['{"head": {"format": 99}}', *lines[1:]], "not a record of format 1"),
        (lambda lines: ["{", *lines[1:]], "cannot be read as a record"),
        (lambda lines: [lines[0].replace("browser", "brewser"), *lines[1:]], "cannot be read as a record"),
        (lambda lines: [line.replace("001.png", "002.png") for line in lines], "pictures that are not there: 002.png"),
        (lambda lines: [], "cannot be read as a record"),
    ],
)
def test_a_record_that_was_harmed_is_refused_in_a_sentence(
    tmp_path: Path, harm: Callable[[list[str]], list[str]], sentence: str
) -> None:
    path = record.write(a_walkthrough(tmp_path))
    path.write_text("\n".join(harm(path.read_text("utf-8").splitlines())), "utf-8")
    with pytest.raises(RecordError, match=sentence):
        record.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("375291234567", "37529•••4567"),
        ("Позвоните +48 600 100 200, затем 8 017 2001122", "Позвоните +4860•••0200, затем 8017•••1122"),
        ("Анна <a.b@mail.example>", "Анна <•••>"),
        ("27.07.2025 11:00, 60 мин.", "27.07.2025 11:00, 60 мин."),
        ("27.07.2025 11:00: +375 29 123-45-67", "27.07.2025 11:00: +37529•••4567"),
        ("Конференция 1234567", "Конференция 1234567"),
    ],
)
def test_whom_a_text_of_another_portal_names_is_masked(text: str, shown: str) -> None:
    assert mask_whom(text) == shown


def test_a_picture_without_covers_is_written_as_it_is(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), "red").save(tmp_path / "a.png")
    png = (tmp_path / "a.png").read_bytes()
    covering.write(png, (), 2, tmp_path / "b.png")
    assert (tmp_path / "b.png").read_bytes() == png


def test_lines_of_a_record_are_json(tmp_path: Path) -> None:
    """For whoever reads it with other tools: one object a line, named by its kind."""
    two = replace(a_walkthrough(tmp_path), steps=a_walkthrough(tmp_path).steps * 2)
    lines = [json.loads(line) for line in record.write(two).read_text("utf-8").splitlines()]
    assert [next(iter(line)) for line in lines] == ["head", "picture", "step", "step", "end"]
