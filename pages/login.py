"""The start page: account type, telephone account, password and the code from the picture. Memo steps 2 and 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page

from pages import checks
from pages.elements import choose, fill, find, page_of, press_to_open, see, send
from pages.labels import (
    ACCOUNT,
    ACCOUNT_GROUP,
    ACCOUNT_TYPE,
    CODE,
    CODE_PICTURE,
    HELP,
    HELP_HEADING,
    PASSWORD,
    REFRESH_PICTURE,
    SIGN_IN,
    SIGN_OUT,
    Label,
)
from pages.languages import Spoken
from pages.steps import Secret, step

if TYPE_CHECKING:
    from pages.help import HelpPage
    from pages.portal import Portal


class LoginPage(Spoken):
    """The start page. The code's answer is not here: nobody but a person can read the picture."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @step(
        "login.choose_account_type",
        "В поле «Планирование» выберите тип учетной записи «Телефонная учетная запись»",
        shows=("2.1",),
    )
    def choose_account_type(self, *, timeout: float | None = None) -> None:
        """The telephone account as the account type, 2.1."""
        choose(self.page, ACCOUNT_TYPE, ACCOUNT.word, timeout=timeout)

    @step(
        "login.enter_account",
        "Введите телефонную учетную запись «{number}» в формате 375XXXXXXXXX, без «+»",
        shows=("3.1", "3.3"),
    )
    def enter_account(self, number: str, *, timeout: float | None = None) -> None:
        """The log-in that was issued with the service, 3.1 and 3.3."""
        fill(self.page, ACCOUNT, number, timeout=timeout)

    @step("login.enter_password", "Введите пароль", shows=("3.1",))
    def enter_password(self, password: Secret, *, timeout: float | None = None) -> None:
        """The password, 3.1."""
        fill(self.page, PASSWORD, password, timeout=timeout)

    @step("login.enter_code", "Введите код проверки, который вы видите на картинке", shows=("3.1",))
    def enter_code(self, code: Secret, *, timeout: float | None = None) -> None:
        """The code from the picture, 3.1."""
        fill(self.page, CODE, code, timeout=timeout)

    @step("login.refresh_picture", "Нажмите «Обновить картинку»", shows=("3.1",))
    def refresh_picture(self, *, timeout: float | None = None) -> None:
        """Another picture, 3.1."""
        press_to_open(self.page, REFRESH_PICTURE, timeout=timeout)

    @step("login.sign_in", "Нажмите «Войти»", shows=("3.2",))
    def sign_in(self, *, timeout: float | None = None) -> Portal:
        """Log in, 3.2. Raises `Refused` with the portal's words if it does not let in."""
        from pages.portal import Portal

        page = page_of(send(self.page, SIGN_IN, timeout=timeout))
        find(page, SIGN_OUT, timeout=timeout)
        return Portal(page)

    @step("login.try_to_sign_in", "Нажмите «Войти»: портал не пустит", shows=("3.2",))
    def try_to_sign_in(self, *, timeout: float | None = None) -> None:
        """Press «Войти» and stay on the start page."""
        press_to_open(self.page, SIGN_IN, timeout=timeout)

    @step("login.open_help", "Нажмите «Помощь»", shows=("12.1",))
    def open_help(self, *, timeout: float | None = None) -> HelpPage:
        """The help before the log-in, 12.1."""
        from pages.help import HelpPage

        page = page_of(press_to_open(self.page, HELP, timeout=timeout))
        find(page, HELP_HEADING, timeout=timeout)
        return HelpPage(page)

    @step("login.expect_account_types", "Вы увидите типы учетной записи в поле «Планирование»", shows=("2.1",))
    def expect_account_types(
        self, *available: str, unavailable: tuple[str, ...] = (), timeout: float | None = None
    ) -> None:
        """The types to choose from in the field «Планирование», and those that are shown but disabled, 2.1."""
        field = see(self.page, ACCOUNT_GROUP, timeout=timeout)
        checks.expect_choices(field, ACCOUNT_TYPE, available, unavailable=unavailable, timeout=timeout)

    @step("login.expect_account_type", "Вы увидите, что выбран тип «{account_type}»", shows=("2.1",))
    def expect_account_type(self, account_type: str = ACCOUNT.word, *, timeout: float | None = None) -> None:
        """The account type that is chosen, 2.1."""
        checks.expect_chosen(self.page, ACCOUNT_TYPE, account_type, timeout=timeout)

    @step("login.expect_code_picture", "Вы увидите картинку с кодом проверки", shows=("3.1",))
    def expect_code_picture(self, *, timeout: float | None = None) -> None:
        """The picture is there and has really been drawn, 3.1."""
        checks.expect_drawn(self.page, CODE_PICTURE, timeout=timeout)

    @step("login.expect_refused", "Вы увидите у поля сообщение «{text}»", shows=("3.3",))
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.page, label, text, timeout=timeout)

    @step("login.expect_message", "Вы увидите сообщение «{text}»", shows=("3.2",))
    def expect_message(self, text: str, *, timeout: float | None = None) -> None:
        """The page says `text`."""
        checks.expect_said(self.page, text, timeout=timeout)

    @step("login.expect_kept_account", "Вы увидите, что номер «{number}» остался в поле", shows=("3.2",))
    def expect_kept_account(self, number: str, *, timeout: float | None = None) -> None:
        """The account stays as typed."""
        checks.expect_value(self.page, ACCOUNT, number, timeout=timeout)

    @step("login.expect_secrets_emptied", "Вы увидите, что пароль и код проверки стерты", shows=("3.2",))
    def expect_secrets_emptied(self, *, timeout: float | None = None) -> None:
        """Password and code are asked again."""
        checks.expect_value(self.page, PASSWORD, "", timeout=timeout)
        checks.expect_value(self.page, CODE, "", timeout=timeout)

    @step("login.expect_start_page", "Вы увидите стартовую страницу портала", shows=("1.1",))
    def expect_start_page(self, *, timeout: float | None = None) -> None:
        """The start page and nothing of a session, 1.1 and 13.1."""
        checks.expect_there(self.page, SIGN_IN, timeout=timeout)
        checks.expect_not_there(self.page, SIGN_OUT, timeout=timeout)
