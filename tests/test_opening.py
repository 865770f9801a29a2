"""A press takes what opens, wherever it opens: in a real browser, from a portal slow enough to be outrun."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Frame, Page

from pages.elements import NothingOpened, Refused, press, press_to_open, press_twice, send, slow_line
from pages.finding import look
from pages.labels import Label
from pages.opening import Watch

SAVE = Label("Сохранить", "button", "ours")


class Site(BaseHTTPRequestHandler):
    """Pages that open one another in every way there is, slowly enough for an early hand to hit the old one."""

    protocol_version = "HTTP/1.1"
    posts: ClassVar[list[str]] = []
    slow: ClassVar[threading.Event] = threading.Event()  # never set: a portal that takes its time
    at_once: ClassVar[set[str]] = {"/start", "/inner", "/at-once"}  # where a test begins, and what is answered early
    pages: ClassVar[dict[str, str]] = {
        "/start": """<h1>Начало</h1>
            <a href="/second">Здесь</a> <a href="/second" target="inner">В рамке</a>
            <a href="/framed">С рамкой</a> <a href="/control" target="_blank">В новом окне</a>
            <a href="/control" target="control-5">В названном окне</a>
            <a href="/control" onclick="window.open(this.href, 'control-5', 'popup'); return false">Скриптом</a>
            <a href="#" onclick="return false">Никуда</a>
            <form method="post" action="/refused"><button>Отказать</button></form>
            <form method="post" action="/moved"><button>Дальше</button></form>
            <form method="post" action="/at-once"><button>Тотчас</button></form>
            <iframe name="inner" src="/inner" title="Рамка"></iframe>""",
        "/second": "<h1>Второе</h1><button>Сохранить</button>",
        "/control": "<h1>Управление</h1>",
        "/framed": '<h1>Вокруг рамки</h1><iframe src="/inner"></iframe>',
        "/inner": "<h1>Внутри</h1><button onclick=\"document.title='pressed'\">Сохранить</button><td>Планирование</td>",
        "/refused": '<p role="alert">Исправьте ошибки: 1</p><label>Тема <input aria-invalid="true"></label>',
    }  # fmt: skip

    def do_GET(self) -> None:
        if self.path not in self.at_once:
            self.slow.wait(0.1)
        self._answer(200, self.pages.get(self.path, "<h1>Нет</h1>"))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.posts.append(self.path)
        if self.path not in self.at_once:
            self.slow.wait(0.1)
        if self.path in ("/moved", "/at-once"):
            self._answer(303, "", Location="/second")
        else:
            self._answer(422, self.pages[self.path])

    def _answer(self, status: int, text: str, **headers: str) -> None:
        body = f"<!DOCTYPE html><title>Сайт</title>{text}".encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def new_tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def new(*, scripts: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=scripts)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def tab(new_tab: Callable[..., Page]) -> Page:
    return new_tab()


def link(word: str) -> Label:
    return Label(word, "link", "ours")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
class TestWhatOpens:
    """Takes what opens, wherever it opens, its document there; nothing of it needs a script but the script's window."""

    @pytest.fixture
    def start(self, new_tab: Callable[..., Page], site: str, scripts: bool) -> Page:
        page = new_tab(scripts=scripts)
        page.goto(f"{site}/start")
        return page

    def test_the_same_page(self, start: Page) -> None:
        assert press_to_open(start, link("Здесь")) is start
        assert look(start, SAVE).way == "role"

    def test_a_form_that_is_answered_at_the_same_address(self, start: Page) -> None:
        again = Label("Отказать", "button", "ours")
        assert press_to_open(start, again) is start
        assert start.url.endswith("/refused")

    def test_a_form_that_leads_on(self, start: Page) -> None:
        assert press_to_open(start, Label("Дальше", "button", "ours")) is start
        assert start.url.endswith("/second")

    def test_a_frame(self, start: Page) -> None:
        opened = press_to_open(start, link("В рамке"))
        assert isinstance(opened, Frame)
        assert opened.get_by_role("heading", name="Второе").count() == 1

    def test_a_new_window(self, start: Page) -> None:
        opened = press_to_open(start, link("В новом окне"))
        assert isinstance(opened, Page) and opened is not start
        assert opened.get_by_role("heading", name="Управление").count() == 1

    def test_a_new_window_whose_answer_nobody_was_told_of(self, start: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        """Chromium has it answered, rarely, before anybody listens to that window."""
        monkeypatch.setattr(Watch, "_is_answer", lambda *told: False)
        opened = press_to_open(start, link("В новом окне"), timeout=5_000)
        assert isinstance(opened, Page) and opened is not start
        assert opened.get_by_role("heading", name="Управление").count() == 1

    def test_a_named_window_twice(self, start: Page) -> None:
        first = press_to_open(start, link("В названном окне"))
        assert press_to_open(start, link("В названном окне")) is first is not start

    def test_a_scripts_window_twice(self, start: Page, scripts: bool) -> None:
        first = press_to_open(start, link("Скриптом"))
        if scripts:
            assert press_to_open(start, link("Скриптом")) is first is not start
        assert isinstance(first, Page)
        assert first.url.endswith("/control")

    def test_a_press_that_may_stay_waits_only_if_it_leaves(self, start: Page) -> None:
        press(start, link("Никуда"))
        press(start, Label("Дальше", "button", "ours"))
        assert start.get_by_role("heading", name="Второе").count() == 1

    def test_nothing_opens(self, start: Page) -> None:
        start.set_content("<button type=button>Сохранить</button>")
        with pytest.raises(NothingOpened, match=r"no page, frame or window had opened within 1 s"):
            press_to_open(start, SAVE, timeout=1_000)


def test_a_refusal_is_told_in_the_portals_words(tab: Page, site: str) -> None:
    tab.goto(f"{site}/start")
    with pytest.raises(Refused, match=r"«Отказать» was refused on .*: Исправьте ошибки: 1 \(at «Тема»\)"):
        send(tab, Label("Отказать", "button", "ours"))


@pytest.fixture
def held_answers() -> Iterator[None]:
    slow_line(True)
    yield
    slow_line(False)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_impatient_hand_sends_a_form_twice_and_gets_the_last_answer(
    new_tab: Callable[..., Page], site: str, held_answers: None, scripts: bool
) -> None:
    """Also where the portal answers at once: the answer comes after the second click."""
    tab = new_tab(scripts=scripts)
    tab.goto(f"{site}/start")
    Site.posts.clear()
    assert press_twice(tab, Label("Тотчас", "button", "ours")) is tab
    assert Site.posts == ["/at-once", "/at-once"]
    assert look(tab, SAVE).way == "role"


def test_a_page_is_there_though_its_frame_has_been_answered_meanwhile(tab: Page, site: str) -> None:
    """The old style: page and frame come one after the other, sooner than anybody asks what has opened."""
    tab.goto(f"{site}/start")
    with Watch(tab.context) as watch:
        tab.get_by_role("link", name="С рамкой").click()
        tab.frame_locator("iframe").get_by_role("heading", name="Внутри").wait_for()
        assert watch.opened(2_000) is tab


def test_a_second_click_that_a_script_holds_back_is_not_waited_for(tab: Page, site: str, held_answers: None) -> None:
    tab.goto(f"{site}/start")
    tab.evaluate("() => { let sent = 0; document.forms[2].onsubmit = () => !sent++ }")
    Site.posts.clear()
    press_twice(tab, Label("Тотчас", "button", "ours"))
    assert Site.posts == ["/at-once"]


def test_without_leave_no_answer_is_held_back(tab: Page, site: str) -> None:
    tab.goto(f"{site}/start")
    tab.context.route("**/at-once", lambda route: route.abort("blockedbyclient"))
    Site.posts.clear()
    with pytest.raises(NothingOpened):
        press_twice(tab, Label("Тотчас", "button", "ours"), timeout=1_000)
    assert Site.posts == []
