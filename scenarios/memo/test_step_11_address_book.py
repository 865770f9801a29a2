"""Memo step 11: personal information, contacts, conference rooms."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.people import People
from pages.contacts import ContactsPage
from pages.labels import (
    EMAIL,
    FULL_NAME,
    NEW_PASSWORD,
    NEW_PASSWORD_AGAIN,
    NUMBER,
    OLD_PASSWORD,
    PLACE,
    ROOM_NAME,
    Label,
)
from pages.login import LoginPage
from pages.planning import PlanningPage
from pages.profile import ProfilePage
from pages.rooms import RoomsPage
from pages.steps import Secret
from scenarios.beginnings import begin
from scenarios.tables import row

WRONG_EMAIL = "Введите адрес в формате name@example.com"
NO_ROOM_NAME = "Введите название конференц-зала"


@pytest.mark.memo("11.3")
@pytest.mark.memo("11.3", ours=True)
def test_personal_information_is_shown_and_changed(fresh_chair: Actor, people: People) -> None:
    """11.3: name, e-mail and language; the new ones are used from now on; the account is shown and is not a field."""
    name, email = people.name(), people.email()
    profile = fresh_chair.sign_in().open_settings().open_personal()
    profile.expect_account(fresh_chair.account.login)
    profile.expect_name(fresh_chair.account.name)
    profile.expect_email(fresh_chair.account.email)
    profile.expect_language("Русский")
    profile.enter_name(name)
    profile.enter_email(email)
    profile.choose_language("Русский")
    profile.save()
    profile.expect_message("Изменения сохранены")
    profile.expect_signed_in_as(name)
    profile = fresh_chair.open(ProfilePage)
    profile.expect_name(name)
    profile.expect_email(email)
    planning = fresh_chair.open(PlanningPage)
    planning.expect_own_telephone(fresh_chair.account.number)
    planning.enter_subject("Срочно")
    planning.make_immediate()
    fresh_chair.enter(planning.schedule().read_address()).expect_participant(name, "В списке")


@pytest.mark.memo("11.3", ours=True)
def test_personal_information_of_another_form_is_refused(chair: Actor) -> None:
    """11.3: half an address, a name too long: said at the field, what was typed stays, and nothing is changed."""
    profile = chair.open(ProfilePage)
    for name, email, told in (
        ("я" * 97, "anna@", {FULL_NAME: "Сократите имя: не более 96 знаков", EMAIL: WRONG_EMAIL}),
        ("Анна", "anna.example.com", {EMAIL: WRONG_EMAIL}),
    ):
        with row(name, email):
            profile.enter_name(name)
            profile.enter_email(email)
            profile.try_to_save()
            for field, words in told.items():
                profile.expect_refused(field, words)
            profile.expect_name(name)
            profile.expect_email(email)
    profile.expect_signed_in_as(chair.account.name)
    chair.open(ProfilePage).expect_email(chair.account.email)


@pytest.mark.memo("11.3", ours=True)
def test_a_new_password_asks_for_the_old_one_and_ends_other_log_ins(chair: Actor, new_chair: NewActor) -> None:
    """11.3: this log-in goes on, another one of the same account is out; only the new password lets in again."""
    old, new = chair.account.password, Secret("Новый пароль 42")
    elsewhere = new_chair(account=chair.account)
    elsewhere.sign_in()
    profile = chair.open(ProfilePage)
    profile.change_password(old, new)
    profile.expect_message("Пароль изменен")
    profile.open_settings().expect_sections()
    elsewhere.page.reload()
    login = LoginPage(elsewhere.page)
    login.expect_start_page()
    login.enter_account(chair.account.login)
    login.enter_password(old)
    login.enter_code(elsewhere.captcha.answer_for(elsewhere.page))
    login.try_to_sign_in()
    login.expect_message("Неверная учетная запись или пароль")
    login.enter_password(new)
    login.enter_code(elsewhere.captcha.answer_for(elsewhere.page))
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("11.3", ours=True)
def test_a_password_change_that_is_not_right_is_refused(chair: Actor) -> None:
    """11.3: a wrong old one or none, too short, too long, not the same twice; the old one still lets in."""
    old, new = chair.account.password, Secret("Новый пароль 42")
    profile = chair.open(ProfilePage)
    table: tuple[tuple[Label, Secret, Secret, Secret, str], ...] = (
        (OLD_PASSWORD, Secret("совсем не тот"), new, new, "Текущий пароль неверен"),
        (OLD_PASSWORD, Secret(""), new, new, "Введите текущий пароль"),
        (NEW_PASSWORD, old, Secret(""), Secret(""), "Введите новый пароль"),
        (NEW_PASSWORD, old, Secret("семь123"), Secret("семь123"), "не менее 8 знаков"),
        (NEW_PASSWORD, old, Secret("я" * 65), Secret("я" * 65), "не более 64 знаков"),
        (NEW_PASSWORD_AGAIN, old, new, Secret("Новый пароль 43"), "Пароли не совпадают"),
    )
    for field, typed, first, second, told in table:
        with row(field.word, told):
            profile.try_to_change_password(typed, first, second)
            profile.expect_refused(field, told)
    chair.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("11.4")
def test_contacts_are_shown_changed_and_added(chair: Actor, people: People) -> None:
    """11.4: an added contact stands in the list with number and e-mail; a changed one with the new ones."""
    person, other = people.persons(2)
    contacts = chair.sign_in().open_settings().open_contacts()
    contacts.add(person.name, person.number, person.email)
    contacts.expect_contact(person.name, person.number, person.email)
    contacts.change(person.name, name=other.name, number=other.number)
    contacts.expect_contact(other.name, other.number, person.email)
    contacts.expect_no_contact(person.name)


@pytest.mark.memo("11.5")
@pytest.mark.memo("11.5", ours=True)
def test_conference_rooms_are_shown_changed_and_added(chair: Actor, people: People) -> None:
    """11.5: an added room stands in the list with telephone and place; a changed one with new name and telephone."""
    first, second = people.number(), people.number()
    rooms = chair.sign_in().open_settings().open_rooms()
    rooms.add("Малый зал", first, "Минск, 3 этаж")
    rooms.expect_room("Малый зал", first, "Минск, 3 этаж")
    rooms.change("Малый зал", name="Большой зал", number=second)
    rooms.expect_room("Большой зал", second, "Минск, 3 этаж")
    rooms.expect_no_room("Малый зал")


@pytest.mark.memo("11.4", ours=True)
@pytest.mark.memo("11.5", ours=True)
def test_contacts_and_rooms_are_picked_when_participants_are_listed(chair: Actor, people: People) -> None:
    """11.4, 11.5: each fills the next empty line, e-mail included, and takes part; deleted, it is on offer no more."""
    (typed, person), room = people.persons(2), people.number()
    chair.send("settings/contacts/new", name=person.name, number=person.number, email=person.email)
    chair.send("settings/rooms/new", name="Малый зал", number=room, place="Минск, 3 этаж")
    planning = begin(chair.sign_in())
    planning.list_participant(1, typed.number, typed.name)
    planning.pick(person.name)
    planning.pick("Малый зал")
    planning.expect_participant_listed(1, typed.number, typed.name)
    planning.expect_participant_listed(2, person.number, person.name, person.email)
    planning.expect_participant_listed(3, room, "Малый зал")
    planning.expect_subject("Планерка")
    control = chair.enter(planning.schedule().read_address())
    control.expect_participant(person.name, "В списке")
    control.expect_participant("Малый зал", "В списке")
    contacts = chair.open(ContactsPage)
    contacts.delete(person.name)
    contacts.expect_message("Контакт удален")
    contacts.expect_no_contact(person.name)
    rooms = chair.open(RoomsPage)
    rooms.delete("Малый зал")
    rooms.expect_message("Конференц-зал удален")
    rooms.expect_no_room("Малый зал")
    chair.open(PlanningPage).expect_address_book("Адресная книга пока пуста")


@pytest.mark.memo("11.4", ours=True)
@pytest.mark.memo("11.5", ours=True)
def test_what_cannot_be_called_is_refused(fresh_chair: Actor, people: People) -> None:
    """11.4, 11.5: no name, no number or one that is none, half an address, too long a place: nothing is added."""
    for name, number, email, told in (
        ("", "37525999000", "anna@", {FULL_NAME: "Введите имя", NUMBER: "Проверьте длину номера", EMAIL: WRONG_EMAIL}),
        ("Анна", "", "", {NUMBER: "Введите номер телефона"}),
    ):
        with row(name, number, email):
            contacts = fresh_chair.open(ContactsPage)
            contacts.try_to_add(name, number, email)
            for field, words in told.items():
                contacts.expect_refused(field, words)
    for name, number, place, told in (
        ("", "третий этаж", "я" * 97, {ROOM_NAME: NO_ROOM_NAME, NUMBER: "только цифры", PLACE: "не более 96 знаков"}),
        ("я" * 97, "", "", {ROOM_NAME: "Сократите название: не более 96 знаков", NUMBER: "Введите номер телефона"}),
    ):
        with row(name, number, place):
            rooms = fresh_chair.open(RoomsPage)
            rooms.try_to_add(name, number, place)
            for field, words in told.items():
                rooms.expect_refused(field, words)
    fresh_chair.open(PlanningPage).expect_address_book("Адресная книга пока пуста")
