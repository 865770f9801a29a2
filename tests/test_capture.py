"""Recording by hand: what is done in a window becomes the same record as that of a scenario, and a guide of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from fixtures.capturing import REST, Capture
from pages.steps import tell
from reports.guide import leaks, publish, record
from reports.guide.model import Item
from reports.guide.outline import Outline
from tests.by_hand import at_rest, until, windows
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
    with windows(browser) as context:
        context.route(
            "http://portal.test/**",
            lambda route: route.fulfill(
                body=FORM if route.request.url.endswith("/form") else "<title>Внутри</title><p>Вы вошли",
                content_type="text/html; charset=utf-8",
            ),
        )
        yield context


def _do_the_task(capture: Capture, page: Page) -> None:
    page.goto("http://portal.test/form")
    capture.opened("http://portal.test/form")
    at_rest(capture)
    page.get_by_label("Телефонная учетная запись").fill("375291234567")
    page.get_by_label("Пароль").fill("hidden-4711")
    page.get_by_label("Тип").focus()  # the entry is told when the field is left
    page.get_by_label("Тип").select_option("Другая")
    page.get_by_label("Запомнить меня").check()
    at_rest(capture)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url("**/page?*")
    at_rest(capture)


def test_a_task_done_by_hand_is_a_guide(context: BrowserContext, browser: Browser, tmp_path: Path) -> None:
    """Every act a sentence, in order; number and password told by dots, and neither in any file of any format."""
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
    wishes = publish.Wishes(formats=publish.FORMATS, films=("by-hand",))
    folder = tmp_path / "out"
    publish.write([made], folder, ["hidden-4711", "375291234567"], wishes, browser)
    for name in ("by-hand.html", "by-hand.docx", "by-hand.pdf", "by-hand.vtt"):
        text = " ".join(" ".join(text.split()) for _, text in leaks.texts(folder / name))
        assert "Поставьте птичку «Запомнить меня»" in text and "«37529•••4567»" in text, name
    assert (folder / "by-hand.mp4").stat().st_size > 10_000
    with pytest.raises(leaks.Leak):
        leaks.gate(folder, [], ["Запомнить меня"])


AS_PEOPLE_DO = """<!doctype html><title>Список</title><form onsubmit="return false">
<button hidden>Отправить</button><a href="#" style="position:absolute;top:-90px">К тексту</a>
<table><tr><th>Выбор<th>Имя</tr><tr><td><input type=checkbox aria-label="Выбрать"><th>Анна</tr>
<tr><td><input aria-label="Номер в строке 2"><th>2</tr></table>
<p><label>Номер <input name=n></label><label>Имя <input name=i></label></form>
<details><summary>Еще</summary>…</details>"""


def test_what_people_do_is_told_as_a_reader_would_do_it(context: BrowserContext, tmp_path: Path) -> None:
    """The row of a tick, what is opened, a slip mended at once, the key Enter instead of a button that nobody sees."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.route("**/list", lambda route: route.fulfill(body=AS_PEOPLE_DO, content_type="text/html; charset=utf-8"))
    page.goto("http://portal.test/list")
    at_rest(capture)
    page.get_by_role("checkbox").check()
    page.get_by_label("Номер в строке 2").fill("45")
    page.get_by_text("Еще").click()
    page.get_by_role("link").dispatch_event("click")
    for value in ("47", "46"):
        page.get_by_label("Номер", exact=True).fill(value)
        page.get_by_label("Номер", exact=True).blur()
    page.get_by_label("Имя").focus()
    at_rest(capture)
    empty = len(capture._pictures) - 1
    page.keyboard.type("Анна")
    at_rest(capture)
    page.keyboard.press("Enter")
    until(capture, lambda: capture.steps == 7)
    page.close()
    capture.write(replace(HEAD, guides=("by-hand",)))
    told = record.read(tmp_path)
    assert [tell(step.source, step.values) for step in told.steps] == [
        "Поставьте птичку «Выбрать» в строке «Анна»",
        "В поле «Номер в строке 2» введите «45»",
        "Нажмите «Еще»",
        "Нажмите «К тексту»",
        "В поле «Номер» введите «46»",
        "В поле «Имя» введите «Анна»",
        "Нажмите клавишу Enter",
    ]
    off, number, name, enter = (step.touches[0] for step in told.steps[3:])
    assert enter.picture is not None and enter.picture > empty
    shown = set(told.pictures[enter.picture].boxes)
    assert {number.number, name.number} <= shown
    assert not shown & {off.number, enter.number}  # what is off the page is told, not pointed at, as is a key


