"""The history of conferences. Memo step 10."""

from __future__ import annotations

from pages import checks
from pages.elements import fill, press_to_open, row, send
from pages.labels import HISTORY_LIST, PERIOD_FROM, PERIOD_TO, SHOW, Label
from pages.portal import Portal
from pages.steps import step

EMPTY = "За выбранный период конференций не было"


class HistoryPage(Portal):
    """What has been, by period. Days are written ДД.ММ.ГГГГ."""

    @step("history.show_period", "Выберите период отображения: с {first} по {last}", shows=("10.1",))
    def show_period(self, first: str, last: str, *, timeout: float | None = None) -> None:
        """The conferences from `first` to `last`, both days inclusive, 10.1."""
        self._enter(first, last, timeout)
        send(self.page, SHOW, timeout=timeout)

    @step("history.try_to_show_period", "Выберите период с {first} по {last}: портал откажет", shows=("10.1",))
    def try_to_show_period(self, first: str, last: str, *, timeout: float | None = None) -> None:
        """Like `show_period`, to be refused."""
        self._enter(first, last, timeout)
        press_to_open(self.page, SHOW, timeout=timeout)

    def _enter(self, first: str, last: str, timeout: float | None) -> None:
        fill(self.page, PERIOD_FROM, first, timeout=timeout)
        fill(self.page, PERIOD_TO, last, timeout=timeout)

    @step("history.expect_conference", "Вы увидите в истории конференцию «{subject}»", shows=("10.1",))
    def expect_conference(self, subject: str, *texts: str, timeout: float | None = None) -> None:
        """A conference of the period, with `texts` in its row, 10.1."""
        checks.expect_texts(row(self.page, HISTORY_LIST, subject, timeout=timeout), *texts, timeout=timeout)

    @step("history.expect_no_conference", "Вы не увидите в истории конференции «{subject}»", shows=("10.1",))
    def expect_no_conference(self, subject: str, *, timeout: float | None = None) -> None:
        """The period has no such conference, 10.1."""
        checks.expect_no_row(self.page, HISTORY_LIST, subject, timeout=timeout)

    @step("history.expect_empty", "Вы увидите, что за выбранный период конференций не было", shows=("10.1",))
    def expect_empty(self, *, timeout: float | None = None) -> None:
        """The period has no conference at all, and the page says so."""
        checks.expect_text(self.page, EMPTY, timeout=timeout)

    @step("history.expect_period", "Вы увидите период с {first} по {last}", shows=("10.1",))
    def expect_period(self, first: str, last: str, *, timeout: float | None = None) -> None:
        """The period that is shown."""
        checks.expect_value(self.page, PERIOD_FROM, first, timeout=timeout)
        checks.expect_value(self.page, PERIOD_TO, last, timeout=timeout)

    @step("history.expect_refused", "Вы увидите у поля сообщение «{text}»", shows=("10.1",))
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.page, label, text, timeout=timeout)
