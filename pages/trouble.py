"""What the portal shows instead of the page that was wanted: it is busy, or there is nothing at the address."""

from __future__ import annotations

from playwright.sync_api import Page

from pages import checks
from pages.elements import page_of, press_to_open
from pages.labels import NOTHING_THERE, OPEN_PAGE
from pages.portal import Portal
from pages.steps import step


class TroublePage:
    """What is wrong, and the way on."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @step("trouble.open_again", "Нажмите «Открыть страницу»")
    def open_again(self, *, timeout: float | None = None) -> Portal:
        """The page that was wanted while the portal was busy."""
        return Portal(page_of(press_to_open(self.page, OPEN_PAGE, timeout=timeout)))

    @step("trouble.expect_nothing_there", "Вы увидите, что такой страницы нет")
    def expect_nothing_there(self, *, timeout: float | None = None) -> None:
        """Nothing is at the address, or nothing of this account's."""
        checks.expect_there(self.page, NOTHING_THERE, timeout=timeout)
