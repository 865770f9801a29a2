"""«Личная информация»: name, e-mail, language, password. Memo step 11.3."""

from __future__ import annotations

from pages import checks
from pages.elements import choose, fill, press_to_open, send
from pages.labels import (
    ACCOUNT,
    CHANGE_PASSWORD,
    EMAIL,
    FULL_NAME,
    LANGUAGE,
    NEW_PASSWORD,
    NEW_PASSWORD_AGAIN,
    OLD_PASSWORD,
    SAVE,
)
from pages.settings import SettingsPage
from pages.steps import Secret, step


class ProfilePage(SettingsPage):
    """The owner's own data. The account is shown and cannot be changed."""

    @step("profile.enter_name", "Введите имя[ «{name}»]", shows=("11.3",))
    def enter_name(self, name: str, *, timeout: float | None = None) -> None:
        fill(self.page, FULL_NAME, name, timeout=timeout)

    @step("profile.enter_email", "Введите E-mail[ «{email}»]", shows=("11.3",))
    def enter_email(self, email: str, *, timeout: float | None = None) -> None:
        fill(self.page, EMAIL, email, timeout=timeout)

    @step("profile.choose_language", "Выберите язык «{language}»", shows=("11.3",))
    def choose_language(self, language: str, *, timeout: float | None = None) -> None:
        choose(self.page, LANGUAGE, language, timeout=timeout)

    @step("profile.save", "Нажмите «Сохранить»", shows=("11.3",))
    def save(self, *, timeout: float | None = None) -> None:
        """Keep name, e-mail and language, 11.3."""
        send(self.page, SAVE, timeout=timeout)

    @step("profile.try_to_save", "Нажмите «Сохранить»: портал откажет", shows=("11.3",))
    def try_to_save(self, *, timeout: float | None = None) -> None:
        """Like `save`, to be refused."""
        press_to_open(self.page, SAVE, timeout=timeout)

    @step(
        "profile.change_password", "Введите текущий и дважды новый пароль и нажмите «Сменить пароль»", shows=("11.3",)
    )
    def change_password(
        self, old: Secret, new: Secret, again: Secret | None = None, *, timeout: float | None = None
    ) -> None:
        """Another password; other log-ins are ended, 11.3."""
        self._enter_passwords(old, new, new if again is None else again, timeout)
        send(self.page, CHANGE_PASSWORD, timeout=timeout)

    @step("profile.try_to_change_password", "Попробуйте сменить пароль: портал откажет", shows=("11.3",))
    def try_to_change_password(
        self, old: Secret, new: Secret, again: Secret | None = None, *, timeout: float | None = None
    ) -> None:
        """Like `change_password`, to be refused."""
        self._enter_passwords(old, new, new if again is None else again, timeout)
        press_to_open(self.page, CHANGE_PASSWORD, timeout=timeout)

    def _enter_passwords(self, old: Secret, new: Secret, again: Secret, timeout: float | None) -> None:
        fill(self.page, OLD_PASSWORD, old, timeout=timeout)
        fill(self.page, NEW_PASSWORD, new, timeout=timeout)
        fill(self.page, NEW_PASSWORD_AGAIN, again, timeout=timeout)

    @step("profile.expect_account", "Вы увидите свою учетную запись {number}; изменить ее нельзя", shows=("11.3",))
    def expect_account(self, number: str, *, timeout: float | None = None) -> None:
        """The account is shown, and not in a field, 11.3."""
        checks.expect_there(self.page, FULL_NAME, timeout=timeout)
        checks.expect_text(self.page, number, timeout=timeout)
        checks.expect_not_there(self.page, ACCOUNT, timeout=timeout)

    @step("profile.expect_name", "Вы увидите имя «{name}»", shows=("11.3",))
    def expect_name(self, name: str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, FULL_NAME, name, timeout=timeout)

    @step("profile.expect_email", "Вы увидите E-mail «{email}»", shows=("11.3",))
    def expect_email(self, email: str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, EMAIL, email, timeout=timeout)

    @step("profile.expect_language", "Вы увидите язык «{language}»", shows=("11.3",))
    def expect_language(self, language: str, *, timeout: float | None = None) -> None:
        checks.expect_chosen(self.page, LANGUAGE, language, timeout=timeout)
