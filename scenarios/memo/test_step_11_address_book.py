"""Memo step 11: personal information, contacts, conference rooms."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.people import People
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
from pages.steps import Secret
from scenarios.tables import row

WRONG_EMAIL = "Введите адрес в формате name@example.com"


@pytest.mark.memo("11.3")
@pytest.mark.memo("11.3", ours=True)
def test_personal_information_is_shown_and_changed(chair: Actor, people: People) -> None:
    """11.3: name, e-mail and language; the new ones are used from now on; the account is shown and is not a field."""
    name, email = people.name(), people.email()
    profile = chair.sign_in().open_settings().open_personal()
    profile.expect_account(chair.account.login)
    profile.expect_name(chair.account.name)
    profile.expect_email(chair.account.email)
    profile.expect_language("Русский")
    profile.enter_name(name)
    profile.enter_email(email)
    profile.choose_language("Русский")
    profile.save()
    profile.expect_message("Изменения сохранены")
    profile.expect_signed_in_as(name)
    profile = profile.open_settings().open_personal()
    profile.expect_name(name)
    profile.expect_email(email)
    planning = profile.open_planning()
    planning.expect_own_telephone(chair.account.number)
    planning.enter_subject("Срочно")
    planning.make_immediate()
    planning.schedule().join().expect_participant(name, "В списке")


@pytest.mark.memo("11.3", ours=True)
def test_personal_information_of_another_form_is_refused(chair: Actor) -> None:
    """11.3: half an address, a name too long: said at the field, what was typed stays, and nothing is changed."""
    profile = chair.sign_in().open_settings().open_personal()
    table: tuple[tuple[Label, str, str, str], ...] = (
        (EMAIL, "Анна", "anna@", WRONG_EMAIL),
        (EMAIL, "Анна", "anna.example.com", WRONG_EMAIL),
        (FULL_NAME, "я" * 97, "anna@example.com", "Сократите имя: не более 96 знаков"),
    )
    for field, name, email, told in table:
        with row(name, email):
            profile.enter_name(name)
            profile.enter_email(email)
            profile.try_to_save()
            profile.expect_refused(field, told)
            profile.expect_name(name)
            profile.expect_email(email)
    profile.expect_signed_in_as(chair.account.name)
    profile.open_settings().open_personal().expect_email(chair.account.email)


@pytest.mark.memo("11.3", ours=True)
def test_a_new_password_asks_for_the_old_one_and_ends_other_log_ins(chair: Actor, new_chair: NewActor) -> None:
    """11.3: this log-in goes on, another one of the same account is out; only the new password lets in again."""
    old, new = chair.account.password, Secret("Новый пароль 42")
    elsewhere = new_chair(account=chair.account)
    elsewhere.sign_in()
    profile = chair.sign_in().open_settings().open_personal()
    profile.change_password(old, new)
    profile.expect_message("Пароль изменен")
    profile.open_settings().expect_sections()
    elsewhere.page.reload()
    login = LoginPage(elsewhere.page)
    login.expect_start_page()
    for password in (old, new):
        login.enter_account(chair.account.login)
        login.enter_password(password)
        login.enter_code(elsewhere.captcha.answer_for(elsewhere.page))
        if password == old:
            login.try_to_sign_in()
            login.expect_message("Неверная учетная запись или пароль")
    login.sign_in().expect_signed_in_as(chair.account.name)


@pytest.mark.memo("11.3", ours=True)
def test_a_password_change_that_is_not_right_is_refused(chair: Actor, new_chair: NewActor) -> None:
    """11.3: a wrong old one or none, too short, too long, not the same twice; the old one still lets in."""
    old, new = chair.account.password, Secret("Новый пароль 42")
    profile = chair.sign_in().open_settings().open_personal()
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
    new_chair(account=chair.account).sign_in().expect_signed_in_as(chair.account.name)


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


@pytest.mark.memo("11.4", ours=True)
def test_a_contact_is_picked_when_participants_are_listed(chair: Actor, clock: Clock, people: People) -> None:
    """11.4: it fills the next empty line, e-mail included, and takes part; deleted, it is on offer no more."""
    typed, person = people.persons(2)
    contacts = chair.sign_in().open_settings().open_contacts()
    contacts.add(person.name, person.number, person.email)
    planning = contacts.open_planning()
    planning.enter_subject("Планерка")
    planning.choose_start(clock.day(), "15:00")
    planning.list_participant(1, typed.number, typed.name)
    planning.pick(person.name)
    planning.expect_participant_listed(1, typed.number, typed.name)
    planning.expect_participant_listed(2, person.number, person.name, person.email)
    planning.expect_subject("Планерка")
    scheduled = planning.schedule()
    scheduled.join().expect_participant(person.name, "В списке")
    contacts = scheduled.open_settings().open_contacts()
    contacts.delete(person.name)
    contacts.expect_message("Контакт удален")
    contacts.expect_no_contact(person.name)
    contacts.open_planning().expect_address_book("Адресная книга пока пуста")


@pytest.mark.memo("11.4", ours=True)
def test_a_contact_that_cannot_be_called_is_refused(chair: Actor, people: People) -> None:
    """11.4: no name, no number, one that is none, half an address: said at the field, and nothing is added."""
    contacts, number = chair.sign_in().open_settings().open_contacts(), people.number()
    table: tuple[tuple[Label, str, str, str, str], ...] = (
        (FULL_NAME, "", number, "", "Введите имя"),
        (NUMBER, "Анна", "", "", "Введите номер телефона"),
        (NUMBER, "Анна", "37525999000", "", "Проверьте длину номера"),
        (EMAIL, "Анна", number, "anna@", WRONG_EMAIL),
    )
    for field, name, typed, email, told in table:
        with row(name, typed, email):
            contacts.try_to_add(name, typed, email)
            contacts.expect_refused(field, told)
            contacts = contacts.open_contacts()
            contacts.expect_no_contact("Анна")


@pytest.mark.memo("11.5")
def test_conference_rooms_are_shown_changed_and_added(chair: Actor, people: People) -> None:
    """11.5: an added room stands in the list with its telephone; a changed one with the new name and telephone."""
    first, second = people.number(), people.number()
    rooms = chair.sign_in().open_settings().open_rooms()
    rooms.add("Малый зал", first)
    rooms.expect_room("Малый зал", first)
    rooms.change("Малый зал", name="Большой зал", number=second)
    rooms.expect_room("Большой зал", second)
    rooms.expect_no_room("Малый зал")


@pytest.mark.memo("11.5", ours=True)
def test_a_room_has_a_place_and_is_picked_like_a_contact(chair: Actor, clock: Clock, people: People) -> None:
    """11.5: name, telephone and place; picked, its telephone takes part; deleted, it is on offer no more."""
    number = people.number()
    rooms = chair.sign_in().open_settings().open_rooms()
    rooms.add("Малый зал", number, "Минск, 3 этаж")
    rooms.expect_room("Малый зал", number, "Минск, 3 этаж")
    planning = rooms.open_planning()
    planning.enter_subject("Планерка")
    planning.choose_start(clock.day(), "15:00")
    planning.pick("Малый зал")
    planning.expect_participant_listed(1, number, "Малый зал")
    scheduled = planning.schedule()
    scheduled.join().expect_participant("Малый зал", "В списке")
    rooms = scheduled.open_settings().open_rooms()
    rooms.delete("Малый зал")
    rooms.expect_message("Конференц-зал удален")
    rooms.expect_no_room("Малый зал")
    rooms.open_planning().expect_address_book("Адресная книга пока пуста")


@pytest.mark.memo("11.5", ours=True)
def test_a_room_that_cannot_be_called_is_refused(chair: Actor, people: People) -> None:
    """11.5: no name, no telephone, a place too long: said at the field, and nothing is added."""
    rooms, number = chair.sign_in().open_settings().open_rooms(), people.number()
    table: tuple[tuple[Label, str, str, str, str], ...] = (
        (ROOM_NAME, "", number, "", "Введите название конференц-зала"),
        (ROOM_NAME, "я" * 97, number, "", "Сократите название: не более 96 знаков"),
        (NUMBER, "Малый зал", "", "", "Введите номер телефона"),
        (NUMBER, "Малый зал", "третий этаж", "", "В номере могут быть только цифры"),
        (PLACE, "Малый зал", number, "я" * 97, "Сократите место: не более 96 знаков"),
    )
    for field, name, typed, place, told in table:
        with row(name, typed, place):
            rooms.try_to_add(name, typed, place)
            rooms.expect_refused(field, told)
            rooms = rooms.open_rooms()
            rooms.expect_no_room("Малый зал")
