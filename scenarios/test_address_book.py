"""The address book beyond the memo's words: what has been planned stays as it was; nobody comes in twice."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.people import People
from pages.contacts import ContactsPage
from pages.planning import PlanningPage
from scenarios.beginnings import begin

pytestmark = [pytest.mark.regression, pytest.mark.area("contacts")]


def test_a_changed_contact_leaves_what_is_planned_alone(chair: Actor, people: People) -> None:
    """A conference keeps the number that was listed; the next one gets the new one."""
    old, new = people.number(), people.number()
    chair.send("settings/contacts/new", name="Приемная", number=old, email="")
    planning = begin(chair.open(PlanningPage))
    planning.pick("Приемная")
    planning.schedule()
    contacts = chair.open(ContactsPage)
    contacts.change("Приемная", number=new)
    planned = chair.open(PlanningPage).edit("Планерка")
    planned.expect_participant_listed(1, old, "Приемная")
    planning = chair.open(PlanningPage)
    planning.pick("Приемная")
    planning.expect_participant_listed(1, new, "Приемная")


def test_the_same_file_twice_adds_nobody_twice(chair: Actor, people: People) -> None:
    """Whoever is there already is told so, line by line; spaces, quotes and lines of nothing do no harm."""
    anna, boris = people.persons(2)
    file = f'"Имя";"Номер телефона"\r\n"{anna.name}";" {anna.shown} "\r\n\r\n{boris.name};{boris.number};\r\n'.encode()
    report = chair.open(ContactsPage).load("Контакты.csv", file)
    report.expect_message("Добавлено контактов: 2 из 2")
    report = chair.open(ContactsPage).load("Контакты-2.csv", file + b"\r\n")
    report.expect_message("Добавлено контактов: 0 из 2")
    contacts = report.open_contacts()
    contacts.expect_contact(anna.name, anna.number)
    contacts.expect_contact(boris.name, boris.number)
