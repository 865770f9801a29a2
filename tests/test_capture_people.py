"""Recording by hand at a portal that is not ours: whoever can be seen there is covered and not named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from fixtures.capturing import Capture
from pages import labels
from pages.finding import use_labels
from pages.labels import Label
from pages.steps import DOTS, secrets_of_the_run, tell
from reports.guide import record
from tests.by_hand import at_rest, until, windows
from tests.guide_stuff import HEAD

pytestmark = pytest.mark.only_browser("chromium")  # the browser that it opens


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with windows(browser) as context:
        yield context


WHOM = ["+48 600 100 200", "8 017 2001122", "a.b@mail.example"]


FORM_OF_PEOPLE = """<!doctype html><title>Карточка +48 600 100 200</title><form>
<p><label>Captcha: <input name=c></label><p><label>Слово <input name=w></label>
<p><label>Кому <select name=s><option>никому<option selected>8 017 2001122</select></label>
<p>Начало 27.07.2025 11:00<p><button type=button>Написать a.b@mail.example</button></form>"""


def test_people_and_codes_of_another_portal_are_masked(context: BrowserContext, tmp_path: Path) -> None:
    """In names, values, titles and pictures; the code is known by the word that the target has for it."""
    use_labels({labels.CODE: Label("Captcha", "textbox", "profile")})
    try:
        capture = Capture(context, tmp_path, 2, own=False)
        page = context.new_page()
        answer = {"body": FORM_OF_PEOPLE, "content_type": "text/html; charset=utf-8"}
        page.route("**/people", lambda route: route.fulfill(**answer))
        page.goto("http://portal.test/people")
        at_rest(capture)
        for name, value in (("Captcha", "K7M2P"), ("Слово", "+48 600 100 200")):
            page.get_by_label(name).fill(value)
        page.get_by_role("button").click()
        until(capture, lambda: capture.steps == 3)
        at_rest(capture)
        page.close()
        capture.write(replace(HEAD, own=False))
    finally:
        use_labels({})
    text = (tmp_path / record.FILE).read_text("utf-8")
    assert [told for told in (*WHOM, "K7M2P", "2001122") if told in text] == []
    told = record.read(tmp_path)
    assert told.pictures[0].title == "Карточка +4860•••0200"
    assert [step.values["value"] for step in told.steps[:2]] == ["••••••", "+4860•••0200"]
    assert told.steps[2].values["name"] == "Написать •••"
    assert len(told.pictures[-1].covers) == 4  # two fields, the list, the button's word; the date is not
    assert "K7M2P" in secrets_of_the_run


PEOPLE = """<!doctype html><title>Контакты</title><p><label>Имя <input name=i></label>
<table><tr><th>Имя<th>Отдел<th></tr>
<tr><th>Орлова Мария<td>Бухгалтерия<td><button type=button>Изменить</button></tr>
<tr><th>Абрамов Вацлав<td><input value="Секретариат" aria-label="Отдел"><td><a href="#">Абрамов</a></tr></table>
<table><tr><th>Тема<td>Планерка</tr></table>"""


@pytest.mark.parametrize("own", [False, True])
def test_who_stands_in_the_lists_of_another_portal_is_covered(
    context: BrowserContext, tmp_path: Path, own: bool
) -> None:
    """In pictures and sentences; but not what was entered here, nor what is to be pressed, nor at a portal of ours."""
    capture = Capture(context, tmp_path, 2, own=own)
    page = context.new_page()
    page.route("**/people", lambda route: route.fulfill(body=PEOPLE, content_type="text/html; charset=utf-8"))
    page.goto("http://portal.test/people")
    at_rest(capture)
    page.get_by_role("button").click()
    page.get_by_role("link").click()
    page.get_by_label("Имя").first.fill("Орлова Мария")
    page.get_by_label("Имя").first.blur()
    until(capture, lambda: capture.steps == 3)
    at_rest(capture)
    page.get_by_role("button").click()
    until(capture, lambda: capture.steps == 4)
    page.close()
    capture.write(replace(HEAD, own=own))
    told = record.read(tmp_path)
    covers = len(told.pictures[0].covers), len(told.pictures[-1].covers)
    sentences = [tell(step.source, step.values) for step in told.steps]
    assert covers == ((0, 0) if own else (5, 3))  # of one row two words; of the other a field and two words
    assert sentences == [
        f"Нажмите «Изменить» в строке «{'Орлова Мария' if own else DOTS}»",
        "Нажмите «Абрамов» в строке «Абрамов Вацлав»" if own else f"Нажмите «{DOTS}» в строке «{DOTS}»",
        "В поле «Имя» введите «Орлова Мария»",
        "Нажмите «Изменить» в строке «Орлова Мария»",
    ]
