"""The tab «Настройки» and the way to its four pages. Memo step 11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages import checks
from pages.elements import find, page_of, press_to_open
from pages.labels import (
    CONTACT_LIST,
    CONTACTS,
    FULL_NAME,
    MY_TEMPLATES,
    PERSONAL,
    ROOM_LIST,
    ROOMS,
    TEMPLATE_LIST,
    Label,
)
from pages.portal import Portal
from pages.steps import step

if TYPE_CHECKING:
    from pages.contacts import ContactsPage
    from pages.profile import ProfilePage
    from pages.rooms import RoomsPage
    from pages.templates import TemplatesPage


class SettingsPage(Portal):
    """Any page of the settings: they all lead to one another."""

    @step("settings.open_templates", "Выберите «Мои шаблоны»", shows=("11.1",))
    def open_templates(self, *, timeout: float | None = None) -> TemplatesPage:
        """The templates, 11.1."""
        from pages.templates import TemplatesPage

        page = page_of(press_to_open(self.page, MY_TEMPLATES, timeout=timeout))
        find(page, TEMPLATE_LIST, timeout=timeout)
        return TemplatesPage(page)

    @step("settings.open_personal", "Выберите «Личная информация»", shows=("11.3",))
    def open_personal(self, *, timeout: float | None = None) -> ProfilePage:
        """The personal information, 11.3."""
        from pages.profile import ProfilePage

        page = page_of(press_to_open(self.page, PERSONAL, timeout=timeout))
        find(page, FULL_NAME, timeout=timeout)
        return ProfilePage(page)

    @step("settings.open_contacts", "Выберите «Контакты»", shows=("11.4",))
    def open_contacts(self, *, timeout: float | None = None) -> ContactsPage:
        """The contacts, 11.4."""
        from pages.contacts import ContactsPage

        page = page_of(press_to_open(self.page, CONTACTS, timeout=timeout))
        find(page, CONTACT_LIST, timeout=timeout)
        return ContactsPage(page)

    @step("settings.open_rooms", "Выберите «Конференц-залы»", shows=("11.5",))
    def open_rooms(self, *, timeout: float | None = None) -> RoomsPage:
        """The conference rooms, 11.5."""
        from pages.rooms import RoomsPage

        page = page_of(press_to_open(self.page, ROOMS, timeout=timeout))
        find(page, ROOM_LIST, timeout=timeout)
        return RoomsPage(page)

    @step("settings.expect_sections", "Вы увидите разделы настроек", shows=("11.1", "11.3", "11.4", "11.5"))
    def expect_sections(self, *, timeout: float | None = None) -> None:
        """The ways to templates, personal information, contacts and rooms."""
        for section in (MY_TEMPLATES, PERSONAL, CONTACTS, ROOMS):
            checks.expect_there(self.page, section, timeout=timeout)

    @step("settings.expect_refused", "Вы увидите у поля сообщение «{text}»")
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.page, label, text, timeout=timeout)
