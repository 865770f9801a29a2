"""The switch at the foot of every page: the portal in another language. Memo step 11.3, and ours before the log-in."""

from __future__ import annotations

from playwright.sync_api import Page

from pages import checks
from pages.elements import press_to_open
from pages.labels import SPOKEN, SWITCH
from pages.steps import step


class Spoken:
    """Any page of the portal: the start page, and those after the log-in."""

    page: Page

    @step("language.switch", "Внизу страницы нажмите «{language}»", shows=("11.3",))
    def switch_language(self, language: str, *, timeout: float | None = None) -> None:
        """The same page in another language, by that language's own name."""
        press_to_open(self.page, SWITCH[language], timeout=timeout)

    @step("language.expect_spoken", "Вы увидите портал на языке «{language}»", shows=("11.3",))
    def expect_spoken(self, language: str, *, timeout: float | None = None) -> None:
        """The page speaks it, and the switch shows it pressed."""
        checks.expect_there(self.page, SPOKEN[language], timeout=timeout)
        checks.expect_pressed(self.page, SWITCH[language], timeout=timeout)
