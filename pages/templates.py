"""«Мои шаблоны»: use, change, delete, and the default one. Memo steps 7.2, 7.3, 11.1 and 11.2."""

from __future__ import annotations

from playwright.sync_api import Locator

from pages import checks
from pages.elements import fill, find, page_of, press_to_open, send
from pages.labels import (
    CANCEL,
    DELETE,
    EDIT,
    MAKE_DEFAULT,
    SAVE,
    SUBJECT,
    TEMPLATE_LIST,
    TEMPLATE_NAME,
    USE_TEMPLATE,
    Label,
)
from pages.plan import PlanFields
from pages.planning import PlanningPage
from pages.settings import SettingsPage
from pages.steps import step
from pages.tables import row

DEFAULT_MARK = "по умолчанию"


class TemplatesPage(SettingsPage):
    """The list of templates."""

    @step("templates.use", "В строке «{name}» нажмите «Использовать»", shows=("7.3", "11.1"))
    def use(self, name: str, *, timeout: float | None = None) -> PlanningPage:
        """The planning page, filled from the template, 7.3 and 11.1."""
        page = page_of(press_to_open(self._line(name, timeout), USE_TEMPLATE, timeout=timeout))
        find(page, SUBJECT, timeout=timeout)
        return PlanningPage(page)

    @step("templates.edit", "В строке «{name}» нажмите «Изменить»", shows=("11.1",))
    def edit(self, name: str, *, timeout: float | None = None) -> TemplatePage:
        """The template itself, to be changed, 11.1."""
        page = page_of(press_to_open(self._line(name, timeout), EDIT, timeout=timeout))
        find(page, TEMPLATE_NAME, timeout=timeout)
        return TemplatePage(page)

    @step("templates.delete", "В строке «{name}» нажмите «Удалить»", shows=("11.1",))
    def delete(self, name: str, *, timeout: float | None = None) -> None:
        """The template goes, 11.1."""
        send(self._line(name, timeout), DELETE, timeout=timeout)

    @step("templates.make_default", "В строке «{name}» нажмите «Сделать шаблоном по умолчанию»", shows=("11.2",))
    def make_default(self, name: str, *, timeout: float | None = None) -> None:
        """This template fills the planning page from now on, 11.2."""
        send(self._line(name, timeout), MAKE_DEFAULT, timeout=timeout)

    def _line(self, name: str, timeout: float | None) -> Locator:
        return row(self.page, TEMPLATE_LIST, name, timeout=timeout)

    @step("templates.expect_template", "Вы увидите шаблон «{name}»", shows=("11.1",))
    def expect_template(self, name: str, *, timeout: float | None = None) -> None:
        """The template is listed and can be used and changed, 11.1."""
        line = self._line(name, timeout)
        checks.expect_there(line, USE_TEMPLATE, timeout=timeout)
        checks.expect_there(line, EDIT, timeout=timeout)

    @step("templates.expect_no_template", "Вы не увидите шаблона «{name}»", shows=("11.1",))
    def expect_no_template(self, name: str, *, timeout: float | None = None) -> None:
        checks.expect_no_row(self.page, TEMPLATE_LIST, name, timeout=timeout)

    @step("templates.expect_template_count", "Вы увидите шаблонов: {count}", shows=("11.1",))
    def expect_template_count(self, count: int, *, timeout: float | None = None) -> None:
        checks.expect_row_count(self.page, TEMPLATE_LIST, count, timeout=timeout)

    @step("templates.expect_a_default", "Вы увидите, что один из шаблонов — по умолчанию", shows=("11.2",))
    def expect_a_default(self, *, timeout: float | None = None) -> None:
        """There is a default template, and one only, whatever it is called, 11.2."""
        checks.expect_once(find(self.page, TEMPLATE_LIST, timeout=timeout), DEFAULT_MARK, timeout=timeout)

    @step("templates.expect_default", "Вы увидите, что по умолчанию применяется шаблон «{name}»", shows=("11.2",))
    def expect_default(self, name: str, *, timeout: float | None = None) -> None:
        """This template is the default one, the only one, and cannot be deleted, 11.2."""
        line = self._line(name, timeout)
        checks.expect_texts(line, DEFAULT_MARK, timeout=timeout)
        checks.expect_not_there(line, DELETE, timeout=timeout)
        table = find(self.page, TEMPLATE_LIST, timeout=timeout)
        checks.expect_once(table, DEFAULT_MARK, timeout=timeout)


class TemplatePage(PlanFields, SettingsPage):
    """One template: its name and the fields of a plan, without start and passwords."""

    @step("template.rename", "Введите название шаблона[ «{name}»]", shows=("11.1",))
    def rename(self, name: str, *, timeout: float | None = None) -> None:
        """Another name, 11.1."""
        fill(self.page, TEMPLATE_NAME, name, timeout=timeout)

    @step("template.save", "Нажмите «Сохранить»", shows=("11.1",))
    def save(self, *, timeout: float | None = None) -> TemplatesPage:
        """Keep the changes, 11.1."""
        page = page_of(send(self.page, SAVE, timeout=timeout))
        find(page, TEMPLATE_LIST, timeout=timeout)
        return TemplatesPage(page)

    @step("template.try_to_save", "Нажмите «Сохранить»: портал откажет", shows=("11.1",))
    def try_to_save(self, *, timeout: float | None = None) -> None:
        """Like `save`, to be refused."""
        press_to_open(self.page, SAVE, timeout=timeout)

    @step("template.cancel", "Нажмите «Отмена»", shows=("11.1",))
    def cancel(self, *, timeout: float | None = None) -> TemplatesPage:
        """Nothing is changed."""
        page = page_of(press_to_open(self.page, CANCEL, timeout=timeout))
        find(page, TEMPLATE_LIST, timeout=timeout)
        return TemplatesPage(page)

    @step("template.expect_name", "Вы увидите название шаблона «{name}»", shows=("11.1",))
    def expect_name(self, name: str, *, timeout: float | None = None) -> None:
        checks.expect_value(self.page, TEMPLATE_NAME, name, timeout=timeout)

    @step("template.expect_no_field", "Вы не увидите этого поля в шаблоне", shows=("7.2",))
    def expect_no_field(self, label: Label, *, timeout: float | None = None) -> None:
        """A template has no such field (start date and time), 7.2."""
        checks.expect_there(self.page, TEMPLATE_NAME, timeout=timeout)
        checks.expect_not_there(self.page, label, timeout=timeout)
