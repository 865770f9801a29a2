"""The guard sees trouble in every window, a pop-up included, and lets pass what a test announced."""

from __future__ import annotations

import pytest

from tests.stand_in import run, stand_in

INNER = """
import pytest
from playwright.sync_api import expect
from pages.steps import Touch, report

def test_quiet(page):
    page.goto("/page")
    page.screenshot()

def test_refused_form_is_no_error(page):
    page.goto("/422")

def test_console(page):
    page.goto("/page?console")

def test_page_error(page):
    page.goto("/page?broken")

def test_answer_500(page):
    page.goto("/500")

def test_answer_500_behind_the_page(page):
    with page.expect_response("**/500"):
        page.goto("/page?fetch")

def test_popup(page):
    page.goto("/page?window")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="open").click()
    opened.value.wait_for_load_state()

def test_second_browser_of_the_test(new_context):
    new_context().new_page().goto("/page?console")

def test_announced(page, guard):
    guard.allow("unhappy")
    page.goto("/page?console")

def test_other_than_announced(page, guard):
    guard.allow("unhappy")
    page.goto("/page?broken")

def test_found_by_text(page):
    page.goto("/page")
    report(Touch("press", "tab", "Слово", "", "text", "ours"))

def test_own_failure_is_told_first(page):
    page.goto("/page?console")
    assert page.title() == "another"
"""
GOOD = {"test_quiet", "test_refused_form_is_no_error", "test_announced"}
TOLD = {
    "test_console": "console error: the script is unhappy (http",
    "test_page_error": "the script is broken",
    "test_answer_500": "answer 500 to GET http",
    "test_answer_500_behind_the_page": "answer 500 to GET http",
    "test_popup": "/console.js",
    "test_second_browser_of_the_test": "the script is unhappy",
    "test_other_than_announced": "the script is broken",
    "test_found_by_text": "«Слово» is no tab on the page: found as text",
}


# What differs between the engines; every test costs a Firefox a second.
IN_FIREFOX = ("test_quiet", "test_page_error", "test_answer_500_behind_the_page", "test_popup")


@pytest.mark.parametrize(
    ("engine", "chosen"), [("chromium", None), pytest.param("firefox", IN_FIREFOX, marks=pytest.mark.nightly)]
)
def test_guard(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, engine: str, chosen: tuple[str, ...] | None
) -> None:
    with stand_in() as (url, _):
        monkeypatch.setenv("STAND_IN", url)
        only = [f"test_inside.py::{name}" for name in chosen or ()]
        result = run(pytester, INNER, "--browser", engine, "-rA", "--tb=short", *only)
    outcomes = {
        line.split("::")[1].split("[")[0]: line.split()[0]
        for line in result.outlines
        if line.startswith(("PASSED ", "FAILED ", "ERROR "))
    }
    expected = dict.fromkeys([*TOLD, "test_own_failure_is_told_first"], "FAILED") | dict.fromkeys(GOOD, "PASSED")
    assert outcomes == {name: outcome for name, outcome in expected.items() if not chosen or name in chosen}
    output = result.stdout.str()
    for name, told in TOLD.items():
        if name in outcomes:
            part = output.split(f"_ {name}[")[1].split("\n___")[0]
            assert told in part, f"{name} says: {part}"
    if not chosen:
        own = output.split("_ test_own_failure_is_told_first[")[1].split("\n___")[0]
        assert "assert 'still' == 'another'" in own
