"""Finding, touching and opening, in a real browser on small pages: by role, by each other way, frames, windows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Frame, Page

from pages import checks
from pages.elements import (
    Ambiguous,
    NotFound,
    NothingOpened,
    NotUsable,
    Refused,
    choose,
    fill,
    find,
    press,
    press_to_open,
    press_twice,
    read,
    row,
    rows,
    see,
    send,
    slow_line,
    tick,
    untick,
    use_labels,
)
from pages.finding import look
from pages.labels import Label
from pages.steps import DOTS, Secret, Step, Touch, listening

# The guard over all tests calls a fallback on the reference portal a failure. Here fallbacks are what is tested, so
# these pages stand in a browser context of their own, which no guard watches.

SAVE = Label("Сохранить", "button", "ours")
SUBJECT = Label("Тема", "textbox", "memo 5.1")
AGREE = Label("Согласен", "checkbox", "ours")
MODE = Label("Режим", "combobox", "memo 5.4")
PLANNING = Label("Планирование", "tab", "memo 4.1")
PEOPLE = Label("Участники", "table", "ours")
SOON = 1_500.0

STYLE = "<style>body { font: 16px sans-serif } td { padding: 4px }</style>"
OLD = f"""{STYLE}<table><tr><td onclick="document.title='pressed'">Планирование</td><td>История</td></tr></table>
<table>
<tr><td>Тема:</td><td><input name=subject></td><td>Время</td><td><input name=time></td></tr>
<tr><td><input type=checkbox name=agree></td><td>Согласен</td></tr>
<tr><td>Режим</td><td><select name=mode><option>Голос</option><option>Видео</option></select></td></tr>
</table>"""


class Site(BaseHTTPRequestHandler):
    """Pages that open one another in every way there is, slowly enough for an early hand to hit the old one."""

    protocol_version = "HTTP/1.1"
    posts: ClassVar[list[str]] = []
    slow: ClassVar[threading.Event] = threading.Event()  # never set: a portal that takes its time
    pages: ClassVar[dict[str, str]] = {
        "/start": """<h1>Начало</h1>
            <a href="/second">Здесь</a> <a href="/second" target="inner">В рамке</a>
            <a href="/control" target="_blank">В новом окне</a>
            <a href="/control" target="control-5">В названном окне</a>
            <a href="/control" onclick="window.open(this.href, 'control-5', 'popup'); return false">Скриптом</a>
            <a href="#" onclick="return false">Никуда</a>
            <form method="post" action="/refused"><button>Отказать</button></form>
            <form method="post" action="/moved"><button>Дальше</button></form>
            <form method="post" action="/at-once"><button>Тотчас</button></form>
            <iframe name="inner" src="/inner" title="Рамка"></iframe>""",
        "/second": "<h1>Второе</h1><button>Сохранить</button>",
        "/control": "<h1>Управление</h1>",
        "/inner": "<h1>Внутри</h1><button onclick=\"document.title='pressed'\">Сохранить</button><td>Планирование</td>",
        "/late": """<h1>Позже</h1><script>
            setTimeout(() => document.body.append(Object.assign(document.createElement('button'),
                       {textContent: 'Сохранить'})), 300)</script>""",
        "/framed": '<h1>Рамки</h1><iframe src="/inner" name="work" title="Работа"></iframe>',
        "/refused": '<p role="alert">Исправьте ошибки: 1</p><label>Тема <input aria-invalid="true"></label>',
    }  # fmt: skip

    def do_GET(self) -> None:
        self.slow.wait(0.1)
        self._answer(200, self.pages.get(self.path, "<h1>Нет</h1>"))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.posts.append(self.path)
        if self.path != "/at-once":
            self.slow.wait(0.2)
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
    thread = threading.Thread(target=server.serve_forever, daemon=True)
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


class Touches(list[Touch]):
    def step_started(self, step: Step) -> None: ...

    def touched(self, touch: Touch) -> None:
        self.append(touch)

    def step_ended(self, step: Step, error: BaseException | None) -> None: ...


@pytest.fixture
def touches() -> Iterator[Touches]:
    touches = Touches()
    with listening(touches):
        yield touches


def test_by_role_first_though_the_word_stands_elsewhere(tab: Page, touches: Touches) -> None:
    tab.set_content("<p>Сохранить</p><a href=#>Сохранить</a><button>Сохранить</button><button>Сохранить все</button>")
    found = look(tab, SAVE)
    assert (found.way, found.frame) == ("role", "")
    press(tab, SAVE)
    assert touches == [Touch("press", "button", "Сохранить", "", "role", "ours")]
    assert touches[0].element is not None
    assert touches[0].element.inner_text() == "Сохранить"


@pytest.mark.parametrize(
    ("content", "way"),
    [
        ("<a href=#>Планирование</a><p>Планирование</p>", "link"),
        ("<button>Планирование</button><p>Планирование</p>", "button"),
        ("<table><tr><td>Планирование</td><td>История</td></tr></table>", "cell"),
        ("<table><tr><td><table><tr><td>Планирование</td></tr></table></td></tr></table>", "cell"),
        ("<div onclick=1>Планирование</div>", "text"),
    ],
    ids=lambda value: value if value.isalpha() else "",
)
def test_what_is_pressed_is_found_by_the_same_word_in_another_role(tab: Page, content: str, way: str) -> None:
    tab.set_content(content)
    assert look(tab, PLANNING, timeout=SOON).way == way


def test_old_pages_are_pressed_and_filled_as_a_person_would(tab: Page, touches: Touches) -> None:
    tab.set_content(OLD)
    press(tab, PLANNING)
    fill(tab, SUBJECT, "Планерка")
    fill(tab, Label("Время", "textbox", "ours"), "15:00")
    tick(tab, AGREE)
    choose(tab, MODE, "Видео")
    held = tab.evaluate(
        "[...document.querySelectorAll('input, select')].map(f => f.type == 'checkbox' ? f.checked : f.value)"
    )
    assert held == ["Планерка", "15:00", True, "Видео"]
    assert tab.title() == "pressed"
    assert [touch.way for touch in touches] == ["cell", "text", "text", "text", "text"]


def test_a_field_right_below_its_text(tab: Page) -> None:
    tab.set_content(f"{STYLE}<div>Тема</div><div><input value=this></div><p>.</p><div>Время</div><div><input></div>")
    assert look(tab, SUBJECT, timeout=SOON).element.input_value() == "this"


def test_a_field_of_another_role_is_found_by_its_label(tab: Page) -> None:
    tab.set_content("<label>Тема <input type=number value=7></label>")
    found = look(tab, SUBJECT, timeout=SOON)
    assert (found.way, found.element.input_value()) == ("label", "7")


def test_in_a_frame(tab: Page, site: str, touches: Touches) -> None:
    tab.goto(f"{site}/framed")
    press(tab, SAVE)
    assert [(touch.way, touch.frame) for touch in touches] == [("role", "work")]


def test_the_role_in_a_frame_comes_before_the_text_in_the_page(tab: Page, site: str) -> None:
    tab.goto(f"{site}/framed")
    tab.evaluate("document.querySelector('h1').textContent = 'Сохранить'")
    assert look(tab, SAVE).frame == "work"


def test_a_field_that_comes_after_its_text(tab: Page) -> None:
    tab.set_content(
        "<p>Тема</p><script>setTimeout(() => document.body.innerHTML += '<input aria-label=Тема>', 300)</script>"
    )
    assert look(tab, SUBJECT).way == "role"


def test_what_comes_late_is_waited_for(tab: Page, site: str) -> None:
    tab.goto(f"{site}/late")
    assert find(tab, SAVE).inner_text() == "Сохранить"


def test_two_of_the_word_are_an_error_that_says_so(tab: Page) -> None:
    tab.set_content("<title>Окно</title><button>Сохранить</button><button>Сохранить</button>")
    with pytest.raises(Ambiguous, match=r"2 things answer to button «Сохранить» \(ours\) by role on the page «Окно»"):
        find(tab, SAVE)


def test_two_by_another_way_are_an_error_too(tab: Page) -> None:
    tab.set_content("<a href=#>Сохранить</a><a href=#>Сохранить</a>")
    with pytest.raises(Ambiguous, match=r"2 things answer .* by link"):
        find(tab, SAVE, timeout=SOON)


def test_what_is_not_there_is_told_in_one_sentence_with_the_nearest_words(tab: Page) -> None:
    tab.set_content("<title>Вход</title><button>Сохранить все</button><a href=#>Сохранять</a><h1>Другое</h1>")
    with pytest.raises(NotFound) as caught:
        find(tab, SAVE, timeout=300)
    assert str(caught.value) == (
        "button «Сохранить» (ours) is not on the page «Вход» (about:blank): looked for it as button, link, cell, text "
        "for 0.3 s; the nearest words there: «Сохранять» (link), «Сохранить все» (button)."
    )


def test_the_error_holds_no_secret(tab: Page) -> None:
    Secret("hunter-5555")
    tab.set_content("<button>Сохранить hunter-5555</button>")
    with pytest.raises(NotFound) as caught:
        find(tab, SAVE, timeout=300)
    assert f"«Сохранить {DOTS}»" in str(caught.value)


def test_a_target_has_its_own_words_and_roles(tab: Page) -> None:
    line = Label("Номер", "textbox", "ours")
    use_labels({SAVE: Label("Записать", "link", "ours"), line: Label("Телефон", "textbox", "ours")})
    try:
        tab.set_content("<a href=#>Записать</a><input aria-label='Телефон, строка 2'>")
        assert look(tab, SAVE).way == "role"
        assert look(tab, line.numbered(2)).way == "role"
    finally:
        use_labels({})


def test_a_secret_reaches_the_field_and_nothing_else(tab: Page, touches: Touches) -> None:
    tab.set_content("<label>Тема <input></label>")
    fill(tab, SUBJECT, Secret("hunter-6666"))
    assert find(tab, SUBJECT).input_value() == "hunter-6666"
    assert touches == [Touch("fill", "textbox", "Тема", DOTS, "role", "memo 5.1")]


def test_what_cannot_be_used_is_told_with_the_reason_and_without_the_secret(tab: Page) -> None:
    tab.set_content("<label>Тема <input disabled></label>")
    with pytest.raises(NotUsable) as caught:
        fill(tab, SUBJECT, Secret("hunter-7777"), timeout=300)
    assert "a person could not fill it within 0.3 s: it is disabled" in str(caught.value)
    assert caught.value.__suppress_context__


def test_ticking_and_choosing(tab: Page, touches: Touches) -> None:
    tab.set_content(
        "<label><input type=checkbox> Согласен</label><label>Режим <select><option>Иван Петров, +375 25 999-07-01"
        "<option>Иван Петровский<option>Иван</select></label>"
    )
    tick(tab, AGREE)
    assert find(tab, AGREE).is_checked()
    untick(tab, AGREE)
    assert not find(tab, AGREE).is_checked()
    choose(tab, MODE, "Иван")
    choose(tab, MODE, "Иван Петров")
    assert find(tab, MODE).input_value() == "Иван Петров, +375 25 999-07-01"
    with pytest.raises(NotUsable, match="has 0 options for «Петр»; it offers: «Иван Петров, "):
        choose(tab, MODE, "Петр")
    assert [touch.action for touch in touches] == ["tick", "untick", "choose", "choose"]


TABLE = """<table aria-label="Участники"><thead><tr><th scope=col>Имя</th><th scope=col>Номер</th></tr></thead>
<tr><th scope=row>Иван</th><td>+375 25 999-07-01</td><td><button>Сохранить</button></td></tr>
<tr><th scope=row>Иван Петров</th><td>+375 25 999-07-02</td><td><button>Сохранить</button></td></tr>
<tr><th scope=row>a/b (c) «я»</th><td>слово</td></tr></table>"""


@pytest.mark.parametrize(
    ("header", "text"),
    [("Иван", "07-01"), ("375259990702", "Иван Петров"), ("+375 25 9990701", "Иван"), ("a/b (c) «я»", "слово")],
)
def test_a_row_is_found_by_its_header_or_number_exactly(tab: Page, header: str, text: str) -> None:
    tab.set_content(TABLE)
    assert text in row(tab, PEOPLE, header).inner_text()


def test_things_in_a_row_and_rows_that_are_not_there(tab: Page, touches: Touches) -> None:
    tab.set_content(TABLE)
    press(row(tab, PEOPLE, "Иван Петров"), SAVE)
    assert read(tab, PEOPLE, "a/b (c) «я»") == "слово"
    assert rows(tab, PEOPLE, "Петр").count() == 0
    with pytest.raises(NotFound, match=r"0 rows of the table «Участники» are headed «Иван Петровв» .* «Иван Петров»"):
        row(tab, PEOPLE, "Иван Петровв", timeout=300)
    assert [touch.action for touch in touches] == ["press", "read"]


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
        with pytest.raises(NothingOpened, match=r"no page, frame or window had opened within 2\.5 s"):
            press_to_open(start, SAVE, timeout=2_500)


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
        press_twice(tab, Label("Тотчас", "button", "ours"), timeout=2_500)
    assert Site.posts == []


def test_what_is_looked_at_is_told_too(tab: Page, touches: Touches) -> None:
    tab.set_content("<button>Сохранить</button>")
    see(tab, SAVE)
    assert [touch.action for touch in touches] == ["see"]


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


def test_an_empty_expectation_is_no_expectation(tab: Page) -> None:
    with pytest.raises(ValueError, match="say which words"):
        checks.expect_said(tab, " ")
