"""The history beyond the memo's words: page by page, one conference with all that happened in it, and as files."""

from __future__ import annotations

import csv
import io

import pytest

from fixtures.actors import Actor
from fixtures.clock import Clock
from fixtures.people import People
from scenarios.beginnings import bring_in, plan

pytestmark = pytest.mark.area("history")


def table(data: bytes) -> list[list[str]]:
    """The rows of a file as Excel reads it."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.memo("10.1", ours=True)
def test_a_conference_of_the_history_tells_what_happened_in_it(chair: Actor, clock: Clock, people: People) -> None:
    """10.1: why it ended, each call with its result, who did what; the passwords are no longer there; all as a file."""
    guest, busy = people.person(), people.with_number(people.busy())
    scheduled = plan(chair, guest, busy, subject="Итоги года", guest_password=True)
    control = scheduled.join()
    bring_in(chair, control, clock, guest.name, busy.name)
    clock.advance(minutes=1)
    control.end()
    control.close()
    past = scheduled.open_history().open_conference("Итоги года")
    past.expect_parameter("Причина завершения", "Завершил председатель")
    past.expect_parameter("Продолжительность", "1 минута")
    for secret in ("Пароль председателя", "Пароль гостя", "Номер конференции"):
        past.expect_no_parameter(secret)
    past.expect_call(guest.name, guest.number, "Исходящий", "10:00:02", "1 минута", "Отключен")
    past.expect_call(busy.name, busy.number, "Исходящий", "Занято")
    past.expect_logged("Вызов", "Председатель", guest.name, busy.name)
    past.expect_logged("Конференция завершена", "Председатель")
    titles, *calls = table(past.download())
    assert titles[:2] == ["Имя", "Номер"]
    assert [(call[0], call[-1]) for call in calls] == [(guest.name, "Отключен"), (busy.name, "Занято")]
    past.back().expect_conference("Итоги года")


@pytest.mark.memo("10.1", ours=True)
def test_a_long_history_is_shown_twenty_at_a_time(chair: Actor, clock: Clock) -> None:
    """10.1: the latest first; the earlier ones a page further, and back again; the file holds the whole period."""
    portal = chair.sign_in()
    for half in range(2):
        for number in range(11):
            chair.plan(f"Планерка {half * 11 + number}")
        clock.advance(minutes=6)
    history = portal.open_history()
    history.show_period("23.11.2026", "23.11.2026")
    history.expect_count(20)
    history.expect_conference("Планерка 21", "Не состоялась")
    history.expect_no_conference("Планерка 1")
    history.show_earlier()
    history.expect_count(2)
    history.expect_conference("Планерка 1")
    history.expect_period("23.11.2026", "23.11.2026")
    history.show_later()
    history.expect_count(20)
    _titles, *rows = table(history.download())
    assert [subject for subject, *_rest in rows] == [f"Планерка {number}" for number in range(21, -1, -1)]
