"""How a conference that is over is told: why it ended, its calls, and its control log, who did what about whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.conference import Conference, Leg
from portal.domain.journal import Act
from portal.languages import N_, ngettext
from portal.languages import gettext as _
from portal.web import wording

DIRECTIONS = {"out": N_("Исходящий"), "in": N_("Входящий")}

# By the reason of the end, or where an end has but one reason, by the state.
REASONS = {
    "chair": N_("Завершил председатель"),
    "timeout": N_("Закончилось время"),
    "empty": N_("Все участники отключились"),
    "cancelled": N_("Отменил председатель до начала"),
    "expired": N_("Никто не присоединился"),
    "capacity": N_("Все линии портала были заняты"),
}

WHO = {"chair": N_("Председатель"), "portal": N_("Портал"), "network": N_("Телефонная сеть")}

WHAT = {
    "conference.scheduled": N_("Конференция запланирована"),
    "conference.edited": N_("Параметры изменены"),
    "conference.cancelled": N_("Конференция отменена"),
    "conference.opened": N_("Управление открыто"),
    "conference.started": N_("Конференция началась"),
    "conference.locked": N_("Вход закрыт"),
    "conference.unlocked": N_("Вход открыт"),
    "conference.ended": N_("Конференция завершена"),
    "conference.expired": N_("Конференция не состоялась"),
    "conference.failed": N_("Начать конференцию не удалось"),
    "participant.added": N_("Добавлен в список"),
    "participant.added.dialled_in": N_("Добавлен в список: набрал номер доступа"),
    "participant.removed": N_("Удален из списка"),
    "participant.blocked": N_("Заблокирован"),
    "participant.unblocked": N_("Блокировка снята"),
    "calls.authorised.chair": N_("Вызов"),
    "calls.authorised.automatic": N_("Автоматический вызов"),
    "calls.authorised.retry": N_("Повторный вызов"),
    "leg.muted": N_("Микрофон отключен"),
    "leg.unmuted": N_("Микрофон включен"),
    "leg.ended.cancelled": N_("Вызов отменен"),
    "leg.ended.disconnected": N_("Отключен"),
}

# What a number bends: the form that it wants; the number is the event's `minutes`.
COUNTED: dict[str, Callable[[int], str]] = {
    "conference.warned": lambda n: ngettext(
        "Предупреждение: осталась %(n)d минута", "Предупреждение: осталось %(n)d минут", n
    ),
    "conference.extended": lambda n: ngettext("Продлена на %(n)d минуту", "Продлена на %(n)d минут", n),
    "conference.extended.automatic": lambda n: ngettext(
        "Автоматически продлена на %(n)d минуту", "Автоматически продлена на %(n)d минут", n
    ),
}


def why(conference: Conference) -> str:
    """Why a conference is over."""
    code = conference.end_reason or conference.state
    return _(REASONS.get(code, code))


@dataclass(frozen=True, slots=True)
class Call:
    """A call as people are told of it; `name` may be empty, `number` is E.164, `talked` None without an answer."""

    name: str
    number: str
    direction: str
    started: datetime
    connected: datetime | None
    ended: datetime | None
    talked: timedelta | None
    result: str


def calls(conference: Conference) -> list[Call]:
    """The calls of a conference in the order in which they were made, those of removed participants too."""
    rows = {row.id: row for row in conference.participants}
    return [_call(rows[leg.participant].name, rows[leg.participant].number, leg) for leg in conference.legs]


def _call(name: str, number: str, leg: Leg) -> Call:
    talked = leg.ended_at - leg.connected_at if leg.ended_at and leg.connected_at else None
    result = _(wording.STATUSES.get(leg.reason, leg.reason))
    direction = _(DIRECTIONS[leg.direction])
    return Call(name, number, direction, leg.started_at, leg.connected_at, leg.ended_at, talked, result)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the control log in words."""

    at: datetime
    who: str
    what: str
    whom: str


def lines(conference: Conference, acts: list[Act]) -> list[Line]:
    """The control log in words."""
    names = {row.id: wording.called(row) for row in conference.participants}
    return [Line(act.at, _(WHO[act.by]), _what(act), ", ".join(names[row] for row in act.whom)) for act in acts]


def _what(act: Act) -> str:
    if act.what == "participant.renamed":
        name = act.data["name"]
        return _("Новое имя: %(name)s") % {"name": name} if name else _("Имя убрано")
    if act.what in COUNTED:
        minutes = act.data["minutes"]
        return COUNTED[act.what](minutes) % {"n": minutes}
    return _(WHAT[act.what])
