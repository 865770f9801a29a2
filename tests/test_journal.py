"""What the history tells of one conference (memo 10.1): who did what about whom, why it ended, its calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain import effects
from portal.domain.journal import ACTS
from portal.domain.plan import Invitee, Plan
from portal.languages import gettext, speaking
from portal.services import booking, control, history, telephony
from portal.web import journal as words
from tests import core
from tests.core import ANSWERS, BUSY, GUEST, MONDAY, SILENT, UNKNOWN, Core


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    yield made
    made.database.close()


def end(portal: Core, conference: int) -> None:
    portal.do(lambda work: control.end(work, portal.account, conference))


def told(portal: Core, conference: int) -> list[tuple[str, str, str]]:
    """The control log as people read it."""
    made, acts = portal.do(lambda work: history.one(work, portal.account, conference))
    return [(line.who, line.what, line.whom) for line in words.lines(made, acts)]


def test_the_control_log_says_who_did_what_about_whom(portal: Core) -> None:
    """The chair, the portal by its timers, the telephone network by a call; in the order in which it happened."""
    answers, busy, guest, silent = "+375 25 999-00-02", "+375 25 999-02-00", "+375 25 999-07-77", "+375 25 999-03-00"
    starts_at = MONDAY + timedelta(hours=1)
    plan = Plan(
        subject="Иначе", starts_at=starts_at, minutes=15, size=5, own_telephone=False, auto_invite=True,
        guest_password=True, extend_by=15, invitees=(Invitee(ANSWERS), Invitee(BUSY)),
    )  # fmt: skip
    made = portal.schedule(immediate=False, starts_at=starts_at)
    seen = portal.conference(made).seq

    def do(act: str, *ticks: int) -> None:
        portal.do(lambda work: control.do(work, portal.account, made, act, ticks))

    portal.do(lambda work: booking.edit(work, portal.account, made, plan, seen))
    portal.advance(minutes=55)
    do("lock")
    do("unlock")
    portal.advance(minutes=5, seconds=5)
    number, password = portal.conference(made).number, portal.conference(made).guest_password or ""
    portal.do(lambda work: telephony.dial_in(work, GUEST, number, password))
    portal.advance(seconds=1)
    portal.do(lambda work: control.add(work, portal.account, made, SILENT, "Тихий"))
    portal.do(lambda work: control.rename(work, portal.account, made, [4], "Немой"))
    portal.do(lambda work: control.invite(work, portal.account, made, [4]))
    portal.advance(seconds=1)
    for act, row in (("hang_up", 4), ("mute", 1), ("unmute", 1), ("block", 3), ("unblock", 3), ("remove", 3)):
        do(act, row)
    portal.advance(minutes=15)
    portal.do(lambda work: control.extend(work, portal.account, made, 30))
    end(portal, made)
    chair, itself = "Председатель", "Портал"
    assert told(portal, made) == [
        (chair, "Конференция запланирована", ""),
        (chair, "Параметры изменены", ""),
        (itself, "Управление открыто", ""),
        (chair, "Вход закрыт", ""),
        (chair, "Вход открыт", ""),
        (itself, "Конференция началась", ""),
        (itself, "Автоматический вызов", f"{answers}, {busy}"),
        ("Телефонная сеть", "Добавлен в список: набрал номер доступа", guest),
        (chair, "Добавлен в список", "Немой"),
        (chair, "Новое имя: Немой", "Немой"),
        (chair, "Вызов", "Немой"),
        (chair, "Вызов отменен", "Немой"),
        (chair, "Микрофон отключен", answers),
        (chair, "Микрофон включен", answers),
        (chair, "Заблокирован", guest),
        (chair, "Блокировка снята", guest),
        (chair, "Отключен", guest),
        (chair, "Удален из списка", guest),
        (itself, "Автоматически продлена на 15 минут", ""),
        (chair, "Продлена на 30 минут", ""),
        (chair, "Конференция завершена", ""),
    ]
    assert silent not in str(told(portal, made))


def test_who_began_and_who_ended_it(portal: Core) -> None:
    """At once by the chair, by the chair who dials in, at its time by the portal; by hand, by time, by emptiness."""
    at_once = portal.schedule(BUSY, auto_invite=True, retries=1)
    portal.advance(minutes=5)
    starts_at = MONDAY + timedelta(minutes=10)
    called_off = portal.schedule(immediate=False, starts_at=starts_at)
    portal.do(lambda work: booking.cancel(work, portal.account, called_off))
    dialled = portal.schedule(GUEST, immediate=False, starts_at=starts_at)
    portal.advance(seconds=1)
    conference = portal.conference(dialled)
    portal.do(lambda work: telephony.dial_in(work, GUEST, conference.number, conference.chair_password))
    portal.do(lambda work: telephony.hang_up(work, GUEST))
    portal.advance(minutes=2)
    chair, itself = "Председатель", "Портал"
    assert told(portal, at_once)[1:] == [
        (chair, "Конференция началась", ""),
        (itself, "Автоматический вызов", "+375 25 999-02-00"),
        (itself, "Повторный вызов", "+375 25 999-02-00"),
        (itself, "Конференция не состоялась", ""),
    ]
    assert told(portal, called_off)[1:] == [(chair, "Конференция отменена", "")]
    assert told(portal, dialled)[1:] == [
        (itself, "Управление открыто", ""),
        (chair, "Конференция началась", ""),
        (itself, "Конференция завершена", ""),
    ]
    ended = [portal.conference(made) for made in (at_once, called_off, dialled)]
    assert [words.why(made) for made in ended] == [
        "Никто не присоединился", "Отменил председатель до начала", "Все участники отключились",
    ]  # fmt: skip


def test_every_act_has_words() -> None:
    """Every event is an act or news of a call; every act and every reason is said in words, in each language."""
    of_a_call = ("queued", "calling", "not_placed", "dialled_in", "waiting", "dialled", "ringing", "connected")
    no_acts = {"conference.reminded", *(f"leg.{news}" for news in of_a_call)}
    assert {*effects._EFFECTS, "conference.scheduled"} == ACTS.keys() | no_acts
    several = {"calls.authorised", "leg.ended", "participant.renamed"}
    assert ACTS.keys() - several <= words.WHAT.keys() | words.COUNTED.keys()
    said = [*words.WHAT.values(), *words.WHO.values(), *words.REASONS.values(), *words.DIRECTIONS.values()]
    for language in ("be", "en"):
        with speaking(language):
            assert not [word for word in said if gettext(word) == word]


def test_the_calls_are_told_with_their_moments_and_results(portal: Core) -> None:
    """Out and in, answered or not; who was removed from the list too; talking time only after an answer."""
    made = portal.schedule(ANSWERS, BUSY, UNKNOWN, auto_invite=True, guest_password=True)
    conference = portal.conference(made)
    portal.advance(seconds=10)
    portal.do(lambda work: telephony.dial_in(work, GUEST, conference.number, conference.guest_password or ""))
    portal.advance(seconds=20)
    portal.do(lambda work: control.do(work, portal.account, made, "remove", [4]))
    portal.advance(seconds=30)
    end(portal, made)
    calls = words.calls(portal.conference(made))
    assert [(call.number, call.direction, call.result) for call in calls] == [
        (ANSWERS, "Исходящий", "Отключен"),
        (BUSY, "Исходящий", "Занято"),
        (UNKNOWN, "Исходящий", "Неверный номер"),
        (GUEST, "Входящий", "Отключен"),
    ]
    assert [call.talked and call.talked.total_seconds() for call in calls] == [58, None, None, 20]
    assert calls[0].started == MONDAY
    assert calls[0].connected == MONDAY + timedelta(seconds=2)
