"""The stream of steps: sentences, secrets, listeners. No browser."""

from __future__ import annotations

import copy
import pickle
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages import contacts, control, help, history, login, planning, profile, rooms, scheduled, settings, templates
from pages.steps import (
    DOTS,
    Register,
    Secret,
    Step,
    Touch,
    catalogue,
    listeners,
    listening,
    report,
    secrets_of_the_run,
    step,
    tell,
)

PAGES = (contacts, control, help, history, login, planning, profile, rooms, scheduled, settings, templates)
MEMO = tomllib.loads((Path(__file__).resolve().parent.parent / "memo.toml").read_text("utf-8"))


class Ear:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.steps: list[Step] = []

    def step_started(self, step: Step) -> None:
        self.heard.append(f"{'  ' * step.depth}{step.text}")
        self.steps.append(step)

    def touched(self, touch: Touch) -> None:
        self.heard.append(f"{touch.action} {touch.role} «{touch.name}» {touch.value}".strip())

    def step_ended(self, step: Step, error: BaseException | None) -> None:
        self.heard.append(f"{'  ' * step.depth}{'failed: ' + str(error) if error else 'done'}")


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    with listening(ear):
        yield ear


@pytest.fixture(autouse=True)
def own_names() -> Iterator[None]:
    """Steps that a test makes up leave the catalogue with it."""
    before = dict(catalogue)
    yield
    catalogue.clear()
    catalogue.update(before)


class Room:
    """A page object without a page."""

    page = None

    @step("room.add", "Введите номер «{number}»[ и имя «{name}»]", shows=("9.1",))
    def add(self, number: str, name: str = "", *, timeout: float | None = None) -> str:
        report(Touch("fill", "textbox", "Номер", number, "role", "ours"))
        return number + name

    @step("room.enter", "Введите пароль «{password}» {times} раз")
    def enter(self, password: Secret, times: int = 1) -> str:
        return password.reveal()

    @step("room.pair", "Введите {both}")
    def pair(self, *both: str) -> None:
        for one in both:
            self.add(one)

    @step("room.break", "Сломайте")
    def break_(self) -> None:
        raise ValueError("broken")

    @step("room.expect_whole", "Вы увидите, что все {on:цело|сломано}")
    def expect_whole(self, on: bool = True) -> None: ...


for name in [told for told in catalogue if told.startswith("room.")]:
    del catalogue[name]


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("Введите тему «{subject}»", {"subject": "Планерка"}, "Введите тему «Планерка»"),
        ("Введите тему[ «{subject}»]", {"subject": ""}, "Введите тему"),
        ("Введите номер {number}[, имя «{name}»][, E-mail {email}]", {"number": "1", "name": "", "email": "a@b"},
         "Введите номер 1, E-mail a@b"),
        ("{on:Включите|Отключите} оповещение", {"on": True}, "Включите оповещение"),
        ("{on:Включите|Отключите} оповещение", {"on": False}, "Отключите оповещение"),
        ("{minutes:Включите|Отключите} продление[ на {minutes} минут]", {"minutes": 0}, "Отключите продление"),
        ("{minutes:Включите|Отключите} продление[ на {minutes} мин]", {"minutes": 15}, "Включите продление на 15 мин"),
        ("Нажмите птичку: {who}", {"who": ("Иван", "Петр")}, "Нажмите птичку: «Иван», «Петр»"),
        ("Тема «{subject}»", {"subject": "скидка {5} [10]"}, "Тема «скидка {5} [10]»"),
        ("Пусто: {nothing}", {"nothing": None}, "Пусто:"),
    ],
)  # fmt: skip
def test_a_sentence_is_filled_and_never_ugly(text: str, values: dict[str, object], sentence: str) -> None:
    assert tell(text, values) == sentence


def test_a_step_is_told_with_its_arguments_touches_and_end(ear: Ear) -> None:
    assert Room().add("12", name="Иван") == "12Иван"
    assert ear.heard == ["Введите номер «12» и имя «Иван»", "fill textbox «Номер» 12", "done"]
    told = ear.steps[0]
    assert (told.name, told.shows, told.kind, told.depth) == ("room.add", ("9.1",), "do", 0)
    assert dict(told.values) == {"number": "12", "name": "Иван"}
    assert tell("Enter {number}[ and {name}]", told.values) == "Enter 12 and Иван"


def test_expectations_are_of_the_kind_see(ear: Ear) -> None:
    Room().expect_whole(False)
    assert ear.steps[0].kind == "see"
    assert ear.heard[0] == "Вы увидите, что все сломано"


def test_steps_inside_steps_have_a_depth(ear: Ear) -> None:
    Room().pair("1", "2")
    assert [told.depth for told in ear.steps] == [0, 1, 1]
    assert ear.heard[:2] == ["Введите «1», «2»", "  Введите номер «1»"]
    Room().add("3")
    assert ear.steps[-1].depth == 0


