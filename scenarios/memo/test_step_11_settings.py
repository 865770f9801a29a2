"""Memo step 11: «Настройки», «Мои шаблоны» and the default template."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.people import People
from pages.contacts import ContactsPage
from pages.labels import (
    MINUTES,
    START_DATE,
    START_TIME,
    TEMPLATE_NAME,
    Label,
)
from pages.planning import PlanningPage
from pages.rooms import RoomsPage
from pages.templates import TemplatesPage
from scenarios.tables import row

FIRST = "Шаблон по умолчанию"


def keep_template(chair: Actor, name: str, *, subject: str = "", minutes: int = 60) -> None:
    """There is a template already: step 7.2, where it is made, has a check of its own."""
    fields = {"subject": subject, "minutes": str(minutes), "size": "3", "extend_by": "0", "reminder": "0", "own": "on"}
    chair.send("planning", do="save-template", template_name=name, **fields)


@pytest.mark.memo("11.1")
def test_templates_are_shown_and_changed(chair: Actor) -> None:
    """11.1: «Мои шаблоны» in «Настройки» lists them; a changed one is kept, with all that is in it."""
    keep_template(chair, "Отдел", subject="Планерка", minutes=30)
    templates = chair.sign_in().open_settings().open_templates()
    templates.expect_template("Отдел")
    template = templates.edit("Отдел")
    template.expect_name("Отдел")
    template.expect_subject("Планерка")
    template.expect_minutes(30)
    template.enter_subject("Летучка")
    template.enter_minutes(20)
    template.switch_auto_invite()
    templates = template.save()
    templates.expect_message("Шаблон сохранен")
    template = templates.edit("Отдел")
    template.expect_subject("Летучка")
    template.expect_minutes(20)
    template.expect_auto_invite()


@pytest.mark.memo("11.1", ours=True)
def test_a_template_is_renamed_used_and_deleted(chair: Actor, people: People) -> None:
    """11.1: under its new name it fills the planning page, participants included; deleted, it is on offer no more."""
    person = people.person()
    keep_template(chair, "Отдел", subject="Планерка", minutes=30)
    template = chair.open(TemplatesPage).edit("Отдел")
    template.rename("Отдел продаж")
    template.list_participant(1, person.number, person.name, person.email)
    templates = template.save()
    templates.expect_no_template("Отдел")
    planning = templates.use("Отдел продаж")
    planning.expect_subject("Планерка")
    planning.expect_minutes(30)
    planning.expect_participant_listed(1, person.number, person.name, person.email)
    templates = chair.open(TemplatesPage)
    templates.delete("Отдел продаж")
    templates.expect_message("Шаблон удален")
    templates.expect_no_template("Отдел продаж")
    templates.expect_template_count(1)
    chair.open(PlanningPage).expect_templates(FIRST)


@pytest.mark.memo("11.1", ours=True)
def test_a_change_that_cannot_be_kept_is_refused_and_giving_up_changes_nothing(chair: Actor) -> None:
    """11.1: no name, a taken one, too long a conference; a template has no start, and «Отмена» keeps the old one."""
    keep_template(chair, "Отдел", subject="Планерка")
    template = chair.open(TemplatesPage).edit("Отдел")
    for start in (START_DATE, START_TIME):
        template.expect_no_field(start)
    table: tuple[tuple[Label, str, str, str], ...] = (
        (TEMPLATE_NAME, "", "60", "Введите название шаблона"),
        (TEMPLATE_NAME, FIRST, "60", "Шаблон с таким названием уже есть"),
        (MINUTES, "Отдел продаж", "1441", "Продолжительность: от 15 до 1440 минут"),
    )
    for field, name, minutes, told in table:
        with row(name, minutes):
            template.rename(name)
            template.enter_minutes(minutes)
            template.try_to_save()
            template.expect_refused(field, told)
            template.expect_name(name)
            template.expect_minutes(minutes)
    templates = template.cancel()
    templates.expect_no_template("Отдел продаж")
    templates.edit("Отдел").expect_minutes(60)


@pytest.mark.memo("11.2", ours=True)
def test_there_is_a_default_template_from_the_first_log_in(fresh_chair: Actor) -> None:
    """11.2: exactly one, shown and changed like any other; it fills the planning page and cannot be deleted."""
    templates = fresh_chair.sign_in().open_settings().open_templates()
    templates.expect_template_count(1)
    templates.expect_default(FIRST)
    template = templates.edit(FIRST)
    template.enter_subject("Планерка")
    template.enter_minutes(45)
    template.choose_auto_extend(30)
    template.rename("Как всегда")
    templates = template.save()
    templates.expect_default("Как всегда")
    planning = fresh_chair.open(PlanningPage)
    planning.expect_subject("Планерка")
    planning.expect_minutes(45)
    planning.open_advanced()
    planning.expect_auto_extend(30)
    fresh_chair.sign_in().expect_subject("Планерка")
    templates = fresh_chair.open(TemplatesPage)
    templates.expect_template_count(1)
    templates.expect_default("Как всегда")


@pytest.mark.memo("11.2", ours=True)
def test_another_template_can_be_made_the_default(chair: Actor) -> None:
    """11.2: it fills the planning page from now on; there is still one default, and the former can be deleted."""
    keep_template(chair, "Отдел", subject="Планерка", minutes=30)
    templates = chair.open(TemplatesPage)
    templates.expect_default(FIRST)
    templates.make_default("Отдел")
    templates.expect_message("Шаблон по умолчанию изменен")
    templates.expect_default("Отдел")
    planning = chair.open(PlanningPage)
    planning.expect_subject("Планерка")
    planning.expect_minutes(30)
    templates = chair.open(TemplatesPage)
    templates.delete(FIRST)
    templates.expect_template_count(1)
    templates.expect_default("Отдел")


@pytest.mark.memo("11.1", ours=True)
@pytest.mark.memo("11.4", ours=True)
@pytest.mark.memo("11.5", ours=True)
def test_templates_contacts_and_rooms_are_the_owners_alone(chair: Actor, new_chair: NewActor, people: People) -> None:
    """11.1, 11.4, 11.5: another account sees none of them, in its settings or on its planning page."""
    person, other = people.person(), new_chair()
    keep_template(chair, "Отдел")
    chair.send("settings/contacts/new", name=person.name, number=person.number)
    chair.send("settings/rooms/new", name="Малый зал", number=people.number())
    other.open(TemplatesPage).expect_no_template("Отдел")
    other.open(ContactsPage).expect_no_contact(person.name)
    other.open(RoomsPage).expect_no_room("Малый зал")
    planning = other.open(PlanningPage)
    planning.expect_templates(FIRST)
    planning.expect_address_book("Адресная книга пока пуста")
