"""A guide as its readers open it: the page in both browsers, its accessibility, the PDF's tags."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from PIL import Image
from playwright.sync_api import Browser, expect

from reports.guide import callouts, html, leaks, pdf
from reports.guide.model import Paragraph, Remark
from tests.guide_stuff import guide, walkthrough


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The page of a small guide, with a note, a warning and a support writer's words in it."""
    made = guide(walkthrough(tmp_path / "record"))
    extra = (Remark("note", "Заметьте."), Remark("warning", "Осторожно."), Paragraph("Звоните **нам**.", own=True))
    section = replace(made.sections[0], parts=(*made.sections[0].parts, *extra))
    made = replace(made, sections=(section,))
    drawn = {figure.picture: callouts.draw(figure, tmp_path, made.training) for figure in made.figures()}
    return html.write(made, drawn, tmp_path / "guide.html", "150")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_barrier_and_fits_a_telephone(
    browser: Browser, page_file: Path, scheme: Literal["light", "dark"]
) -> None:
    for width in (1280, 390):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        for button in ("Пройти по шагам", "Увеличить рисунок"):
            page.get_by_role("button", name=button).click()
            found = Axe().run(page)
            assert not found.response["violations"], found.generate_report()
            page.keyboard.press("Escape")
        context.close()


def test_pictures_are_enlarged_and_the_steps_clicked_through(browser: Browser, page_file: Path) -> None:
    """The zoom opens and closes by keyboard; in the other mode only the highlighted place leads on."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(page_file.as_uri())
    page.get_by_role("button", name="Увеличить рисунок").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Увеличить рисунок")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Пройти по шагам").click()
    walk = page.get_by_role("dialog", name="Пройти по шагам")
    expect(walk).to_contain_text("Шаг 1 из 1")
    walk.get_by_role("img").click(position={"x": 5, "y": 5})
    expect(walk).to_be_visible()
    walk.get_by_role("button", name="Нажмите на выделенное место").click()
    expect(walk).to_be_hidden()
    assert not faults
    context.close()


def test_the_place_to_press_lies_on_the_button_of_a_scrolled_picture(browser: Browser, page_file: Path) -> None:
    """In a low window the picture is higher than its place, in a narrow one wider: the place moves with the picture."""
    for width, height in ((1280, 300), (390, 844)):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(page_file.as_uri())
        left, top, wide, high = page.evaluate("JSON.parse(document.querySelector('#clicks').textContent)[0].spot")
        page.get_by_role("button", name="Пройти по шагам").click()
        spot = page.get_by_role("button", name="Нажмите на выделенное место").bounding_box()
        picture = page.locator("#walk img").bounding_box()
        assert spot and picture
        assert spot["x"] == pytest.approx(picture["x"] + picture["width"] * left / 100, abs=2)
        assert spot["y"] == pytest.approx(picture["y"] + picture["height"] * top / 100, abs=2)
        assert spot["width"] == pytest.approx(picture["width"] * wide / 100, abs=8)
        assert spot["height"] == pytest.approx(picture["height"] * high / 100, abs=8)
        stage = page.locator("#walk .stage").bounding_box()
        assert stage and stage["y"] <= spot["y"] and spot["y"] + spot["height"] <= stage["y"] + stage["height"] + 1
        assert spot["x"] >= 0 and spot["x"] + spot["width"] <= width
        page.evaluate("document.querySelector('#walk .told').textContent = 'Длинный рассказ. '.repeat(90)")
        onward = page.get_by_role("button", name="Дальше").bounding_box()
        assert onward and onward["y"] + onward["height"] <= height, "reached without scrolling, however much is told"
        context.close()


@pytest.mark.only_browser("chromium")
def test_the_pdf_is_tagged_and_has_an_outline_and_a_language(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    path = pdf.write(browser, page_file, tmp_path / "guide.pdf", "Снимки от …")
    with pikepdf.open(path) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "ru"
        assert str(document.docinfo["/Title"]) == "Вход на портал"
        assert [mark.title for mark in document.open_outline().root]
        alternatives = [
            str(thing.Alt) for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
        assert any("кнопка «Войти»" in text for text in alternatives)


@pytest.mark.only_browser("chromium")
def test_pictures_shrink_a_little_where_that_saves_a_sheet(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for height, sheets in ((250, 1), (270, 1), (350, 2)):  # a sheet has room for 257 mm
        style = f"@page {{ size: A4; margin: 20mm }} body {{ margin: 0 }} p {{ height: calc(var(--fit) * {height}mm) }}"
        page.write_text(
            f"<!doctype html><html lang=ru><title>a</title><style>{style} p {{ margin: 0 }}</style><p>а</p>"
        )
        with pikepdf.open(pdf.write(browser, page, tmp_path / "a.pdf", "")) as document:
            assert len(document.pages) == sheets, height


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize(
    ("planted", "where"),
    [
        ("<p>s3cret-<b>4711</b></p>", "page 1"),
        ("<img alt='s3cret-4711' src='a.png'>", "strings"),
        ("<img alt='код 123456' src='a.png'>", "strings"),
        ("<h1>s3cret-4711</h1>", "outline"),
    ],
)
def test_the_gate_reads_a_pdf(browser: Browser, tmp_path: Path, planted: str, where: str) -> None:
    """Text, alternative texts (also those that are not Latin), headings."""
    page = tmp_path / "page.html"
    Image.new("RGB", (40, 40), "red").save(tmp_path / "a.png")
    page.write_text(f"<!doctype html><html lang=ru><title>a</title>{planted}", "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    pdf.write(browser, page, folder / "a.pdf", "")
    with pytest.raises(leaks.Leak, match=rf"a\.pdf: {where}"):
        leaks.gate(folder, [], ["s3cret-4711", "123456"])
    leaks.gate(folder, [], ["another one", "654321"])
