"""The history of conferences. Memo step 10."""

from __future__ import annotations

from pages import checks
from pages.elements import download, fill, find, page_of, press_to_open, send
from pages.labels import (
    BACK_TO_HISTORY,
    CALL_LIST,
    CONTROL_LOG,
    DOWNLOAD,
    EARLIER,
    HISTORY_LIST,
    LATER,
    PARAMETERS,
    PAST,
    PERIOD_FROM,
    PERIOD_TO,
    SHOW,
    Label,
)
from pages.portal import Portal
from pages.steps import step
from pages.tables import row, rows

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

    @step("history.show_earlier", "Нажмите «Более ранние»", shows=("10.1",))
    def show_earlier(self, *, timeout: float | None = None) -> None:
        """The next page back in time; the period stays."""
        press_to_open(self.page, EARLIER, timeout=timeout)

    @step("history.show_later", "Нажмите «Более поздние»", shows=("10.1",))
    def show_later(self, *, timeout: float | None = None) -> None:
        """The way back of `show_earlier`."""
        press_to_open(self.page, LATER, timeout=timeout)

    @step("history.open_conference", "Нажмите на тему «{subject}»", shows=("10.1",))
    def open_conference(self, subject: str, *, timeout: float | None = None) -> PastPage:
        """One conference with its calls and its control log."""
        line = row(self.page, HISTORY_LIST, subject, timeout=timeout)
        page = page_of(press_to_open(line, PAST.headed(subject), timeout=timeout))
        find(page, CONTROL_LOG, timeout=timeout)
        return PastPage(page)

    @step("history.download", "Нажмите «Скачать CSV»", shows=("10.1",))
    def download(self, *, timeout: float | None = None) -> bytes:
        """The conferences of the period as a file: what it holds."""
        return download(self.page, DOWNLOAD, timeout=timeout)

    @step("history.expect_count", "Вы увидите конференций: {count}", shows=("10.1",))
    def expect_count(self, count: int, *, timeout: float | None = None) -> None:
        """So many conferences on this page."""
        checks.expect_row_count(self.page, HISTORY_LIST, count, timeout=timeout)

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


class PastPage(Portal):
    """A conference that is over: its parameters, its calls, its control log."""

    @step("past.back", "Нажмите «К истории конференций»", shows=("10.1",))
    def back(self, *, timeout: float | None = None) -> HistoryPage:
        """The history again."""
        page = page_of(press_to_open(self.page, BACK_TO_HISTORY, timeout=timeout))
        find(page, SHOW, timeout=timeout)
        return HistoryPage(page)

    @step("past.download", "Нажмите «Скачать CSV»", shows=("10.1",))
    def download(self, *, timeout: float | None = None) -> bytes:
        """The calls as a file: what it holds."""
        return download(self.page, DOWNLOAD, timeout=timeout)

    @step("past.expect_parameter", "Вы увидите: {parameter} — «{text}»", shows=("10.1",))
    def expect_parameter(self, parameter: str, text: str, *, timeout: float | None = None) -> None:
        """The row `parameter` of the table «Параметры конференции» holds `text`."""
        checks.expect_beside(self.page, PARAMETERS, parameter, text, timeout=timeout)

    @step("past.expect_no_parameter", "Вы не увидите строки «{parameter}»", shows=("10.1",))
    def expect_no_parameter(self, parameter: str, *, timeout: float | None = None) -> None:
        """The table «Параметры конференции» has no row `parameter`."""
        checks.expect_no_row(self.page, PARAMETERS, parameter, timeout=timeout)

    @step("past.expect_call", "Вы увидите вызов участника «{who}»", shows=("10.1",))
    def expect_call(self, who: str, *texts: str, timeout: float | None = None) -> None:
        """Of the calls of `who`, a name or a number, one has all the `texts`."""
        checks.expect_one_with(rows(self.page, CALL_LIST, who, timeout=timeout), *texts, timeout=timeout)

    @step("past.expect_logged", "Вы увидите в журнале управления «{what}»", shows=("10.1",))
    def expect_logged(self, what: str, *texts: str, timeout: float | None = None) -> None:
        """A line of the control log says `what` was done, and the `texts`: by whom, about whom."""
        checks.expect_one_with(rows(self.page, CONTROL_LOG, what, timeout=timeout), *texts, timeout=timeout)
