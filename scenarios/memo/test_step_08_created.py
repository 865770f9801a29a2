"""Memo step 8: the created conference, its parameters and passwords, and «Присоединиться»."""

from __future__ import annotations

import pytest

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.events import EventLog
from fixtures.people import People
from fixtures.phones import Phones
from pages.planning import PlanningPage
from pages.steps import Secret
from scenarios.beginnings import plan
from scenarios.tables import row

NOT_STARTED = "Конференция еще не началась. Добавлять участников можно за 10 минут до начала, вызывать — после начала"


@pytest.mark.memo("8.1")
@pytest.mark.memo("8.1", ours=True)
@pytest.mark.smoke
def test_join_opens_the_control_and_calls_nobody(
    chair: Actor, people: People, phones: Phones, clock: Clock, events: EventLog
) -> None:
    """8.1: after the creation «Присоединиться» leads into the control; no telephone rings, the chair's own included."""
    guest = people.person()
    control = plan(chair, guest, subject="Совет директоров", own_telephone=True).join()
    control.expect_parameter("Тема конференции", "Совет директоров")
    control.expect_participant_count(2)
    control.expect_participant(guest.name, guest.number)
    clock.advance(minutes=1)
    chair.look_again(control)
    for who, phone in ((chair.account.name, phones[chair.account.number]), (guest.name, phones[guest])):
        control.expect_participant(who, "В списке")
        phone.expect_not_called()
    assert "leg.calling" not in events.types()


@pytest.mark.memo("8.2")
def test_subject_and_time_are_shown(chair: Actor) -> None:
    """8.2: the created conference shows the subject and the time that were planned, and so does its control."""
    scheduled = plan(chair, subject="Бюджет на год", starts=("24.11.2026", "15:30"), minutes=90)
    for shown in ("24.11.2026", "15:30", "17:00"):
        scheduled.expect_parameter("Время конференции", shown)
    scheduled.expect_parameter("Тема конференции", "Бюджет на год")
    control = chair.enter(scheduled.read_address())
    control.expect_parameter("Тема конференции", "Бюджет на год")
    control.expect_parameter("Время конференции", "24.11.2026 15:30")


@pytest.mark.memo("8.3", ours=True)
def test_passwords_are_for_the_owner_only(chair: Actor, new_chair: NewActor) -> None:
    """8.3: another account does not find the conference by its address, nor does somebody who is not signed in."""
    scheduled = plan(chair, subject="Только для своих", guest_password=True)
    secrets = [secret.reveal() for secret in scheduled.read_passwords() if secret]
    stranger, nobody = new_chair(), new_chair()
    stranger.sign_in().expect_not_coming("Только для своих")
    for address in (
        scheduled.read_address(),
        f"{scheduled.read_address()}/control",
        f"{scheduled.read_address()}/live",
    ):
        with row(address):
            answer = stranger.context.request.get(address)
            assert answer.status == 404, "another account finds it"
            assert not any(secret in answer.text() for secret in secrets)
    nobody.visit(scheduled.read_address()).expect_start_page()


@pytest.mark.memo("8.3", ours=True)
def test_one_dials_in_with_what_is_shown(chair: Actor, people: People, phones: Phones) -> None:
    """8.3: access number, conference number and a password let in; a wrong or no password and a wrong number do not."""
    listed, guest, stranger = people.persons(3)
    scheduled = plan(chair, listed, guest_password=True)
    scheduled.expect_parameter("Номер доступа", "+375 17 999-00-00")
    number = scheduled.read_conference_number()
    chairs, guests = scheduled.read_passwords()
    assert guests
    another = next(other for other in ("314159", "271828") if other != number)
    wrong = next(Secret(text) for text in ("135790", "246801", "975310") if Secret(text) not in (chairs, guests))
    control = chair.enter(scheduled.read_address())
    for what, who, conference, password in (
        ("a wrong password", stranger, number, wrong),
        ("no password", stranger, number, ""),
        ("no password, though listed", listed, number, ""),
        ("a wrong conference number", stranger, another, guests),
    ):
        with row(what):
            dialled = phones[who].dial(conference, password)
            assert (dialled.outcome, dialled.reason) == ("refused", "wrong")
            phones[who].expect_silent()
    for caller, password in ((guest.number, guests), (listed.number, guests), (chair.account.number, chairs)):
        with row(caller):
            assert phones[caller].dial(number, password).outcome == "connected"
            phones[caller].expect_talking(muted=False)
    chair.look_again(control)
    for who_is_in in (guest.number, listed.name, chair.account.number):
        control.expect_participant(who_is_in, "В конференции")
    control.expect_no_participant(stranger.number)


@pytest.mark.memo("8.4", ours=True)
def test_coming_and_running_conferences_are_listed(chair: Actor, clock: Clock) -> None:
    """8.4: the planning page lists both with «Присоединиться», each leads to its own control; what is over is gone."""
    chair.plan("Идущая")
    chair.plan("Будущая", starts=("23.11.2026", "15:00"))
    clock.advance(minutes=1)
    planning = chair.open(PlanningPage)
    planning.expect_coming("Идущая", "23.11.2026 10:00", "Идет")
    planning.expect_coming("Будущая", "23.11.2026 15:00", "Запланирована")
    planning.expect_coming_count(2)
    coming = planning.join("Будущая")
    coming.expect_parameter("Тема конференции", "Будущая")
    coming.close()
    running = planning.open_planning().join("Идущая")
    running.expect_parameter("Тема конференции", "Идущая")
    running.end()
    running.close()
    planning.open_planning().expect_not_coming("Идущая")
    planning.expect_coming_count(1)


@pytest.mark.memo("8.4", ours=True)
def test_ten_minutes_before_the_start_the_control_opens(
    chair: Actor, people: People, phones: Phones, clock: Clock
) -> None:
    """8.4: earlier it says when it opens; then rows can be added; calling waits for the start, and for the chair."""
    planned, added = people.persons(2)
    control = chair.enter(chair.plan("Планерка", planned, starts=("23.11.2026", "10:30")))
    control.expect_status("Начнется 23.11.2026 в 10:30")
    clock.advance_to("10:19")
    clock.advance(seconds=59)
    control.try_to_add_participant(added.number, added.name)
    control.expect_message(NOT_STARTED)
    control.expect_participant_count(1)

    clock.advance(seconds=1)
    control.add_participant(added.number, added.name)
    control.expect_participant(added.name, "В списке")
    control.tick(planned.name, added.name)
    control.try_to_invite()
    control.expect_message(NOT_STARTED)
    control.expect_status("Начнется 23.11.2026 в 10:30")
    clock.advance_to("10:30")
    clock.advance(minutes=1)
    chair.look_again(control)
    control.expect_status("Идет до 11:30")
    phones[planned].expect_not_called()
    phones[added].expect_not_called()

    control.untick(planned.name)
    control.tick(added.name)
    control.invite()
    clock.advance(seconds=3)
    phones[added].expect_talking()
    phones[planned].expect_not_called()
