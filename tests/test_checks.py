"""What `expect_…` methods ask: it holds, or a sentence says what was waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from pages import checks
from pages.labels import Label

SAVE = Label("Сохранить", "button", "ours")
SUBJECT = Label("Тема", "textbox", "memo 5.1")
AGREE = Label("Согласен", "checkbox", "ours")
MODE = Label("Режим", "combobox", "memo 5.4")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One for all: a window of its own for each small page would take most of the time."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(window: Page) -> Page:
    """The window, with nothing left in it of the page before."""
    window.goto("about:blank")
    return window


FIELDS = """<form><label for=t>Тема</label><input id=t value="Планерка" aria-invalid=true aria-errormessage=e>
<p id=e>Введите тему: до 128 знаков</p>
<label>Режим <select><option selected>Голос<option disabled>Видео</select></label>
<label><input type=checkbox checked disabled> Согласен</label><p role=status>Шаблон «Раз» создан</p></form>"""


def test_checks_that_hold(tab: Page) -> None:
    tab.set_content(FIELDS)
    checks.expect_value(tab, SUBJECT, "Планерка")
    checks.expect_refused(tab, SUBJECT, "Введите тему")
    checks.expect_chosen(tab, MODE, "Голос")
    checks.expect_choices(tab, MODE, ("Голос",), unavailable=("Видео",))
    checks.expect_ticked(tab, AGREE)
    checks.expect_out_of_use(tab, AGREE)
    checks.expect_said(tab, "Шаблон «Раз» создан")
    checks.expect_not_there(tab, SAVE)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda tab: checks.expect_value(tab, SUBJECT, "", timeout=200), "should hold «»"),
        (lambda tab: checks.expect_refused(tab, SUBJECT, "Введите номер", timeout=200), "should say «Введите номер»"),
        (lambda tab: checks.expect_refused(tab, MODE, "Введите", timeout=200), "should be marked as wrong"),
        (lambda tab: checks.expect_not_refused(tab, SUBJECT, timeout=200), "should not be marked"),
        (lambda tab: checks.expect_choices(tab, MODE, ("Голос", "Видео"), timeout=200), "to choose from"),
        (lambda tab: checks.expect_chosen(tab, MODE, "Видео", timeout=200), "should have «Видео» chosen"),
        (lambda tab: checks.expect_ticked(tab, AGREE, False, timeout=200), "should be not ticked"),
        (lambda tab: checks.expect_out_of_use(tab, MODE, timeout=200), "should be out of use"),
        (lambda tab: checks.expect_said(tab, "Шаблон «Два» создан", timeout=200), "should say «Шаблон «Два» создан»"),
        (lambda tab: checks.expect_not_there(tab, SUBJECT, timeout=200), "should not be on"),
    ],
)
def test_checks_that_do_not_hold_say_what_they_waited_for(
    tab: Page, check: Callable[[Page], None], message: str
) -> None:
    tab.set_content(FIELDS)
    with pytest.raises(AssertionError, match=message):
        check(tab)


def test_a_field_beside_its_text_is_there_and_a_text_alone_is_not(tab: Page) -> None:
    tab.set_content("<table><tr><td>Тема:</td><td>Планерка</td></tr></table>")
    checks.expect_not_there(tab, SUBJECT)
    tab.set_content("<table><tr><td>Тема:</td><td><input></td></tr></table>")
    with pytest.raises(AssertionError, match="should not be on"):
        checks.expect_not_there(tab, SUBJECT, timeout=200)


def test_an_empty_expectation_is_no_expectation(tab: Page) -> None:
    with pytest.raises(ValueError, match="say which words"):
        checks.expect_said(tab, " ")
