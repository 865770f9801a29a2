"""What no picture holds: covers lie on what they cover, and what others have left is covered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, BrowserType

from fixtures import covering
from reports.guide import leaks
from tests.by_hand import windows

pytestmark = pytest.mark.only_browser("chromium")  # the browser that it opens


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with windows(browser) as context:
        yield context


@pytest.mark.parametrize("scrolled", [0, 150])
def test_what_is_covered_in_a_frame_is_where_it_is_seen(context: BrowserContext, tmp_path: Path, scrolled: int) -> None:
    """Page and frame scrolled, the frame with an edge: the number is covered, not its neighbourhood."""
    page = context.new_page()
    inner = "<body style='margin:0;height:900px'><p style='margin:200px 0 0 30px;font:20px monospace'>375291234567"
    page.set_content(
        f'<body style="margin:0;height:3000px"><iframe srcdoc="{inner}" style="position:absolute;left:40px;top:300px;'
        'width:400px;height:300px;border:7px solid;padding:5px"></iframe>'
    )
    frame = page.frames[1]
    frame.wait_for_selector("p")
    page.evaluate(f"scrollTo(0, {scrolled})")
    frame.evaluate(f"scrollTo(0, {scrolled})")
    with covering.Look((), personal=True).at(page, {}, ()) as seen:
        pass
    ((left, top, _, _),) = seen.covers
    assert (round(left), round(top)) == (40 + 7 + 5 + 30, 300 + 7 + 5 + 200 - scrolled)


CENTRED = """<!doctype html><title>Вход</title><div style="width:300px;margin:auto;height:3000px">
<p style="font:30px monospace;margin:0">hidden-4711"""


def test_a_cover_is_on_what_it_covers_where_the_window_has_scrollbars(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> None:
    """A picture of the whole page has none, so a page in the middle stands elsewhere in it; nothing looks out."""
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=["--hide-scrollbars"]) as browser:
        page = browser.new_page()
        page.set_content(CENTRED)
        assert page.evaluate("document.documentElement.clientWidth < innerWidth")  # there is a scrollbar
        with covering.Look(("hidden-4711",), personal=False).at(page, {}, ()) as seen:
            covering.write(page.screenshot(full_page=True), seen.covers, 1, tmp_path / "a.png")
        assert page.evaluate("document.documentElement.style.scrollbarWidth") == ""
    with Image.open(tmp_path / "a.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    assert colours <= {(255, 255, 255), *leaks.COVER}


OF_OTHERS = """<!doctype html><title>Портал</title><header><a href="/">Портал</a> <b>Иван Мороз</b>
<button>Выход</button></header><table aria-label="Контакты"><tr><th>Имя<th>Место<td></tr>
<tr><td>Зоя qa-0a1b2c<td>дом</tr><tr><td>Петр<td>сад</tr></table><input value="Планерка qa-0a1b2c">"""


def test_names_at_another_portal_are_told_without_the_mark_and_others_not_at_all(context: BrowserContext) -> None:
    """Whose account it is and what others have left is covered; what bears a run's mark is shown without it, once."""
    page = context.new_page()
    page.set_content(OF_OTHERS)
    look = covering.Look((), personal=True, marked=True)
    with look.at(page, {}, ()) as seen:
        assert page.get_by_role("cell").all_inner_texts() == ["", "Зоя", "дом", "Петр", "сад"]
        assert page.get_by_role("textbox").input_value() == "Планерка"
    assert len(seen.covers) == 3  # the name in the banner, two cells
    assert page.get_by_role("cell", name="Зоя").inner_text() == "Зоя qa-0a1b2c"
    assert page.get_by_role("textbox").input_value() == "Планерка qa-0a1b2c"
    assert look.told("Шаблон «Планерка qa-0a1b2c» создан") == "Шаблон «Планерка» создан"
    assert covering.Look(("Иван",), personal=True).told("Вошел Иван") == "Вошел ••••••"
