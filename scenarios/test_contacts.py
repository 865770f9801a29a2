"""Contacts as a file, beyond the memo's words: exported and imported."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.people import People
from pages.labels import FILE

pytestmark = pytest.mark.area("contacts")


@pytest.mark.memo("11.4", ours=True)
def test_contacts_go_from_one_account_to_another_as_a_file(chair: Actor, new_chair: NewActor, people: People) -> None:
    """11.4: what one exports another imports; each line is told of; a number that is there already stays as it is."""
    first, second = people.persons(2)
    contacts = chair.sign_in().open_settings().open_contacts()
    contacts.add(first.name, first.number, first.email)
    contacts.add(second.name, second.number)
    file = contacts.export()
    assert file.startswith(b"\xef\xbb\xbf")
    theirs = new_chair().sign_in().open_settings().open_contacts()
    theirs.add("Приемная", second.number)
    report = theirs.load("Контакты.csv", file)
    told = ((by_alphabet(first.name), "Добавлен"), (by_alphabet(second.name), "Уже есть: Приемная"))
    for line, (_, words) in enumerate(sorted(told), 2):
        report.expect_line(line, words)
    report.expect_message("Добавлено контактов: 1 из 2")
    theirs = report.open_contacts()
    theirs.expect_contact(first.name, first.number, first.email)
    theirs.expect_contact("Приемная", second.number)
    theirs.expect_no_contact(second.name)


def by_alphabet(name: str) -> str:
    """As a list is ordered for people: «г-н Рябов» stands before «Иванов», and ё beside е."""
    return name.replace("ё", "е").casefold()


@pytest.mark.memo("11.4", ours=True)
def test_a_file_with_faults_is_told_line_by_line(chair: Actor, people: People) -> None:
    """11.4: the sentences of the form; what is right is added; what is no CSV is refused as a whole."""
    person = people.person()
    contacts = chair.sign_in().open_settings().open_contacts()
    contacts.try_to_load("Контакты.xlsx", b"PK\x03\x04")
    contacts.expect_refused(FILE, "Это не файл CSV")
    contacts = contacts.open_contacts()
    lines = f"Имя;Номер телефона\r\n{person.name};{person.number}\r\n;{people.number()}\r\nАнна;80 25 99\r\n"
    report = contacts.load("Контакты.csv", lines.encode("cp1251"))
    for line, told in ((2, "Добавлен"), (3, "Введите имя"), (4, "Проверьте длину номера")):
        report.expect_line(line, told)
    report.open_contacts().expect_contact(person.name, person.number)
