"""Recording by hand: what is done in a window becomes the same record as that of a scenario, and a guide of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Page

from fixtures import capture as capture_command
from fixtures import covering, gates, guides
from fixtures.capturing import REST, SENTENCES, Capture
from fixtures.speech import translator
from pages import labels
from pages.finding import use_labels
from pages.labels import Label
from pages.steps import secrets_of_the_run, tell
from reports.guide import film, leaks, own_words, publish, record
from reports.guide import words as guide_words
from reports.guide.model import Item
from reports.guide.outline import Outline
from reports.guide.record import Head
from reports.guide.words import LANGUAGES
from tests.guide_stuff import HEAD, walkthrough
from tests.stand_in import stand_in

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
    _at_rest(capture)
    page.get_by_role("checkbox").check()
    page.get_by_label("Номер в строке 2").fill("45")
    page.get_by_text("Еще").click()
    page.get_by_role("link").dispatch_event("click")
    for value in ("47", "46"):
        page.get_by_label("Номер", exact=True).fill(value)
        page.get_by_label("Номер", exact=True).blur()
    page.get_by_label("Имя").focus()
    _at_rest(capture)
    empty = len(capture._pictures) - 1
    page.keyboard.type("Анна")
    _at_rest(capture)
    page.keyboard.press("Enter")
    _until(capture, lambda: capture.steps == 7)
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


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        (["--base-url", "https://portal.example", "--reference"], 2, "https://portal.example is not on this machine"),
        (["--base-url", "http://127.0.0.1.example", "--reference"], 2, "is not on this machine"),
        (["--base-url", "http://127.0.0.1:9", "--formats", "html,rtf"], 2, "rtf: there are html, docx, pdf, mp4"),
        (
            ["--base-url", "http://127.0.0.1:9", "--accounts", "none.toml"],
            1,
            "the accounts cannot be read: none.toml: No",
        ),
        (["--base-url", "http://127.0.0.1:9", "--accounts", "pyproject.toml"], 1, "must hold [[account]] tables"),
        (["--base-url", "http://127.0.0.1:9", "--profile", "none.toml"], 1, "none.toml cannot be read: No such file"),
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
        ("", "cannot be reached: the name portal.invalid is not known here"),
        ("127.0.0.1", "chromium does not start on this screen"),
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
    assert sentence in ran.stderr and "ничего не записано" in ran.stderr and "Traceback" not in ran.stderr


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
        capture_command._follow(lambda: next(open_still))
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[2] for line in told] == ["one", "two"]


def test_a_password_typed_in_the_open_is_in_no_record(context: BrowserContext, tmp_path: Path) -> None:
    """Into the field of the account first, by mistake: it was no secret then, and is one when the record is written."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.goto("http://portal.test/form")
    for field in ("Телефонная учетная запись", "Пароль"):
        page.get_by_label(field).fill("hidden-4711")
        page.get_by_label(field).blur()
    _until(capture, lambda: capture.steps == 2)
    page.close()
    with pytest.raises(leaks.Leak, match="stands in one of its texts"):
        capture.write(HEAD)


ACCOUNTS = '[[account]]\nlogin = "375259991001"\npassword = "{password}"\n'


@pytest.mark.parametrize(
    ("password", "code", "told"), [("hidden-0815", 0, "Готово: "), ("word-2342", 1, "a secret of the run")]
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
    assert "is no record of one task" in capsys.readouterr().err


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ru"])
def test_its_sentences_are_translated(language: str) -> None:
    for sentence in SENTENCES.values():
        found = guide_words.catalogue(language).get(sentence)
        assert found and set(re.findall(r"\{\w+\}", str(found.string))) == set(re.findall(r"\{\w+\}", sentence))


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
        _at_rest(capture)
        for name, value in (("Captcha", "K7M2P"), ("Слово", "+48 600 100 200")):
            page.get_by_label(name).fill(value)
        page.get_by_role("button").click()
        _until(capture, lambda: capture.steps == 3)
        _at_rest(capture)
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


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_at_a_reference_portal_password_and_code_are_known_in_its_language(language: str) -> None:
    with capture_command._in_our_words(language):
        known = covering.secret_fields()
    words = (labels.PASSWORD.word, labels.CODE.word)
    assert known == tuple(translator(language)(word).lower() for word in words)
    assert covering.secret_fields() == tuple(word.lower() for word in words)


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
    _at_rest(capture)
    page.frames[1].get_by_role("button").click()
    _until(capture, lambda: capture.steps == 1)
    box = next(iter(capture._pictures[0].boxes.values()))
    assert [round(side) for side in box[:3]] == [40 + 7 + 5 + 30, 300 + 7 + 5 + 300 - 100, 90]


def test_a_list_that_is_open_is_not_shut_by_a_picture(context: BrowserContext, tmp_path: Path) -> None:
    """A picture of the window would shut it; it is taken when something was chosen, or the list left."""
    capture = Capture(context, tmp_path, 2, own=True)
    page = context.new_page()
    page.goto("http://portal.test/form")
    _at_rest(capture)
    page.get_by_label("Телефонная учетная запись").fill("375259991000")
    page.get_by_label("Тип").click()
    taken, end = len(capture._pictures), time.monotonic() + 3 * REST
    _until(capture, lambda: time.monotonic() > end)
    assert len(capture._pictures) == taken
    page.keyboard.press("Escape")
    _at_rest(capture)
    assert len(capture._pictures) > taken


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
