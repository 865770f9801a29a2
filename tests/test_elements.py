"""Finding, touching and opening, in a real browser on small pages: by role, by each other way, frames, windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pages.elements import Ambiguous, NotFound, NotUsable, choose, fill, find, press, see, tick, untick, use_labels
from pages.finding import glance, look, roles_hold
from pages.labels import Label
from pages.steps import DOTS, Secret, Step, Touch, listening
from pages.tables import read, row, rows

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


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


FRAMED = '<iframe name="work" title="Работа" srcdoc="<button>Сохранить</button>"></iframe>'


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
        ('<table><tr><td><img src="data:," alt="Планирование"></td></tr></table>', "img"),
        ("<table><tr><td>Планирование</td><td>История</td></tr></table>", "cell"),
        ("<table><tr><td><table><tr><td>Планирование</td></tr></table></td></tr></table>", "cell"),
        ("<div onclick=1>Планирование</div>", "text"),
    ],
    ids=lambda value: value if value.isalpha() else "",
)
def test_what_is_pressed_is_found_by_the_same_word_in_another_role(tab: Page, content: str, way: str) -> None:
    tab.set_content(content)
    assert look(tab, PLANNING, timeout=SOON).way == way


def test_what_is_called_alike_in_every_row_is_that_of_its_number(tab: Page) -> None:
    row = "<tr><th scope=row>{0}</th><td><button onclick='document.title={0}'>Сохранить</button></td></tr>"
    tab.set_content(f"<table>{row.format(1)}{row.format(2)}</table>")
    press(tab, SAVE.numbered(2))
    assert (look(tab, SAVE.numbered(2)).way, tab.title()) == ("row", "2")


def test_a_glance_takes_several_for_there_and_waits_for_nothing(tab: Page) -> None:
    tab.set_content("<button>Сохранить</button><button>Сохранить</button><a>Планирование</a>")
    seen = {label.word: glance(tab, label) for label in (SAVE, PLANNING, SUBJECT)}
    assert [(word, found.way if found else None) for word, found in seen.items()] == [
        ("Сохранить", "role"),
        ("Планирование", "text"),
        ("Тема", None),
    ]
    roles_hold(True)
    try:
        assert [glance(tab, label) is not None for label in (SAVE, PLANNING)] == [True, False]
    finally:
        roles_hold(False)


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


def test_in_a_frame(tab: Page, touches: Touches) -> None:
    tab.set_content(FRAMED)
    press(tab, SAVE)
    assert [touch.way for touch in touches] == ["role"]
    assert touches[0].frame in ("work", "about:srcdoc")  # Firefox tells the name of a written-in frame late


def test_the_role_in_a_frame_comes_before_the_text_in_the_page(tab: Page) -> None:
    tab.set_content(f"<h1>Сохранить</h1>{FRAMED}")
    assert look(tab, SAVE).frame in ("work", "about:srcdoc")


def test_a_field_that_comes_after_its_text(tab: Page) -> None:
    tab.set_content(
        "<p>Тема</p><script>setTimeout(() => document.body.innerHTML += '<input aria-label=Тема>', 300)</script>"
    )
    assert look(tab, SUBJECT).way == "role"


def test_what_comes_late_is_waited_for(tab: Page) -> None:
    tab.set_content(
        "<p>Позже</p><script>setTimeout(() => document.body.innerHTML += '<button>Сохранить</button>', 300)</script>"
    )
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
        "button «Сохранить» (ours) is not on the page «Вход» (about:blank): looked for it as button, link, img, "
        "cell, text for 0.3 s; the nearest words there: «Сохранять» (link), «Сохранить все» (button)."
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
    assert [(touch.action, touch.role) for touch in touches if touch.role != "row"] == [
        ("press", "button"),
        ("read", "cell"),
    ]
    assert [touch.name for touch in touches if touch.role == "row"] == ["Иван Петров", "a/b (c) «я»"]


def test_what_is_looked_at_is_told_too(tab: Page, touches: Touches) -> None:
    tab.set_content("<button>Сохранить</button>")
    see(tab, SAVE)
    assert [touch.action for touch in touches] == ["see"]


@pytest.fixture
def roles() -> Iterator[None]:
    """As on the reference portal: things are touched without being looked up first."""
    roles_hold(True)
    yield
    roles_hold(False)


def test_where_roles_hold_a_touch_waits_for_what_is_still_to_come(tab: Page, touches: Touches, roles: None) -> None:
    tab.set_content("<script>setTimeout(() => document.body.innerHTML = '<button>Сохранить</button>', 300)</script>")
    press(tab, SAVE)
    assert [touch.way for touch in touches] == ["role"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<a href=#>Сохранить</a>", "is not on .* the nearest words there: «Сохранить» \\(link\\)"),
        ("<button>Сохранить</button><button>Сохранить</button>", "2 things answer to button «Сохранить» .* by role"),
        ("<button disabled>Сохранить</button>", "a person could not press it within 1.5 s: it is disabled"),
    ],
    ids=["another role", "twice", "disabled"],
)
def test_where_roles_hold_what_went_wrong_is_looked_into(tab: Page, roles: None, content: str, told: str) -> None:
    tab.set_content(content)
    with pytest.raises(AssertionError, match=told):
        press(tab, SAVE, timeout=SOON)
