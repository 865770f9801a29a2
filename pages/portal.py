"""What every page has after the log-in: the navigation «Разделы» and the way out. Memo steps 1, 4, 10 to 12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Frame, Page

from pages import checks
from pages.elements import NotFound, find, page_of, press_to_open
from pages.labels import (
    ACCOUNT,
    HELP,
    HELP_HEADING,
    HISTORY,
    PLANNING,
    SETTINGS,
    SHOW,
    SIGN_OUT,
    SUBJECT,
)
from pages.languages import Spoken
from pages.places import ground
from pages.steps import Touch, report, step
from pages.texts import looks_like

if TYPE_CHECKING:
    from pages.help import HelpPage
    from pages.history import HistoryPage
    from pages.login import LoginPage
    from pages.planning import PlanningPage
    from pages.settings import SettingsPage


@step("portal.open", "Пройдите по ссылке {base_url}", shows=("1.1",))
def open_portal(page: Page, base_url: str, *, timeout: float | None = None) -> LoginPage:
    """The portal at its address: the start page, 1.1."""
    from pages.login import LoginPage

    page.goto(base_url, timeout=timeout, wait_until="domcontentloaded")
    find(page, ACCOUNT, timeout=timeout)
    return LoginPage(page)


def is_signed_in(page: Page, *, timeout: float | None = None) -> bool:
    """Whether the page offers the way out; one that does not is waited for as long as a page takes to come."""
    try:
        find(page, SIGN_OUT, timeout=3_000 if timeout is None else timeout)
    except NotFound:
        return False
    return True


class Portal(Spoken):
    """Any page of the portal after the log-in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @step("portal.open_planning", "Перейдите во вкладку «Планирование»", shows=("4.1",))
    def open_planning(self, *, timeout: float | None = None) -> PlanningPage:
        """The tab «Планирование», 4.1."""
        from pages.planning import PlanningPage

        page = page_of(press_to_open(self.page, PLANNING, timeout=timeout))
        find(page, SUBJECT, timeout=timeout)
        return PlanningPage(page)

    @step("portal.open_history", "Нажмите «История конференций»", shows=("10.1",))
    def open_history(self, *, timeout: float | None = None) -> HistoryPage:
        """The history, 10.1."""
        from pages.history import HistoryPage

        page = page_of(press_to_open(self.page, HISTORY, timeout=timeout))
        find(page, SHOW, timeout=timeout)
        return HistoryPage(page)

    @step("portal.open_settings", "Откройте вкладку «Настройки»", shows=("11.1",))
    def open_settings(self, *, timeout: float | None = None) -> SettingsPage:
        """The tab «Настройки», 11.1."""
        from pages.settings import SettingsPage

        return SettingsPage(page_of(press_to_open(self.page, SETTINGS, timeout=timeout)))

    @step("portal.open_help", "Нажмите вкладку «Помощь»", shows=("12.1",))
    def open_help(self, *, timeout: float | None = None) -> HelpPage:
        """The general help, 12.1."""
        from pages.help import HelpPage

        page = page_of(press_to_open(self.page, HELP, timeout=timeout))
        find(page, HELP_HEADING, timeout=timeout)
        return HelpPage(page)

    @step("portal.sign_out", "Нажмите «Выход»", shows=("13.1",))
    def sign_out(self, *, timeout: float | None = None) -> LoginPage:
        """The end of the session, 13.1."""
        from pages.login import LoginPage

        page = page_of(press_to_open(self.page, SIGN_OUT, timeout=timeout))
        find(page, ACCOUNT, timeout=timeout)
        return LoginPage(page)

    @step("portal.read_address", "Запишите адрес страницы")
    def read_address(self) -> str:
        """The address of this page; of one that stands in a frame the frame's own, for the window's leads elsewhere."""
        place = ground(self.page)
        return place.url if isinstance(place, Frame) else self.page.url

    @step("portal.expect_signed_in_as", "Вы увидите, что вошли как «{name}»", shows=("3.2",))
    def expect_signed_in_as(self, name: str, *, timeout: float | None = None) -> None:
        """The page says who is signed in (the account's name or number) and offers the way out, 3.2."""
        checks.expect_there(self.page, SIGN_OUT, timeout=timeout)
        banner = ground(self.page).get_by_role("banner")
        checks.expect_texts(banner, name, timeout=timeout)
        said = banner.get_by_text(looks_like(name)).filter(visible=True)
        report(Touch("see", "text", name, "", "role", "ours", element=said))

    @step("portal.expect_message", "Вы увидите сообщение «{text}»")
    def expect_message(self, text: str, *, timeout: float | None = None) -> None:
        """The page says `text`, as good news or as a refusal."""
        checks.expect_said(self.page, text, timeout=timeout)
