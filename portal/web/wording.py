"""How the pages say things: moments (Minsk), spans of time, states, choices of minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.domain import numbers
from portal.domain.conference import Conference, Participant, State
from portal.domain.moments import MINSK
from portal.domain.plan import EXTENSIONS, REMINDERS, RETRIES
from portal.languages import N_, ngettext
from portal.languages import gettext as _

STATES = {
    State.SCHEDULED: N_("Запланирована"),
    State.OPEN: N_("Открыта"),
    State.ACTIVE: N_("Идет"),
    State.ENDED: N_("Завершена"),
    State.CANCELLED: N_("Отменена"),
    State.EXPIRED: N_("Не состоялась"),
    State.FAILED: N_("Не удалась"),
}

STATUSES = {
    "listed": N_("В списке"),
    "queued": N_("Ожидает вызова"),
    "calling": N_("Вызов…"),
    "ringing": N_("Звонит…"),
    "waiting": N_("Ждет начала"),
    "connected": N_("В конференции"),
    "busy": N_("Занято"),
    "no_answer": N_("Нет ответа"),
    "rejected": N_("Отклонен"),
    "unreachable": N_("Недоступен"),
    "invalid": N_("Неверный номер"),
    "barred": N_("Запрещено"),
    "full": N_("Нет мест"),
    "capacity": N_("Нет ресурсов"),
    "cancelled": N_("Вызов отменен"),
    "left": N_("Отключился"),
    "disconnected": N_("Отключен"),
    "conference_ended": N_("Отключен"),
}


ON_THE_TICKED = {
    "redial": N_("Повторный вызов"),
    "hang_up": N_("Отключение участника"),
    "mute": N_("Выключение микрофона"),
    "unmute": N_("Включение микрофона"),
    "block": N_("Блокировка участника"),
    "unblock": N_("Снятие блокировки"),
    "rename": N_("Переименование участника"),
    "remove": N_("Удаление из списка"),
}
ON_EVERYBODY = {
    "mute_all": N_("Выключение микрофона у всех"),
    "unmute_all": N_("Включение микрофона у всех"),
    "lock": N_("Закрытие входа"),
    "unlock": N_("Открытие входа"),
    "end": N_("Завершение конференции"),
}


def day(moment: datetime | date) -> str:
    """The Minsk day: «23.11.2026»."""
    local = moment.astimezone(MINSK) if isinstance(moment, datetime) else moment
    return f"{local:%d.%m.%Y}"


def clock(moment: datetime) -> str:
    """The Minsk time of day: «15:00»."""
    return f"{moment.astimezone(MINSK):%H:%M}"


def moment(at: datetime) -> str:
    """«23.11.2026 15:00» in Minsk."""
    return f"{day(at)} {clock(at)}"


def second(at: datetime) -> str:
    """The Minsk time of day to the second: «15:00:07»."""
    return f"{at.astimezone(MINSK):%H:%M:%S}"


def duration(length: timedelta) -> str:
    """«1 час 5 минут»; under a minute in seconds."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return ngettext("%(n)d секунда", "%(n)d секунд", seconds) % {"n": seconds}
    hours, rest = divmod(seconds // 60, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d час", "%(n)d часов", hours) % {"n": hours})
    if rest:
        parts.append(ngettext("%(n)d минута", "%(n)d минут", rest) % {"n": rest})
    return " ".join(parts)


def lasted(conference: Conference) -> str:
    """How long the conference really ran, or a dash if it never did."""
    span = length(conference)
    return "—" if span is None else duration(span)


def length(conference: Conference) -> timedelta | None:
    """How long the conference really ran; None if it never did."""
    if conference.started_at is None or conference.ended_at is None:
        return None
    return conference.ended_at - conference.started_at


def standing(conference: Conference) -> str:
    """One line about where the conference is: «Идет до 16:00», «Начнется 23.11.2026 в 15:00», «Завершена»."""
    if conference.state in (State.SCHEDULED, State.OPEN):
        start = conference.starts_at
        return _("Начнется %(day)s в %(time)s") % {"day": day(start), "time": clock(start)}
    if conference.state is State.ACTIVE:
        began = conference.started_at or conference.starts_at
        end = clock(conference.ends_at) if day(began) == day(conference.ends_at) else moment(conference.ends_at)
        if conference.locked:
            return _("Идет до %(end)s, вход закрыт") % {"end": end}
        return _("Идет до %(end)s") % {"end": end}
    return state(conference.state)


def state(code: State) -> str:
    """The state of a conference in a word."""
    return _(STATES[code])


def status(conference: Conference, participant: Participant) -> str:
    """What a participant's row shows (memo 9.3, 9.5): «В конференции», «В списке, заблокирован» …"""
    code = conference.status(participant.id)
    said = _(STATUSES.get(code, code))
    leg = conference.last_leg(participant.id)
    muted = code == "connected" and leg is not None and leg.muted
    if participant.blocked and muted:
        return _("%(status)s, заблокирован, микрофон отключен") % {"status": said}
    if participant.blocked:
        return _("%(status)s, заблокирован") % {"status": said}
    return _("%(status)s, микрофон отключен") % {"status": said} if muted else said


def warning(conference: Conference) -> str:
    """How soon the conference ends, once it is time to say so; empty before."""
    if not conference.warned or conference.state is not State.ACTIVE:
        return ""
    return ngettext(
        "До конца конференции %(n)d минута. Продлите ее, если нужно.",
        "До конца конференции %(n)d минут. Продлите ее, если нужно.",
        conference.warned,
    ) % {"n": conference.warned}


def longer() -> list[tuple[str, str]]:
    """By how much a conference prolongs itself (memo 6.3), as options: value and words."""
    return [(str(n), ngettext("на %(n)d минуту", "на %(n)d минут", n) % {"n": n}) for n in EXTENSIONS]


def actions() -> list[tuple[str, list[tuple[str, str]]]]:
    """The drop-down of the control (memo 9.4 to 9.6): groups of options."""
    extensions = [
        (f"extend:{n}", ngettext("Продление на %(n)d минуту", "Продление на %(n)d минут", n) % {"n": n})
        for n in EXTENSIONS
    ]
    ticked = [(act, _(words)) for act, words in ON_THE_TICKED.items()]
    everybody = [(act, _(words)) for act, words in ON_EVERYBODY.items()]
    return [(_("Вся конференция"), [*extensions, *everybody]), (_("Отмеченные участники"), ticked)]


def repeats() -> list[tuple[str, str]]:
    """How often a busy or unanswered call is repeated, as options."""
    return [(str(n), ngettext("%(n)d раз", "%(n)d раза", n) % {"n": n}) for n in RETRIES if n]


def ahead() -> list[tuple[str, str]]:
    """How long before the start a reminder leaves (memo 6.5), as options."""
    return [(str(minutes), _ahead(minutes)) for minutes in REMINDERS]


def _ahead(minutes: int) -> str:
    if minutes == 1440:
        return _("за 1 сутки")
    if minutes % 60 == 0:
        return ngettext("за %(n)d час", "за %(n)d часов", minutes // 60) % {"n": minutes // 60}
    return ngettext("за %(n)d минуту", "за %(n)d минут", minutes) % {"n": minutes}


def joined(conference: Conference) -> list[str]:
    """Who was really connected, by name or number."""
    return [called(p) for p in present(conference)]


def present(conference: Conference) -> list[Participant]:
    """Who was really connected."""
    who = {leg.participant for leg in conference.legs if leg.connected_at}
    return [p for p in conference.participants if p.id in who]


def called(participant: Participant) -> str:
    """What a participant is called: by name, or else by number."""
    return participant.name or numbers.shown(participant.number)


def last_days(now: datetime, back: int) -> tuple[date, date]:
    """The last `back` Minsk days, today included: first and last."""
    today = now.astimezone(UTC).astimezone(MINSK).date()
    return today - timedelta(days=back - 1), today
