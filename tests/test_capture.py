"""Recording by hand: what is done in a window becomes the same record as that of a scenario, and a guide of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from fixtures import capture as capture_command
from fixtures.capturing import SENTENCES, Capture
from pages.steps import tell
from reports.guide import leaks, publish, record
from reports.guide import words as guide_words
from reports.guide.model import Item
from reports.guide.outline import Outline
from reports.guide.words import LANGUAGES
from tests.guide_stuff import HEAD

pytestmark = pytest.mark.only_browser("chromium")  # the browser that it opens
FORM = """<!doctype html><html lang="ru"><title>Вход — Портал</title>
<form action="page"><p><label>Телефонная учетная запись <input name="a"></label>
<p><label>Пароль <input type="password" name="b"></label>
<p><label>Тип <select name="c"><option>Телефонная<option>Другая</select></label>
<p><label><input type="checkbox" name="d"> Запомнить меня</label>
<p><button>Войти</button></form>"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window of a support person, at a portal of one form and the page after it."""
    context = browser.new_context(device_scale_factor=2, viewport={"width": 1000, "height": 700})
    context.route(
        "http://portal.test/**",
        lambda route: route.fulfill(
            body=FORM if route.request.url.endswith("/form") else "<title>Внутри</title><p>Вы вошли",
            content_type="text/html; charset=utf-8",
        ),
    )
    yield context
    context.close()


def _until(capture: Capture, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done() and time.monotonic() < end:
        capture.pump()
    assert done()


def _at_rest(capture: Capture) -> None:
    _until(capture, lambda: all(not window.stale for window in capture._windows))


def _do_the_task(capture: Capture, page: Page) -> None:
    page.goto("http://portal.test/form")
    capture.opened("http://portal.test/form")
    _at_rest(capture)
    page.get_by_label("Телефонная учетная запись").fill("375291234567")
    page.get_by_label("Пароль").fill("hidden-4711")
    page.get_by_label("Тип").focus()  # the entry is told when the field is left
    page.get_by_label("Тип").select_option("Другая")
    page.get_by_label("Запомнить меня").check()
    _at_rest(capture)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url("**/page?*")
    _at_rest(capture)


def test_a_task_done_by_hand_is_a_guide(context: BrowserContext, tmp_path: Path) -> None:
    """Every act a sentence, in order; number and password told by dots, and neither in any file."""
    (tmp_path / "record").mkdir()
    capture = Capture(context, tmp_path / "record", 2, own=False)
    page = context.new_page()
    _do_the_task(capture, page)
    page.close()
    assert not capture.pump()
    capture.write(replace(HEAD, guides=("by-hand",), own=False, address="http://portal.test"))

    told = record.read(tmp_path / "record")
    outline = Outline("by-hand", "Как войти", typed=True)
    (made,) = publish.build([outline], [told], "ru", publish.Wishes(words=tmp_path), tell)
    items = [part.text for section in made.sections for part in section.parts if isinstance(part, Item)]
    assert items == [
        "Пройдите по ссылке http://portal.test/form",
        "В поле «Телефонная учетная запись» введите «37529•••4567»",
        "Заполните поле «Пароль»",
        "В списке «Тип» выберите «Другая»",
        "Поставьте птичку «Запомнить меня»",
        "Нажмите «Войти»",
    ]
    assert [mark.name for mark in made.figures()[0].marks] == [
        "Телефонная учетная запись", "Пароль", "Тип", "Запомнить меня", "Войти",
    ]  # fmt: skip
    assert len(made.figures()[0].covers) == 2  # number and password
    wishes = publish.Wishes(formats=("html", "docx"))
    folder = tmp_path / "out"
    publish.write([made], folder, ["hidden-4711", "375291234567"], wishes, None)
    assert (folder / "by-hand.docx").exists()
    with pytest.raises(leaks.Leak):
        leaks.gate(folder, [], ["Запомнить меня"])


def test_a_window_closed_at_once_leaves_nothing(context: BrowserContext, tmp_path: Path) -> None:
    capture = Capture(context, tmp_path, 2, own=True)
    context.new_page().close()
    assert not capture.pump()
    assert capture.steps == 0 and not list(tmp_path.iterdir())


def test_without_a_screen_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert capture_command.main(["--base-url", "http://127.0.0.1:9"]) == 1
    assert capsys.readouterr().err.startswith("There is no screen to show a browser on")


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ru"])
def test_its_sentences_are_translated(language: str) -> None:
    for sentence in SENTENCES.values():
        found = guide_words.catalogue(language).get(sentence)
        assert found and set(re.findall(r"\{\w+\}", str(found.string))) == set(re.findall(r"\{\w+\}", sentence))
