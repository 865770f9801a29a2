"""The whole memo as a single story: from the address to «Выход», in the memo's own order.

It needs neither a pop-up nor a script, so it is also what is walked with JavaScript off.
"""

from __future__ import annotations

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.mailbox import Mailbox
from fixtures.people import People
from fixtures.phones import Phones
from fixtures.portal import Target

WALKED = (
    *("1.3", "2.1", "3.1", "3.2", "3.3", "4.1", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6"),
    *("6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "7.1", "7.2", "7.3", "8.1", "8.2", "8.3"),
    *("9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "10.1", "11.1", "11.2", "11.3", "11.4", "11.5", "12.1"),
)
pytestmark = [pytest.mark.story, pytest.mark.guide("memo"), *(pytest.mark.memo(number) for number in WALKED)]


def test_the_memo_from_the_first_step_to_the_last(
    chair: Actor, clock: Clock, people: People, phones: Phones, mailbox: Mailbox, target: Target
) -> None:
    """Steps 1 to 12: planned with a template and a reminder, started, joined, controlled, ended, looked up."""
    anna, boris, vera, guest = people.persons(4)
    today, start = clock.day(), clock.time(hours=1)

    # 1 to 4: the address, the account type, the log-in, the tab
    login = chair.open_portal()
    login.choose_account_type()
    login.expect_code_picture()
    login.enter_account(chair.account.login)
    login.enter_password(chair.account.password)
    login.enter_code(chair.captcha.answer_for(chair.page))
    portal = login.sign_in()
    portal.expect_signed_in_as(chair.account.name)
    planning = portal.open_planning()

    # 5: what, when, how many, who
    planning.enter_subject("Планерка отдела")
    planning.choose_start(today, start)
    planning.expect_immediate(False)
    planning.enter_minutes(30)
    planning.choose_mode("Голос")
    planning.enter_size(5)
    planning.list_participant(1, anna.shown, anna.name, anna.email)
    planning.list_participant(2, boris.number, boris.name, boris.email)

    # 6: the advanced settings
    planning.open_advanced()
    planning.switch_auto_invite()
    planning.choose_auto_extend(15)
    planning.switch_guest_password()
    planning.choose_email_reminder(30)
    planning.expect_sms_unavailable()
    planning.open_main()
    planning.expect_subject("Планерка отдела")

    # 7: a template first, then the conference
    planning.save_as_template("Планерка")
    planning.expect_message("Шаблон «Планерка» создан")
    card = planning.schedule()

    # 8: what was created, and the reminder half an hour before
    card.expect_parameter("Тема конференции", "Планерка отдела")
    card.expect_parameter("Время конференции", f"{today} {start}")
    card.expect_passwords(guest=True)
    _, guest_password = card.read_passwords()
    assert guest_password
    number = card.read_conference_number()
    mailbox.expect_nothing(anna)
    clock.advance(minutes=30)
    for somebody in (anna, boris):
        message = mailbox.expect_message(somebody)
        assert "Планерка отдела" in message.subject
        assert guest_password.reveal() in message.text
        assert message.ics and "BEGIN:VEVENT" in message.ics

    # 6.2: once it has started, those who were planned are called; «Присоединиться» opens the control
    phones[anna].expect_not_called()
    clock.advance(minutes=30, seconds=3)
    for listed in (chair.account.number, anna.number, boris.number):
        phones[listed].expect_rang()
        phones[listed].expect_talking()
    control = card.join()
    if chair.javascript:  # rule: no-condition: without it nothing is live; with it the guide shows the page once it is
        control.expect_live()
    control.expect_parameter("Тема конференции", "Планерка отдела")
    for name in (chair.account.name, anna.name, boris.name):
        control.expect_participant(name, "В конференции")

    # 9.1 to 9.3: one more is added, ticked, invited, connected; a guest dials in
    control.add_participant(vera.number, vera.name)
    control.expect_participant(vera.name, "В списке")
    phones[vera].expect_not_called()
    control.tick(vera.name)
    control.invite()
    clock.advance(seconds=3)
    phones[vera].expect_rang()
    phones[guest].dial(number, guest_password)
    phones[guest].expect_talking()
    chair.look_again(control)
    control.expect_participant(vera.name, "В конференции")
    control.expect_participant(guest.shown, "В конференции")

    # 9.4 to 9.6: the drop-down extends, blocks, ends; in between it extends by itself (6.3)
    control.extend(15)
    control.expect_status(f"Идет до {clock.minsk_after(start, minutes=45)}")
    control.block(vera.name)
    control.expect_blocked(vera.name)
    phones[vera].expect_talking(muted=target.profile.block != "barred")
    clock.advance(minutes=45)
    chair.look_again(control)
    control.expect_status(f"Идет до {clock.minsk_after(start, minutes=60)}")
    control.end()
    control.expect_status("Завершена")
    for somebody in (anna, boris, vera, guest):
        phones[somebody].expect_silent()
    control.close()

    # 10: the history
    history = portal.open_history()
    history.show_period(today, today)
    history.expect_conference("Планерка отдела", "Завершена")

    # 11: templates, personal information, contacts, rooms
    settings = portal.open_settings()
    templates = settings.open_templates()
    templates.expect_template("Планерка")
    templates.expect_default("Шаблон по умолчанию")
    profile = templates.open_personal()
    profile.enter_name("Председатель Отдела")
    profile.save()
    profile.expect_name("Председатель Отдела")
    contacts = profile.open_contacts()
    contacts.add(anna.name, anna.number, anna.email)
    contacts.expect_contact(anna.name)
    rooms = contacts.open_rooms()
    rooms.add("Зал заседаний", people.number(), "3 этаж")
    rooms.expect_room("Зал заседаний")

    # 7.3 and 5.3: the template again, this time at once, with somebody from the address book
    planning = portal.open_planning()
    planning.apply_template("Планерка")
    planning.expect_subject("Планерка отдела")
    planning.expect_participant_listed(1, anna.number, anna.name, anna.email)
    planning.remove_line(1)
    planning.pick(anna.name)
    planning.pick("Зал заседаний")
    planning.make_immediate()
    planning.schedule().expect_parameter("Состояние", "Идет")

    # 12 and the way out
    portal.open_help().expect_topics(12)
    portal.sign_out().expect_start_page()
