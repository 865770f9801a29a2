"""The control of a conference: who is in, who is called, and the drop-down. Memo step 9.

It may stand in a window of its own, in a frame, or in the page it was opened from.
"""

from __future__ import annotations

from playwright.sync_api import Frame, Page

from pages import checks
from pages.drop_down import END_CONFERENCE, DropDown
from pages.elements import choose, fill, find, is_there, page_of, press, press_to_open, press_twice, send, untick
from pages.finding import patience
from pages.labels import (
    ACTION,
    ADD,
    ADD_PARTICIPANT,
    BACK,
    CANCEL,
    END,
    END_DIALOG,
    INVITE,
    NAME,
    NUMBER,
    PARAMETERS,
    PARTICIPANTS,
    PERFORM,
    REFRESH,
    TICK,
    Label,
)
from pages.steps import Secret, step
from pages.tables import row


class ControlPage(DropDown):
    """The control, wherever it opened. A participant is named by the row: by name if there is one, or by number."""

    def __init__(self, scope: Page | Frame) -> None:
        self.scope = scope

    @classmethod
    def opened_in(cls, scope: Page | Frame, *, timeout: float | None = None) -> ControlPage:
        """The control that has just opened there."""
        find(scope, PARTICIPANTS, timeout=timeout)
        return cls(scope)

    @property
    def page(self) -> Page:
        """The window that the control stands in."""
        return page_of(self.scope)

    @step(
        "control.add_participant",
        "Нажмите «Добавить участника», введите номер «{number}»[ и имя «{name}»], нажмите «Добавить»",
        shows=("9.1",),
    )
    def add_participant(self, number: str, name: str = "", *, timeout: float | None = None) -> None:
        """One more row; nobody is called by it, 9.1. Raises `Refused` with the portal's words if it is not added."""
        self._enter_participant(number, name, timeout)
        send(self.scope, ADD, timeout=timeout)

    @step(
        "control.try_to_add_participant",
        "Попробуйте добавить участника[ с номером «{number}»][ и именем «{name}»]: портал откажет",
        shows=("9.1",),
    )
    def try_to_add_participant(self, number: str, name: str = "", *, timeout: float | None = None) -> None:
        """Like `add_participant`, to be refused."""
        self._enter_participant(number, name, timeout)
        press_to_open(self.scope, ADD, timeout=timeout)

    def _enter_participant(self, number: str, name: str, timeout: float | None) -> None:
        if not is_there(self.scope, NUMBER):
            press(self.scope, ADD_PARTICIPANT, timeout=timeout)
        fill(self.scope, NUMBER, number, timeout=timeout)
        fill(self.scope, NAME, name, timeout=timeout)

    @step("control.untick", "Снимите птичку напротив участника: {who}", shows=("9.2",))
    def untick(self, *who: str, timeout: float | None = None) -> None:
        """Choose participants no longer."""
        for one in who:
            untick(row(self.scope, PARTICIPANTS, one, timeout=timeout), TICK, timeout=timeout)

    @step("control.invite", "Нажмите «Пригласить участника»", shows=("9.2",))
    def invite(self, *, timeout: float | None = None) -> None:
        """The ticked are called, 9.2."""
        send(self.scope, INVITE, timeout=timeout)

    @step("control.try_to_invite", "Нажмите «Пригласить участника»: портал откажет", shows=("9.2",))
    def try_to_invite(self, *, timeout: float | None = None) -> None:
        """Like `invite`, to be refused."""
        press_to_open(self.scope, INVITE, timeout=timeout)

    @step("control.double_click_invite", "Дважды щелкните «Пригласить участника»", shows=("9.2",))
    def double_click_invite(self, *, timeout: float | None = None) -> None:
        """An impatient double click makes one call, 9.2."""
        press_twice(self.scope, INVITE, timeout=timeout)

    @step("control.ask_to_end", "Выберите «Завершение конференции» и нажмите «Выполнить»", shows=("9.6",))
    def ask_to_end(self, *, timeout: float | None = None) -> None:
        """The portal asks whether to end, 9.6."""
        choose(self.scope, ACTION, END_CONFERENCE, timeout=timeout)
        send(self.scope, PERFORM, timeout=timeout)
        find(self.scope, END_DIALOG, timeout=timeout)

    @step("control.end", "Завершите конференцию: на вопрос портала ответьте «Завершить»", shows=("9.6",))
    def end(self, *, timeout: float | None = None) -> None:
        """End and confirm: everybody is disconnected, 9.6."""
        self.ask_to_end(timeout=timeout)
        send(find(self.scope, END_DIALOG, timeout=timeout), END, timeout=timeout)

    @step("control.cancel_ending", "На вопрос портала ответьте «Отмена»", shows=("9.6",))
    def cancel_ending(self, *, timeout: float | None = None) -> None:
        """The conference goes on, 9.6."""
        question = find(self.scope, END_DIALOG, timeout=timeout)
        press(question, CANCEL, timeout=timeout)
        question.wait_for(state="hidden", timeout=patience(timeout))  # a form in a frame is answered after the press
        find(self.scope, PERFORM, timeout=timeout)

    @step("control.refresh", "Нажмите «Обновить»", shows=("9.3",))
    def refresh(self, *, timeout: float | None = None) -> None:
        """Ask for the page anew; needed only without JavaScript, 9.3."""
        press_to_open(self.scope, REFRESH, timeout=timeout)

    @step("control.close", "Закройте управление конференцией")
    def close(self, *, timeout: float | None = None) -> None:
        """Close the control's own window, or go back to the planning page where it stands in the same one."""
        if self.page.opener() is not None:
            self.page.close()
        else:
            press_to_open(self.scope, BACK, timeout=timeout)

    @step("control.expect_participant", "Вы увидите участника «{who}»: {status}", shows=("9.3",))
    def expect_participant(self, who: str, status: str, *, timeout: float | None = None) -> None:
        """The participant's row says `status`, 9.3."""
        line = row(self.scope, PARTICIPANTS, who, timeout=timeout)
        checks.expect_texts(line, status, timeout=timeout)

    @step(
        "control.expect_blocked", "Вы увидите, что участник «{who}» {on:заблокирован|не заблокирован}", shows=("9.5",)
    )
    def expect_blocked(self, who: str, on: bool = True, *, timeout: float | None = None) -> None:
        """The participant's row says that he is blocked, or does not, 9.5."""
        line = row(self.scope, PARTICIPANTS, who, timeout=timeout)
        checks.expect_marked(line, ("заблокирован", "микрофон отключен"), on, timeout=timeout)

    @step("control.expect_number_shown", "Вы увидите номер «{number}», записанный именно так", shows=("9.1",))
    def expect_number_shown(self, number: str, *, timeout: float | None = None) -> None:
        """A number stands there exactly so, sign for sign: «+375 25 999-07-02»."""
        checks.expect_text(self.scope, number, timeout=timeout)

    @step("control.expect_no_participant", "Вы не увидите участника «{who}»", shows=("9.1",))
    def expect_no_participant(self, who: str, *, timeout: float | None = None) -> None:
        """No row of that name or number."""
        checks.expect_no_row(self.scope, PARTICIPANTS, who, timeout=timeout)

    @step("control.expect_participant_count", "Вы увидите участников: {count}", shows=("9.1",))
    def expect_participant_count(self, count: int, *, timeout: float | None = None) -> None:
        """How many rows the table «Участники» has."""
        checks.expect_row_count(self.scope, PARTICIPANTS, count, timeout=timeout)

    @step("control.expect_ticked", "Вы увидите птичку напротив участника «{who}»", shows=("9.2",))
    def expect_ticked(self, who: str, *, timeout: float | None = None) -> None:
        checks.expect_ticked(row(self.scope, PARTICIPANTS, who, timeout=timeout), TICK, timeout=timeout)

    @step("control.expect_unticked", "Вы увидите, что птички напротив участника «{who}» нет", shows=("9.2",))
    def expect_unticked(self, who: str, *, timeout: float | None = None) -> None:
        checks.expect_ticked(row(self.scope, PARTICIPANTS, who, timeout=timeout), TICK, False, timeout=timeout)

    @step("control.expect_status", "Вы увидите состояние конференции: «{text}»", shows=("9.4",))
    def expect_status(self, text: str, *, timeout: float | None = None) -> None:
        """The line that says how the conference stands: «Идет до 16:00»."""
        checks.expect_said(self.scope, text, timeout=timeout)

    @step("control.expect_parameter", "Вы увидите: {parameter} — «{text}»", shows=("8.2",))
    def expect_parameter(self, parameter: str, text: str | Secret, *, timeout: float | None = None) -> None:
        """The row `parameter` of the table «Параметры конференции» holds `text`, 8.2."""
        checks.expect_beside(self.scope, PARAMETERS, parameter, text, timeout=timeout)

    @step("control.expect_actions", "Вы увидите в ниспадающем окне: {actions}", shows=("9.4", "9.5", "9.6"))
    def expect_actions(self, *actions: str, timeout: float | None = None) -> None:
        """What the drop-down offers, all of it, 9.4 to 9.6."""
        checks.expect_choices(self.scope, ACTION, actions, timeout=timeout)

    @step("control.expect_asked_to_end", "Вы увидите вопрос «Завершить конференцию?»", shows=("9.6",))
    def expect_asked_to_end(self, *, timeout: float | None = None) -> None:
        """The portal asks before it ends a conference, 9.6."""
        checks.expect_there(self.scope, END_DIALOG, timeout=timeout)

    @step("control.expect_over", "Вы увидите, что управлять конференцией больше нельзя", shows=("9.6",))
    def expect_over(self, *, timeout: float | None = None) -> None:
        """The page says that it is over, and there is nothing left to press, 9.6."""
        checks.expect_text(self.scope, "Конференция закончилась: управлять ею больше нельзя.", timeout=timeout)
        for button in (ADD_PARTICIPANT, INVITE, PERFORM):
            checks.expect_not_there(self.scope, button, timeout=timeout)

    @step("control.expect_message", "Вы увидите сообщение «{text}»")
    def expect_message(self, text: str, *, timeout: float | None = None) -> None:
        """The page says `text`, as good news or as a refusal."""
        checks.expect_said(self.scope, text, timeout=timeout)

    @step("control.expect_refused", "Вы увидите у поля сообщение «{text}»")
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.scope, label, text, timeout=timeout)

    @step("control.expect_live", "Вы увидите, что сведения обновляются сразу", shows=("9.3",))
    def expect_live(self, *, timeout: float | None = None) -> None:
        """The page says that it is live (with JavaScript only), 9.3."""
        checks.expect_text(self.scope, "Обновляется сразу", timeout=timeout)

    @step("control.expect_connection_lost", "Вы увидите, что связи с порталом нет", shows=("9.3",))
    def expect_connection_lost(self, *, timeout: float | None = None) -> None:
        """The page says that it may be out of date, 9.3."""
        checks.expect_text(self.scope, "Нет связи с порталом: сведения могли устареть", timeout=timeout)

    @step("control.expect_session_ended", "Вы увидите, что сеанс завершен и сведения больше не обновляются")
    def expect_session_ended(self, *, timeout: float | None = None) -> None:
        """The page says that it is live no more, because nobody is signed in."""
        text = "Сеанс завершен: сведения больше не обновляются. Войдите в портал еще раз"
        checks.expect_text(self.scope, text, timeout=timeout)
