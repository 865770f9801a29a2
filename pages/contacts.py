"""«Контакты»: people to pick when participants are listed. Memo step 11.4."""

from __future__ import annotations

from pages import checks
from pages.elements import attach, download, fill, find, page_of, press_to_open, send
from pages.labels import (
    ADD_CONTACT,
    CONTACT_LIST,
    DELETE,
    EDIT,
    EMAIL,
    EXPORT,
    FILE,
    FULL_NAME,
    IMPORT,
    IMPORT_RESULT,
    LOAD,
    NUMBER,
    SAVE,
)
from pages.settings import SettingsPage
from pages.steps import step
from pages.tables import row


class ContactsPage(SettingsPage):
    """The list of contacts. A contact is found by its name."""

    @step(
        "contacts.add",
        "Нажмите «Добавить контакт», введите имя «{name}», номер «{number}»[, E-mail «{email}»], нажмите «Сохранить»",
        shows=("11.4",),
    )
    def add(self, name: str, number: str, email: str = "", *, timeout: float | None = None) -> None:
        """One more contact, 11.4."""
        press_to_open(self.page, ADD_CONTACT, timeout=timeout)
        self._enter(name, number, email, timeout)
        self._save(timeout)

    @step(
        "contacts.try_to_add",
        "Попробуйте добавить контакт[ «{name}»][, номер «{number}»][, E-mail «{email}»]: портал откажет",
        shows=("11.4",),
    )
    def try_to_add(self, name: str, number: str, email: str = "", *, timeout: float | None = None) -> None:
        """Like `add`, to be refused; the form stays."""
        press_to_open(self.page, ADD_CONTACT, timeout=timeout)
        self._enter(name, number, email, timeout)
        press_to_open(self.page, SAVE, timeout=timeout)

    @step(
        "contacts.change",
        "В строке «{contact}» нажмите «Изменить», введите[ имя «{name}»][ номер «{number}»][ E-mail «{email}»], "
        "нажмите «Сохранить»",
        shows=("11.4",),
    )
    def change(
        self,
        contact: str,
        *,
        name: str | None = None,
        number: str | None = None,
        email: str | None = None,
        timeout: float | None = None,
    ) -> None:
        """Another name, number or e-mail for a contact; None leaves a field alone, 11.4."""
        press_to_open(row(self.page, CONTACT_LIST, contact, timeout=timeout), EDIT, timeout=timeout)
        self._enter(name, number, email, timeout)
        self._save(timeout)

    @step("contacts.delete", "В строке «{name}» нажмите «Удалить»", shows=("11.4",))
    def delete(self, name: str, *, timeout: float | None = None) -> None:
        """The contact goes."""
        send(row(self.page, CONTACT_LIST, name, timeout=timeout), DELETE, timeout=timeout)

    @step("contacts.export", "Нажмите «Экспорт»", shows=("11.4",))
    def export(self, *, timeout: float | None = None) -> bytes:
        """All contacts as a file: what it holds."""
        return download(self.page, EXPORT, timeout=timeout)

    @step("contacts.load", "Нажмите «Импорт», выберите файл «{name}», нажмите «Загрузить»", shows=("11.4",))
    def load(self, name: str, data: bytes, *, timeout: float | None = None) -> ImportPage:
        """Takes in the contacts of the file `name` that holds `data`; the report of its lines."""
        self._attach(name, data, timeout)
        page = page_of(send(self.page, LOAD, timeout=timeout))
        find(page, IMPORT_RESULT, timeout=timeout)
        return ImportPage(page)

    @step("contacts.try_to_load", "Попробуйте загрузить файл «{name}»: портал откажет", shows=("11.4",))
    def try_to_load(self, name: str, data: bytes, *, timeout: float | None = None) -> None:
        """Like `load`, to be refused; the form stays."""
        self._attach(name, data, timeout)
        press_to_open(self.page, LOAD, timeout=timeout)

    def _attach(self, name: str, data: bytes, timeout: float | None) -> None:
        press_to_open(self.page, IMPORT, timeout=timeout)
        attach(self.page, FILE, name, data, timeout=timeout)

    def _enter(self, name: str | None, number: str | None, email: str | None, timeout: float | None) -> None:
        for label, value in ((FULL_NAME, name), (NUMBER, number), (EMAIL, email)):
            if value is not None:
                fill(self.page, label, value, timeout=timeout)

    def _save(self, timeout: float | None) -> None:
        send(self.page, SAVE, timeout=timeout)
        find(self.page, CONTACT_LIST, timeout=timeout)

    @step("contacts.expect_contact", "Вы увидите контакт «{name}»", shows=("11.4",))
    def expect_contact(self, name: str, *texts: str, timeout: float | None = None) -> None:
        """The contact is listed, with `texts` in its row, 11.4."""
        checks.expect_texts(row(self.page, CONTACT_LIST, name, timeout=timeout), *texts, timeout=timeout)

    @step("contacts.expect_no_contact", "Вы не увидите контакта «{name}»", shows=("11.4",))
    def expect_no_contact(self, name: str, *, timeout: float | None = None) -> None:
        checks.expect_no_row(self.page, CONTACT_LIST, name, timeout=timeout)


class ImportPage(SettingsPage):
    """What became of the lines of a file. A line is found by its place in the file, the first being 1."""

    @step("contacts.expect_line", "Вы увидите у строки {number}: «{text}»", shows=("11.4",))
    def expect_line(self, number: int, text: str, *, timeout: float | None = None) -> None:
        """What the report says of line `number`."""
        checks.expect_texts(row(self.page, IMPORT_RESULT, str(number), timeout=timeout), text, timeout=timeout)
