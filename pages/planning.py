"""The planning page: when, templates, «Запланировать», and the conferences to come. Memo steps 5 to 7."""

from __future__ import annotations

from pages import checks
from pages.control import ControlPage
from pages.editing import EditPage
from pages.elements import choose, fill, find, is_there, page_of, press, press_to_open, press_twice, send, tick
from pages.labels import (
    APPLY_TEMPLATE,
    CALL_OFF,
    CALL_OFF_FOR_GOOD,
    CANCEL,
    COMING,
    CREATE_TEMPLATE,
    EDIT,
    IMMEDIATE,
    JOIN,
    PARAMETERS,
    SAVE,
    SAVE_TEMPLATE,
    SCHEDULE,
    SEND_AGAIN,
    START_DATE,
    START_TIME,
    SUBJECT,
    TEMPLATE,
    TEMPLATE_NAME,
)
from pages.plan import PlanFields
from pages.portal import Portal
from pages.scheduled import ScheduledPage
from pages.steps import step
from pages.tables import row


class PlanningPage(PlanFields, Portal):
    """The planning page with its two tabs and the list of coming and running conferences."""

    @step("planning.choose_start", "Введите время конференции: {date}, {time}", shows=("5.2",))
    def choose_start(self, date: str, time: str, *, timeout: float | None = None) -> None:
        """The start, ДД.ММ.ГГГГ and ЧЧ:ММ in Minsk, 5.2."""
        fill(self.page, START_DATE, date, timeout=timeout)
        fill(self.page, START_TIME, time, timeout=timeout)

    @step("planning.make_immediate", "Выберите «Немедленная конференция»", shows=("5.3",))
    def make_immediate(self, *, timeout: float | None = None) -> None:
        """The conference starts right after creation, 5.3."""
        tick(self.page, IMMEDIATE, timeout=timeout)

    @step("planning.apply_template", "Выберите шаблон «{name}» и нажмите «Применить шаблон»", shows=("7.3",))
    def apply_template(self, name: str, *, timeout: float | None = None) -> None:
        """A template fills the page, 7.3."""
        choose(self.page, TEMPLATE, name, timeout=timeout)
        send(self.page, APPLY_TEMPLATE, timeout=timeout)

    @step("planning.ask_for_template_name", "Нажмите «Создать шаблон»", shows=("7.2",))
    def ask_for_template_name(self, *, timeout: float | None = None) -> None:
        """«Создать шаблон» asks for a name, 7.2; after a refusal it is asking already."""
        if not is_there(self.page, TEMPLATE_NAME):
            press(self.page, CREATE_TEMPLATE, timeout=timeout)
        find(self.page, TEMPLATE_NAME, timeout=timeout)

    @step("planning.save_as_template", "Создайте шаблон «{name}»", shows=("7.2",))
    def save_as_template(self, name: str, *, timeout: float | None = None) -> None:
        """The settings are kept as a template; the form stays as typed, 7.2."""
        self.ask_for_template_name(timeout=timeout)
        fill(self.page, TEMPLATE_NAME, name, timeout=timeout)
        send(self.page, SAVE_TEMPLATE, timeout=timeout)

    @step("planning.try_to_save_as_template", "Попробуйте создать шаблон[ «{name}»]: портал откажет", shows=("7.2",))
    def try_to_save_as_template(self, name: str, *, timeout: float | None = None) -> None:
        """Like `save_as_template`, to be refused."""
        self.ask_for_template_name(timeout=timeout)
        fill(self.page, TEMPLATE_NAME, name, timeout=timeout)
        press_to_open(self.page, SAVE_TEMPLATE, timeout=timeout)

    @step("planning.cancel_template", "Нажмите «Отмена»", shows=("7.2",))
    def cancel_template(self, *, timeout: float | None = None) -> None:
        """No template after all; the form stays as typed."""
        press(self.page, CANCEL, timeout=timeout)
        find(self.page, CREATE_TEMPLATE, timeout=timeout)

    @step("planning.schedule", "Нажмите «Запланировать»", shows=("7.1",))
    def schedule(self, *, timeout: float | None = None) -> ScheduledPage:
        """The conference is created, 7.1. Raises `Refused` with the portal's words if it is not."""
        page = page_of(send(self.page, SCHEDULE, timeout=timeout))
        find(page, PARAMETERS, timeout=timeout)
        return ScheduledPage(page)

    @step("planning.try_to_schedule", "Нажмите «Запланировать»: портал откажет", shows=("7.1",))
    def try_to_schedule(self, *, timeout: float | None = None) -> None:
        """Press «Запланировать» and stay: what is wrong is said at the fields."""
        press_to_open(self.page, SCHEDULE, timeout=timeout)

    @step("planning.schedule_again", "Нажмите «Отправить еще раз»", shows=("7.1",))
    def schedule_again(self, *, timeout: float | None = None) -> ScheduledPage:
        """On the page that says that the portal is busy: the conference is created after all, 7.1."""
        page = page_of(send(self.page, SEND_AGAIN, timeout=timeout))
        find(page, PARAMETERS, timeout=timeout)
        return ScheduledPage(page)

    @step("planning.double_click_schedule", "Дважды щелкните «Запланировать»", shows=("7.1",))
    def double_click_schedule(self, *, timeout: float | None = None) -> ScheduledPage:
        """An impatient double click makes one conference, 7.1."""
        page = page_of(press_twice(self.page, SCHEDULE, timeout=timeout))
        find(page, PARAMETERS, timeout=timeout)
        return ScheduledPage(page)

    @step("planning.join", "В строке «{subject}» нажмите «Присоединиться»", shows=("8.1", "8.4"))
    def join(self, subject: str, *, timeout: float | None = None) -> ControlPage:
        """The control of a coming or running conference, 8.1 and 8.4."""
        line = row(self.page, COMING, subject, timeout=timeout)
        return ControlPage.opened_in(press_to_open(line, JOIN, timeout=timeout), timeout=timeout)

    @step("planning.edit", "В строке «{subject}» нажмите «Изменить»")
    def edit(self, subject: str, *, timeout: float | None = None) -> EditPage:
        """The page that changes a conference whose control is not open yet."""
        page = page_of(press_to_open(row(self.page, COMING, subject, timeout=timeout), EDIT, timeout=timeout))
        find(page, SAVE, timeout=timeout)
        return EditPage(page)

    @step("planning.call_off", "В строке «{subject}» нажмите «Отменить», затем «Отменить конференцию»")
    def call_off(self, subject: str, *, timeout: float | None = None) -> None:
        """A conference that has not begun is called off; the planning page says so."""
        page = page_of(press_to_open(row(self.page, COMING, subject, timeout=timeout), CALL_OFF, timeout=timeout))
        send(page, CALL_OFF_FOR_GOOD, timeout=timeout)

    @step("planning.expect_there", "Вы увидите страницу планирования", shows=("4.1",))
    def expect_there(self, *, timeout: float | None = None) -> None:
        """The page where a conference is planned, 4.1."""
        checks.expect_there(self.page, SUBJECT, timeout=timeout)
        checks.expect_there(self.page, SCHEDULE, timeout=timeout)

    @step("planning.expect_start", "Вы увидите время конференции: {date}, {time}", shows=("5.2",))
    def expect_start(self, date: str, time: str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, START_DATE, date, timeout=timeout)
        checks.expect_value(self.page, START_TIME, time, timeout=timeout)

    @step(
        "planning.expect_immediate",
        "Вы увидите, что «Немедленная конференция» {on:выбрана|не выбрана}",
        shows=("5.3",),
    )
    def expect_immediate(self, on: bool = True, *, timeout: float | None = None) -> None:
        checks.expect_ticked(self.page, IMMEDIATE, on, timeout=timeout)

    @step("planning.expect_time_out_of_use", "Вы увидите, что дату и время вводить не нужно", shows=("5.3",))
    def expect_time_out_of_use(self, *, timeout: float | None = None) -> None:
        """With «Немедленная конференция» the start is out of use (with JavaScript: disabled), 5.3."""
        checks.expect_out_of_use(self.page, START_DATE, timeout=timeout)
        checks.expect_out_of_use(self.page, START_TIME, timeout=timeout)

    @step("planning.expect_templates", "Вы увидите шаблоны: {names}", shows=("7.3",))
    def expect_templates(self, *names: str, timeout: float | None = None) -> None:
        """The templates on offer, all of them, in their order, 7.3."""
        checks.expect_choices(self.page, TEMPLATE, names, timeout=timeout)

    @step("planning.expect_asked_for_template_name", "Вы увидите поле «Название шаблона»", shows=("7.2",))
    def expect_asked_for_template_name(self, *, timeout: float | None = None) -> None:
        """The portal asks for the template's name, 7.2."""
        checks.expect_there(self.page, TEMPLATE_NAME, timeout=timeout)

    @step("planning.expect_coming", "Вы увидите в списке предстоящих и идущих конференций «{subject}»", shows=("8.4",))
    def expect_coming(self, subject: str, *texts: str, timeout: float | None = None) -> None:
        """A coming or running conference with `texts` in its row and «Присоединиться», 8.4."""
        line = row(self.page, COMING, subject, timeout=timeout)
        checks.expect_texts(line, *texts, timeout=timeout)
        checks.expect_there(line, JOIN, timeout=timeout)

    @step(
        "planning.expect_not_coming", "Вы не увидите «{subject}» среди предстоящих и идущих конференций", shows=("8.4",)
    )
    def expect_not_coming(self, subject: str, *, timeout: float | None = None) -> None:
        """No such conference is coming or running."""
        checks.expect_no_row(self.page, COMING, subject, timeout=timeout)

    @step("planning.expect_coming_count", "Вы увидите предстоящих и идущих конференций: {count}", shows=("8.4",))
    def expect_coming_count(self, count: int, *, timeout: float | None = None) -> None:
        """How many conferences are coming or running."""
        checks.expect_row_count(self.page, COMING, count, timeout=timeout)