def test_a_page_that_is_left_while_its_picture_is_taken_has_none(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next page would be told with the picture of the one before."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.goto("http://portal.test/form")
    taken = Page.screenshot

    def slowly(shown: Page, **asked: Any) -> bytes:
        monkeypatch.undo()
        png = taken(shown, **asked)
        shown.goto("http://portal.test/page")
        return png

    monkeypatch.setattr(Page, "screenshot", slowly)
    at_rest(capture)
    assert [picture.title for picture in capture._pictures] == ["Внутри"]


def test_a_window_closed_at_once_leaves_nothing(context: BrowserContext, tmp_path: Path) -> None:
    capture = Capture(context, tmp_path, 2, own=True)
    context.new_page().close()
    assert not capture.pump()
    assert capture.steps == 0 and not list(tmp_path.iterdir())


def test_a_password_typed_in_the_open_is_in_no_record(context: BrowserContext, tmp_path: Path) -> None:
    """Into the field of the account first, by mistake: it was no secret then, and is one when the record is written."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.goto("http://portal.test/form")
    for field in ("Телефонная учетная запись", "Пароль"):
        page.get_by_label(field).fill("hidden-4711")
        page.get_by_label(field).blur()
    until(capture, lambda: capture.steps == 2)
    page.close()
    with pytest.raises(leaks.Leak, match="stands in one of its texts"):
        capture.write(HEAD)


def test_what_is_pressed_in_a_frame_is_marked_where_it_is_seen(context: BrowserContext, tmp_path: Path) -> None:
    """Page and frame scrolled, the frame with an edge: the box is that of the button on the whole page."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    inner = "<body style='margin:0;height:900px'><button style='margin:300px 0 0 30px;width:90px'>Да</button>"
    outer = (
        '<body style="margin:0;height:3000px"><iframe src="inner" style="position:absolute;left:40px;top:300px;'
        'width:400px;height:300px;border:7px solid;padding:5px"></iframe>'
    )
    kind = "text/html; charset=utf-8"
    page.route("**/inner", lambda route: route.fulfill(body=inner, content_type=kind))
    page.route("**/outer", lambda route: route.fulfill(body=outer, content_type=kind))
    page.goto("http://portal.test/outer")
    page.evaluate("scrollTo(0, 150)")
    page.frames[1].evaluate("scrollTo(0, 100)")
    at_rest(capture)
    page.frames[1].get_by_role("button").click()
    until(capture, lambda: capture.steps == 1)
    box = next(iter(capture._pictures[0].boxes.values()))
    assert [round(side) for side in box[:3]] == [40 + 7 + 5 + 30, 300 + 7 + 5 + 300 - 100, 90]


def test_a_list_that_is_open_is_not_shut_by_a_picture(context: BrowserContext, tmp_path: Path) -> None:
    """A picture of the window would shut it; it is taken when something was chosen, or the list left."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.goto("http://portal.test/form")
    at_rest(capture)
    page.get_by_label("Телефонная учетная запись").fill("375259991000")
    page.get_by_label("Тип").click()
    taken, end = len(capture._pictures), time.monotonic() + 3 * REST
    until(capture, lambda: time.monotonic() > end)
    assert len(capture._pictures) == taken
    page.keyboard.press("Escape")
    at_rest(capture)
    assert len(capture._pictures) > taken
