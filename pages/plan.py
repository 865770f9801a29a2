"""The fields of a plan, on the planning page and in a template alike. Memo steps 5 and 6."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from pages import checks
from pages.elements import choose, fill, find, press, press_to_open, tick, untick
from pages.finding import wanted
from pages.labels import (
    ADD_LINE,
    ADD_PICKED,
    ADVANCED_TAB,
    AUTO_EXTEND,
    AUTO_INVITE,
    EMAIL_REMINDER,
    GUEST_PASSWORD,
    LINE_EMAIL,
    LINE_NAME,
    LINE_NUMBER,
    MAIN_TAB,
    MINUTES,
    MODE,
    OWN_TELEPHONE,
    PARTICIPANT_LIST,
    PICK,
    REMOVE_LINE,
    SIZE,
    SMS_REMINDER,
    SUBJECT,
    Label,
)
from pages.places import ground
from pages.steps import step
from pages.texts import words

EXTENSIONS = {0: "Выключено", 15: "на 15 минут", 30: "на 30 минут", 45: "на 45 минут", 60: "на 60 минут"}
REMINDERS = {
    0: "Не отправлять",
    5: "за 5 минут",
    10: "за 10 минут",
    15: "за 15 минут",
    30: "за 30 минут",
    60: "за 1 час",
    120: "за 2 часа",
    1440: "за 1 сутки",
}


class PlanFields:
    """What a conference is to be like. Mixed into the pages that have these fields."""

    page: Page

    @step("plan.enter_subject", "Введите тему конференции[ «{subject}»]", shows=("5.1",))
    def enter_subject(self, subject: str, *, timeout: float | None = None) -> None:
        """The subject, any text, 5.1."""
        fill(self.page, SUBJECT, subject, timeout=timeout)

    @step("plan.enter_minutes", "Введите продолжительность в минутах[: {minutes}]", shows=("5.2",))
    def enter_minutes(self, minutes: int | str, *, timeout: float | None = None) -> None:
        """How long, 5.2."""
        fill(self.page, MINUTES, str(minutes), timeout=timeout)

    @step("plan.choose_mode", "Выберите режим конференции «{mode}»", shows=("5.4",))
    def choose_mode(self, mode: str, *, timeout: float | None = None) -> None:
        """The mode, 5.4."""
        choose(self.page, MODE, mode, timeout=timeout)

    @step("plan.enter_size", "Введите количество участников[: {size}]", shows=("5.5",))
    def enter_size(self, size: int | str, *, timeout: float | None = None) -> None:
        """How many participants, the chair included, 5.5."""
        fill(self.page, SIZE, str(size), timeout=timeout)

    @step(
        "plan.list_participant",
        "В строке {line} списка участников введите номер «{number}»[, имя «{name}»][, E-mail «{email}»]",
        shows=("5.6",),
    )
    def list_participant(
        self, line: int, number: str, name: str = "", email: str = "", *, timeout: float | None = None
    ) -> None:
        """A participant in the list of the main window, 5.6. An empty name or e-mail leaves the field alone."""
        fill(self.page, LINE_NUMBER.numbered(line), number, timeout=timeout)
        if name:
            fill(self.page, LINE_NAME.numbered(line), name, timeout=timeout)
        if email:
            fill(self.page, LINE_EMAIL.numbered(line), email, timeout=timeout)

    @step("plan.leave_out_own_telephone", "Снимите птичку «Мой телефон»", shows=("5.7",))
    def leave_out_own_telephone(self, *, timeout: float | None = None) -> None:
        """The chair's own telephone is not called, 5.7."""
        untick(self.page, OWN_TELEPHONE, timeout=timeout)

    @step("plan.add_line", "Нажмите «Добавить строку»", shows=("5.6",))
    def add_line(self, *, timeout: float | None = None) -> None:
        """One more empty line in the participant list."""
        lines = self.lines.count()
        press(self.page, ADD_LINE, timeout=timeout)
        find(self.page, LINE_NUMBER.numbered(lines + 1), timeout=timeout)

    @step("plan.remove_line", "Нажмите «Убрать» в строке {line}", shows=("5.6",))
    def remove_line(self, line: int, *, timeout: float | None = None) -> None:
        """The line goes; those below it move up."""
        press_to_open(self.page, REMOVE_LINE.numbered(line), timeout=timeout)

    @step("plan.pick", "Выберите в адресной книге «{name}» и нажмите «Добавить из адресной книги»", shows=("11.4",))
    def pick(self, name: str, *, timeout: float | None = None) -> None:
        """A contact or a conference room goes into the participant list, 11.4 and 11.5."""
        choose(self.page, PICK, name, timeout=timeout)
        press_to_open(self.page, ADD_PICKED, timeout=timeout)

    @property
    def lines(self) -> Locator:
        """The number fields of the participant list, one for each line."""
        label = wanted(LINE_NUMBER.numbered(0))
        numbered = re.compile(rf"^{words(label.word[:-1])}\s*\d+$")
        return ground(self.page).get_by_role(label.role, name=numbered)

    @step(
        "plan.open_advanced",
        "Войдите во вкладку «Настройки дополнительных параметров»",
        shows=("6.1",),
    )
    def open_advanced(self, *, timeout: float | None = None) -> None:
        """The advanced settings; what was typed in the main window stays, 6.1."""
        self._turn_to(ADVANCED_TAB, AUTO_INVITE, timeout)

    @step("plan.open_main", "Вернитесь во вкладку «Основные параметры»", shows=("6.1",))
    def open_main(self, *, timeout: float | None = None) -> None:
        """The main planning window, 6.1 and 7.1."""
        self._turn_to(MAIN_TAB, SUBJECT, timeout)

    def _turn_to(self, tab: Label, field: Label, timeout: float | None) -> None:
        """A script turns the page in place, without one the portal sends it anew; `field` tells when it has turned."""
        press(self.page, tab, timeout=timeout)
        find(self.page, field, timeout=timeout)

    @step("plan.switch_auto_invite", "{on:Включите|Выключите} автоматическое приглашение участников", shows=("6.2",))
    def switch_auto_invite(self, on: bool = True, *, timeout: float | None = None) -> None:
        """Automatic invitation, 6.2."""
        (tick if on else untick)(self.page, AUTO_INVITE, timeout=timeout)

    @step(
        "plan.choose_auto_extend",
        "{minutes:Включите|Выключите} автоматическое продление конференции[ на {minutes} минут]",
        shows=("6.3",),
    )
    def choose_auto_extend(self, minutes: int, *, timeout: float | None = None) -> None:
        """Automatic extension: 0 (off), 15, 30, 45 or 60 minutes, 6.3."""
        choose(self.page, AUTO_EXTEND, EXTENSIONS[minutes], timeout=timeout)

    @step("plan.switch_guest_password", "{on:Включите|Выключите} гостевой пароль", shows=("6.4",))
    def switch_guest_password(self, on: bool = True, *, timeout: float | None = None) -> None:
        """A guest password, 6.4."""
        (tick if on else untick)(self.page, GUEST_PASSWORD, timeout=timeout)

    @step(
        "plan.choose_email_reminder",
        "{minutes:Настройте|Отключите} оповещение по E-mail[, интервал — {minutes} мин.]",
        shows=("6.5",),
    )
    def choose_email_reminder(self, minutes: int, *, timeout: float | None = None) -> None:
        """The reminder by e-mail: 0 (none), 5, 10, 15, 30, 60, 120 or 1440 minutes before, 6.5."""
        choose(self.page, EMAIL_REMINDER, REMINDERS[minutes], timeout=timeout)

    @step("plan.expect_subject", "Вы увидите тему «{subject}»", shows=("5.1",))
    def expect_subject(self, subject: str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, SUBJECT, subject, timeout=timeout)

    @step("plan.expect_minutes", "Вы увидите продолжительность в минутах: {minutes}", shows=("5.2",))
    def expect_minutes(self, minutes: int | str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, MINUTES, str(minutes), timeout=timeout)

    @step("plan.expect_modes", "Вы увидите режимы конференции: {modes}", shows=("5.4",))
    def expect_modes(self, *modes: str, timeout: float | None = None) -> None:
        """The modes on offer, and no others, 5.4."""
        checks.expect_choices(self.page, MODE, modes, timeout=timeout)

    @step("plan.expect_size", "Вы увидите количество участников: {size}", shows=("5.5",))
    def expect_size(self, size: int | str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, SIZE, str(size), timeout=timeout)

    @step(
        "plan.expect_participant_listed",
        "Вы увидите в строке {line} номер «{number}»[, имя «{name}»][, E-mail «{email}»]",
        shows=("5.6",),
    )
    def expect_participant_listed(
        self, line: int, number: str, name: str = "", email: str = "", *, timeout: float | None = None
    ) -> None:
        """A line of the participant list, its number in any grouping, name and e-mail exactly, 5.6."""
        checks.expect_value_like(self.page, LINE_NUMBER.numbered(line), number, timeout=timeout)
        checks.expect_value(self.page, LINE_NAME.numbered(line), name, timeout=timeout)
        checks.expect_value(self.page, LINE_EMAIL.numbered(line), email, timeout=timeout)

    @step("plan.expect_lines", "Вы увидите строк в списке участников: {count}", shows=("5.6",))
    def expect_lines(self, count: int, *, timeout: float | None = None) -> None:
        """How many lines the participant list has, the chair's own row not counted."""
        find(self.page, PARTICIPANT_LIST, timeout=timeout)
        checks.expect_count(self.lines, count, "lines to fill in", timeout=timeout)

    @step("plan.expect_own_telephone", "Вы увидите первой строкой «Мой телефон»[: {number}]", shows=("5.7",))
    def expect_own_telephone(self, number: str = "", *, on: bool = True, timeout: float | None = None) -> None:
        """The chair's own telephone is listed first, ticked or not, 5.7."""
        checks.expect_ticked(self.page, OWN_TELEPHONE, on, timeout=timeout)
        checks.expect_first_row(self.page, PARTICIPANT_LIST, OWN_TELEPHONE.word, timeout=timeout)
        if number:
            checks.expect_texts(find(self.page, PARTICIPANT_LIST, timeout=timeout), number, timeout=timeout)

    @step("plan.expect_address_book", "Вы увидите в адресной книге: {entries}", shows=("11.4", "11.5"))
    def expect_address_book(self, *entries: str, timeout: float | None = None) -> None:
        """What the address book offers to pick, all of it, the invitation to choose included, 11.4 and 11.5."""
        checks.expect_choices(self.page, PICK, entries, timeout=timeout)

    @step(
        "plan.expect_auto_invite",
        "Вы увидите, что автоматическое приглашение участников {on:включено|выключено}",
        shows=("6.2",),
    )
    def expect_auto_invite(self, on: bool = True, *, timeout: float | None = None) -> None:
        checks.expect_ticked(self.page, AUTO_INVITE, on, timeout=timeout)

    @step(
        "plan.expect_auto_extend",
        "Вы увидите, что автоматическое продление {minutes:включено|выключено}[ на {minutes} минут]",
        shows=("6.3",),
    )
    def expect_auto_extend(self, minutes: int, *, timeout: float | None = None) -> None:
        checks.expect_chosen(self.page, AUTO_EXTEND, EXTENSIONS[minutes], timeout=timeout)

    @step("plan.expect_auto_extend_choices", "Вы увидите, на сколько можно продлевать", shows=("6.3",))
    def expect_auto_extend_choices(self, *minutes: int, timeout: float | None = None) -> None:
        """The choices of automatic extension, 0 being off, 6.3."""
        checks.expect_choices(self.page, AUTO_EXTEND, tuple(EXTENSIONS[m] for m in minutes), timeout=timeout)

    @step("plan.expect_guest_password", "Вы увидите, что гостевой пароль {on:включен|выключен}", shows=("6.4",))
    def expect_guest_password(self, on: bool = True, *, timeout: float | None = None) -> None:
        checks.expect_ticked(self.page, GUEST_PASSWORD, on, timeout=timeout)

    @step(
        "plan.expect_email_reminder",
        "Вы увидите, что оповещение по E-mail {minutes:включено|выключено}[: за {minutes} мин.]",
        shows=("6.5",),
    )
    def expect_email_reminder(self, minutes: int, *, timeout: float | None = None) -> None:
        checks.expect_chosen(self.page, EMAIL_REMINDER, REMINDERS[minutes], timeout=timeout)

    @step("plan.expect_email_reminder_choices", "Вы увидите, за сколько можно оповестить", shows=("6.5",))
    def expect_email_reminder_choices(self, *minutes: int, timeout: float | None = None) -> None:
        """The choices of the reminder, 0 being none, 6.5."""
        checks.expect_choices(self.page, EMAIL_REMINDER, tuple(REMINDERS[m] for m in minutes), timeout=timeout)

    @step(
        "plan.expect_sms_unavailable",
        "Вы увидите, что оповещение по SMS в настоящее время недоступно",
        shows=("6.6",),
    )
    def expect_sms_unavailable(self, *, timeout: float | None = None) -> None:
        """The control is there, disabled, and says so, 6.6."""
        checks.expect_out_of_use(self.page, SMS_REMINDER, timeout=timeout)
        checks.expect_described(self.page, SMS_REMINDER, "В настоящее время недоступно", timeout=timeout)

    @step("plan.expect_refused", "Вы увидите у поля сообщение «{text}»")
    def expect_refused(self, label: Label, text: str, *, timeout: float | None = None) -> None:
        """The message at a field, which is marked as wrong."""
        checks.expect_refused(self.page, label, text, timeout=timeout)
