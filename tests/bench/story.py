"""The story with page objects, steps and guards, and as one flat Playwright script of the same clicks and checks.

The scenario is traced, as every test in Chromium is; so the script is walked traced too, to be compared with, and
untraced, to show what the trace itself costs.

Run by `python -m tests.bench`, turn about in one browser, so that both meet the same noise.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fixtures.accounts import IssueAccount
from fixtures.actors import Actor
from fixtures.captcha import Captcha
from fixtures.clock import Clock
from fixtures.credentials import Account
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from fixtures.portal import Target
from scenarios.memo.test_story import test_the_memo_from_the_first_step_to_the_last as walk

TURNS = 7


@pytest.mark.parametrize("turn", range(TURNS))
def test_with_page_objects(
    turn: int, chair: Actor, clock: Clock, people: People, phones: Phones, mailbox: Mailbox, target: Target
) -> None:
    walk(chair, clock, people, phones, mailbox, target)


@pytest.fixture
def bare_page(browser: Browser, traced: bool) -> Page:
    """A window that nobody listens to."""
    context = browser.new_context(locale="ru-BY", viewport={"width": 1280, "height": 800})
    if traced:
        context.tracing.start()  # as the first attempt at a test has it
    return context.new_page()


@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize("traced", [True, False], ids=["traced", "untraced"])
def test_flat(
    turn: int,
    traced: bool,
    bare_page: Page,
    portal: Target,
    accounts: IssueAccount,
    captcha: Captcha,
    clock: Clock,
    people: People,
    phones: Phones,
    mailbox: Mailbox,
) -> None:
    anna, boris, vera, guest = people.persons(4)
    account: Account = accounts()
    today, start = clock.day(), clock.time(hours=1)
    page = bare_page

    page.goto(portal.url)
    page.get_by_role("combobox", name="Тип учетной записи").select_option("Телефонная учетная запись")
    picture = page.get_by_role("img", name="Код проверки")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    page.get_by_role("textbox", name="Телефонная учетная запись").fill(account.login)
    page.get_by_role("textbox", name="Пароль").fill(account.password.reveal())
    page.get_by_role("textbox", name="Код проверки").fill(captcha.answer_for(page).reveal())
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("button", name="Выход")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(account.name)
    page.get_by_role("link", name="Планирование").click()

    page.get_by_role("textbox", name="Тема конференции").fill("Планерка отдела")
    page.get_by_role("textbox", name="Дата начала").fill(today)
    page.get_by_role("textbox", name="Время начала").fill(start)
    page.get_by_role("textbox", name="Продолжительность, минут").fill("30")
    page.get_by_role("combobox", name="Режим конференции").select_option("Голос")
    page.get_by_role("textbox", name="Количество участников").fill("5")
    for line, person in enumerate((anna, boris), 1):
        page.get_by_role("textbox", name=f"Номер телефона, строка {line}").fill(person.number)
        page.get_by_role("textbox", name=f"Имя, строка {line}").fill(person.name)
        page.get_by_role("textbox", name=f"E-mail, строка {line}").fill(person.email)
    page.get_by_role("tab", name="Настройки дополнительных параметров").click()
    page.get_by_role("checkbox", name="Автоматическое приглашение участников").check()
    page.get_by_role("combobox", name="Автоматическое продление конференции").select_option("на 15 минут")
    page.get_by_role("checkbox", name="Гостевой пароль").check()
    page.get_by_role("combobox", name="Оповещение по E-mail").select_option("за 30 минут")
    expect(page.get_by_role("checkbox", name="Оповещение по SMS")).to_be_disabled()
    page.get_by_role("tab", name="Основные параметры").click()
    expect(page.get_by_role("textbox", name="Тема конференции")).to_have_value("Планерка отдела")
    page.get_by_role("button", name="Создать шаблон").click()
    page.get_by_role("textbox", name="Название шаблона").fill("Планерка")
    page.get_by_role("button", name="Сохранить шаблон").click()
    expect(page.get_by_role("status")).to_contain_text("Шаблон «Планерка» создан")
    page.get_by_role("button", name="Запланировать").click()

    parameters = page.get_by_role("table", name="Параметры конференции")
    expect(parameters).to_contain_text("Планерка отдела")
    expect(parameters).to_contain_text(f"{today} {start}")
    for header in ("Пароль председателя", "Пароль гостя"):
        shown_row = parameters.get_by_role("row").filter(has=page.get_by_role("rowheader", name=header))
        expect(shown_row.get_by_role("cell")).to_have_text(re.compile(r"^\s*\d{6}\s*$"))
    shown = parameters.inner_text()
    number = re.search(r"Номер конференции\s+(\d+)", shown)
    password = re.search(r"Пароль гостя\s+(\d+)", shown)
    assert number and password
    clock.advance(minutes=30)
    for person in (anna, boris):
        assert "Планерка отдела" in mailbox.expect_message(person).subject
    clock.advance(minutes=30, seconds=3)
    for listed in (account.number, anna.number, boris.number):
        phones[listed].expect_rang()
        phones[listed].expect_talking()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Присоединиться").click()
    control = opened.value
    expect(control.get_by_role("table", name="Параметры конференции")).to_contain_text("Планерка отдела")

    def row(name: str) -> Locator:
        return control.get_by_role("table", name="Участники").get_by_role("row").filter(has_text=name)

    for name in (account.name, anna.name, boris.name):
        expect(row(name)).to_contain_text("В конференции")
    control.get_by_role("button", name="Добавить участника").click()
    control.get_by_role("textbox", name="Номер телефона").fill(vera.number)
    control.get_by_role("textbox", name="Имя (необязательно)").fill(vera.name)
    control.get_by_role("button", name="Добавить", exact=True).click()
    expect(row(vera.name)).to_contain_text("В списке")
    row(vera.name).get_by_role("checkbox").check()
    control.get_by_role("button", name="Пригласить участника").click()
    expect(control.get_by_role("status").filter(has_text="Вызываем участников")).to_be_visible()
    clock.advance(seconds=3)
    phones[vera].expect_rang()
    phones[guest].dial(number[1], password[1])
    phones[guest].expect_talking()
    for name in (vera.name, guest.shown):
        expect(row(name)).to_contain_text("В конференции")

    def act(action: str) -> None:
        control.get_by_role("combobox", name="Действие").select_option(action)
        control.get_by_role("button", name="Выполнить").click()

    act("Продление на 15 минут")
    until = clock.minsk_after(start, minutes=45)
    expect(control.get_by_role("status").filter(has_text=f"Идет до {until}")).to_be_visible()
    row(vera.name).get_by_role("checkbox").check()
    act("Блокировка участника")
    expect(row(vera.name)).to_contain_text("заблокирован")
    phones[vera].expect_talking(muted=True)
    clock.advance(minutes=45)
    until = clock.minsk_after(start, minutes=60)
    expect(control.get_by_role("status").filter(has_text=f"Идет до {until}")).to_be_visible()
    act("Завершение конференции")
    control.get_by_role("dialog").get_by_role("button", name="Завершить").click()
    expect(control.get_by_role("status").filter(has_text="Завершена")).not_to_have_count(0)
    for person in (anna, boris, vera, guest):
        phones[person].expect_silent()
    control.close()

    page.get_by_role("link", name="История конференций").click()
    page.get_by_role("textbox", name="Начало периода").fill(today)
    page.get_by_role("textbox", name="Конец периода").fill(today)
    page.get_by_role("button", name="Показать").click()
    expect(page.get_by_role("table", name="История конференций")).to_contain_text("Завершена")
    page.get_by_role("link", name="Настройки").click()
    page.get_by_role("link", name="Мои шаблоны").click()
    table = page.get_by_role("table", name="Мои шаблоны")
    expect(table).to_contain_text("Планерка")
    default = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Шаблон по умолчанию"))
    expect(default.get_by_role("link", name="Изменить")).to_be_visible()
    expect(default).to_contain_text("по умолчанию")
    expect(default.get_by_role("button", name="Удалить")).to_have_count(0)
    page.get_by_role("link", name="Личная информация").click()
    page.get_by_role("textbox", name="Имя", exact=True).fill("Председатель Отдела")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("textbox", name="Имя", exact=True)).to_have_value("Председатель Отдела")
    page.get_by_role("link", name="Контакты").click()
    page.get_by_role("link", name="Добавить контакт").click()
    page.get_by_role("textbox", name="Имя", exact=True).fill(anna.name)
    page.get_by_role("textbox", name="Номер телефона").fill(anna.number)
    page.get_by_role("textbox", name="E-mail").fill(anna.email)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("table", name="Контакты")).to_contain_text(anna.name)
    page.get_by_role("link", name="Конференц-залы").click()
    page.get_by_role("link", name="Добавить конференц-зал").click()
    page.get_by_role("textbox", name="Название").fill("Зал заседаний")
    page.get_by_role("textbox", name="Номер телефона").fill(people.number())
    page.get_by_role("textbox", name="Место").fill("3 этаж")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("table", name="Конференц-залы")).to_contain_text("Зал заседаний")

    page.get_by_role("link", name="Планирование", exact=True).click()
    page.get_by_role("combobox", name="Шаблон").select_option("Планерка")
    page.get_by_role("button", name="Применить шаблон").click()
    expect(page.get_by_role("textbox", name="Тема конференции")).to_have_value("Планерка отдела")
    expect(page.get_by_role("textbox", name="Номер телефона, строка 1")).to_have_value(anna.shown)
    expect(page.get_by_role("textbox", name="Имя, строка 1")).to_have_value(anna.name)
    expect(page.get_by_role("textbox", name="E-mail, строка 1")).to_have_value(anna.email)
    page.get_by_role("button", name="Убрать, строка 1").click()
    for entry in (anna.name, "Зал заседаний"):
        offered = page.get_by_role("combobox", name="Контакт или конференц-зал")
        option = offered.get_by_role("option").filter(has_text=entry).inner_text()
        offered.select_option(option)
        page.get_by_role("button", name="Добавить из адресной книги").click()
    page.get_by_role("checkbox", name="Немедленная конференция").check()
    page.get_by_role("button", name="Запланировать").click()
    expect(page.get_by_role("table", name="Параметры конференции")).to_contain_text("Идет")
    page.get_by_role("link", name="Помощь").click()
    expect(page.get_by_role("heading", name=re.compile(r"^12\. "))).to_be_visible()
    page.get_by_role("button", name="Выход").click()
    expect(page.get_by_role("button", name="Войти")).to_be_visible()
    expect(page.get_by_role("button", name="Выход")).to_have_count(0)
    page.context.close()
