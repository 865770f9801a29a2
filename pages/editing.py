"""A conference that has not begun, being changed."""

from __future__ import annotations

from playwright.sync_api import Page

from pages import checks
from pages.elements import fill, find, page_of, press_to_open, send
from pages.labels import PARAMETERS, SAVE, START_DATE, START_TIME, Label
from pages.plan import PlanFields
from pages.scheduled import ScheduledPage
from pages.steps import step


class EditPage(PlanFields):
    """The fields of the plan as they are, to be changed and kept."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @step("editing.choose_start", "Введите другое время конференции: {date}, {time}")
    def choose_start(self, date: str, time: str, *, timeout: float | None = None) -> None:
        """Another start, ДД.ММ.ГГГГ and ЧЧ:ММ in Minsk."""
        fill(self.page, START_DATE, date, timeout=timeout)
        fill(self.page, START_TIME, time, timeout=timeout)

    @step("editing.save", "Нажмите «Сохранить»")
    def save(self, *, timeout: float | None = None) -> ScheduledPage:
        """The conference is changed. Raises `Refused` with the portal's words if it is not."""
        page = page_of(send(self.page, SAVE, timeout=timeout))
        find(page, PARAMETERS, timeout=timeout)
        return ScheduledPage(page)

    @step("editing.try_to_save", "Нажмите «Сохранить»: портал откажет")
    def try_to_save(self, *, timeout: float | None = None) -> None:
        """Like `save`, to be refused."""
        press_to_open(self.page, SAVE, timeout=timeout)

    @step("editing.expect_refused", "Вы увидите у поля сообщение «{text}»")
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.page, label, text, timeout=timeout)

    @step("editing.expect_message", "Вы увидите сообщение «{text}»")
    def expect_message(self, text: str, *, timeout: float | None = None) -> None:
        """The page says `text` above the form."""
        checks.expect_said(self.page, text, timeout=timeout)
