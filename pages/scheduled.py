"""The created conference: its parameters, its passwords and the way into the control. Memo step 8."""

from __future__ import annotations

import re

from pages import checks
from pages.control import ControlPage
from pages.elements import press, press_to_open
from pages.labels import JOIN, PARAMETERS, PLAIN_WAY_IN
from pages.portal import Portal
from pages.steps import Secret, step
from pages.tables import read, rows

CHAIR_PASSWORD = "Пароль председателя"
GUEST_PASSWORD = "Пароль гостя"
CONFERENCE_NUMBER = "Номер конференции"
TIME = "Время конференции"


class ScheduledPage(Portal):
    """The card of a created conference."""

    @step("scheduled.join", "Нажмите «Присоединиться»", shows=("8.1",))
    def join(self, *, timeout: float | None = None) -> ControlPage:
        """The control, wherever it opens, 8.1. It calls nobody by itself."""
        return ControlPage.opened_in(press_to_open(self.page, JOIN, timeout=timeout), timeout=timeout)

    @step("scheduled.try_to_join", "Нажмите «Присоединиться»: браузер не откроет окно", shows=("1.4", "8.1"))
    def try_to_join(self, *, timeout: float | None = None) -> None:
        """Press «Присоединиться» in a browser that blocks pop-ups, 1.4."""
        press(self.page, JOIN, timeout=timeout)

    @step("scheduled.join_by_plain_link", "Нажмите «Открыть управление в этом окне»", shows=("1.4",))
    def join_by_plain_link(self, *, timeout: float | None = None) -> ControlPage:
        """The way in that needs no pop-up, 1.4."""
        return ControlPage.opened_in(press_to_open(self.page, PLAIN_WAY_IN, timeout=timeout), timeout=timeout)

    @step("scheduled.read_passwords", "Запишите пароль председателя и, если он есть, пароль гостя", shows=("8.3",))
    def read_passwords(self, *, timeout: float | None = None) -> tuple[Secret, Secret | None]:
        """The chair's password and the guest's if there is one, to be dialled, 8.3."""
        chair = Secret(read(self.page, PARAMETERS, CHAIR_PASSWORD, timeout=timeout))
        if rows(self.page, PARAMETERS, GUEST_PASSWORD, timeout=timeout).count() == 0:
            return chair, None
        return chair, Secret(read(self.page, PARAMETERS, GUEST_PASSWORD, timeout=timeout))

    @step("scheduled.read_conference_number", "Запишите номер конференции", shows=("8.3",))
    def read_conference_number(self, *, timeout: float | None = None) -> str:
        """The conference number, to be dialled, 8.3."""
        return read(self.page, PARAMETERS, CONFERENCE_NUMBER, timeout=timeout)

    @step("scheduled.read_end", "Запишите время окончания", shows=("8.2",))
    def read_end(self, *, timeout: float | None = None) -> str:
        """When the conference ends, as «16:00», 8.2."""
        *_, end = re.finditer(r"\d\d:\d\d", read(self.page, PARAMETERS, TIME, timeout=timeout))
        return end[0]

    @step("scheduled.expect_parameter", "Вы увидите: {parameter} — «{text}»", shows=("8.2",))
    def expect_parameter(self, parameter: str, text: str | Secret, *, timeout: float | None = None) -> None:
        """The row `parameter` of the table «Параметры конференции» holds `text`, 8.2."""
        checks.expect_beside(self.page, PARAMETERS, parameter, text, timeout=timeout)

    @step("scheduled.expect_passwords", "Вы увидите пароль председателя{guest: и пароль гостя|}", shows=("8.3",))
    def expect_passwords(self, *, guest: bool = False, timeout: float | None = None) -> None:
        """The chair's password, and the guest's exactly when there should be one; six digits each, 8.3."""
        checks.expect_six_digits(self.page, PARAMETERS, CHAIR_PASSWORD, timeout=timeout)
        if guest:
            checks.expect_six_digits(self.page, PARAMETERS, GUEST_PASSWORD, timeout=timeout)
        else:
            checks.expect_no_row(self.page, PARAMETERS, GUEST_PASSWORD, timeout=timeout)

    @step("scheduled.expect_no_parameter", "Вы не увидите строки «{parameter}»", shows=("8.3",))
    def expect_no_parameter(self, parameter: str, *, timeout: float | None = None) -> None:
        """The table «Параметры конференции» has no row `parameter`."""
        checks.expect_no_row(self.page, PARAMETERS, parameter, timeout=timeout)

    @step(
        "scheduled.expect_popup_blocked",
        "Вы увидите, что всплывающее окно заблокировано, и ссылку «Открыть управление в этом окне»",
        shows=("1.4",),
    )
    def expect_popup_blocked(self, *, timeout: float | None = None) -> None:
        """The portal says that the pop-up was blocked and offers the plain link, 1.4."""
        checks.expect_said(self.page, "Браузер заблокировал всплывающее окно", timeout=timeout)
        checks.expect_there(self.page, PLAIN_WAY_IN, timeout=timeout)