def test_a_failing_step_says_so_and_raises(ear: Ear) -> None:
    with pytest.raises(ValueError, match="broken"):
        Room().break_()
    assert ear.heard == ["Сломайте", "failed: broken"]
    Room().add("1")
    assert ear.steps[-1].depth == 0


def test_several_listeners_hear_the_same(ear: Ear) -> None:
    other = Ear()
    with listening(other):
        Room().add("1")
    Room().add("2")
    assert other.heard == ear.heard[:3]


def test_without_listeners_nothing_is_told() -> None:
    following = list(listeners)
    listeners.clear()
    try:
        assert Room().add("1") == "1"
    finally:
        listeners.extend(following)


class Clumsy(Ear):
    def step_ended(self, step: Step, error: BaseException | None) -> None:
        raise OSError("disk full")


def test_a_listener_that_fails_does_not_hide_the_steps_own_error(ear: Ear) -> None:
    with listening(Clumsy()), pytest.raises(ValueError, match="broken") as caught:
        Room().break_()
    assert "Clumsy failed after step room.break: disk full" in caught.value.__notes__
    assert ear.heard[-1] == "failed: broken"


def test_a_listener_that_fails_alone_is_not_swallowed(ear: Ear) -> None:
    with listening(Clumsy()), pytest.raises(OSError, match="disk full"):
        Room().add("1")
    assert ear.heard[-1] == "done"


def test_a_secret_prints_as_dots_everywhere() -> None:
    secret = Secret("hunter-2222")
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>20}",
        f"{secret:>20}",
        str([secret]),
        str({"p": secret}),
    ]
    assert not [text for text in shown if "hunter" in text]
    assert len(str(Secret("zzzz"))) == len(str(secret))
    assert secret.reveal() == "hunter-2222"
    assert copy.deepcopy({"p": secret})["p"] is secret
    assert secret == Secret("hunter-2222") != Secret("other-value")
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_secret_never_enters_the_stream(ear: Ear) -> None:
    assert Room().enter(Secret("hunter-3333"), times=2) == "hunter-3333"
    assert ear.heard[0] == f"Введите пароль «{DOTS}» 2 раз"
    assert ear.steps[0].values["password"] == DOTS


def test_a_known_secret_given_as_text_is_masked_too(ear: Ear) -> None:
    Secret("hunter-4444")
    Room().pair("hunter-4444")
    assert "hunter" not in "".join(ear.heard).replace("fill textbox «Номер» hunter-4444", "")
    assert ear.heard[0] == f"Введите «{DOTS}»"


def test_the_register_masks_known_secrets_also_when_encoded() -> None:
    Secret("пароль & 1")
    assert secrets_of_the_run.mask("code=пароль & 1; ") == f"code={DOTS}; "
    assert secrets_of_the_run.mask("?p=%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C+%26+1") == f"?p={DOTS}"


def test_the_longer_secret_is_masked_whole_and_the_short_ones_are_left() -> None:
    register = Register()
    for value in ("1234", "123456", "ab", ""):
        register.add(value)
    assert register.mask("123456 1234 ab") == f"{DOTS} {DOTS} ab"


def test_a_sentence_about_an_argument_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="has no argument subject"):

        @step("room.wrong", "Введите «{subject}»")
        def wrong(self: object, text: str) -> None: ...


def test_a_name_is_taken_once() -> None:
    def first() -> None: ...

    step("room.once", "Раз")(first)
    with pytest.raises(TypeError, match="exists already"):
        step("room.once", "Два")(first)


def test_the_steps_of_the_pages_are_named_and_worded_well() -> None:
    statements = {statement["number"] for statement in MEMO["statement"]}
    faults: list[str] = []
    for name, told in catalogue.items():
        rules = {
            "a name is room.action": re.fullmatch(r"[a-z]+\.[a-z_]+", name),
            "a sentence begins with a capital letter": re.match(r"[А-Я«{]", told.text),
            "no full stop at the end": not told.text.endswith("."),
            "«е», not «ё»": "ё" not in told.text.lower(),
            "quotation marks in pairs": told.text.count("«") == told.text.count("»"),
            "an expectation is something seen": (told.kind == "see") == (".expect_" in name),
            "it shows statements of the memo": set(told.shows) <= statements,
        }
        faults += [f"{name}: {rule}" for rule, kept in rules.items() if not kept]
    assert not faults


def test_every_public_method_of_a_page_object_is_a_step() -> None:
    allowed = {"opened_in"}
    for module in PAGES:
        for kind in vars(module).values():
            if not isinstance(kind, type) or kind.__module__ != module.__name__:
                continue
            for name, method in vars(kind).items():
                if name.startswith("_") or isinstance(method, property) or name in allowed:
                    continue
                assert hasattr(method, "__wrapped__"), f"{kind.__name__}.{name} is no step"
