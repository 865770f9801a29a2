"""How the pages say things in Russian: plurals, moments (Minsk), spans of time, states."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.domain.conference import Conference, Participant, State
from portal.domain.moments import MINSK

ZONE = "Минск, UTC+3"

STATES = {
    State.SCHEDULED: "Запланирована",
    State.OPEN: "Открыта",
    State.ACTIVE: "Идет",
    State.ENDED: "Завершена",
    State.CANCELLED: "Отменена",
    State.EXPIRED: "Не состоялась",
}

STATUSES = {
    "listed": "В списке",
    "calling": "Вызов…",
    "ringing": "Звонит…",
    "connected": "В конференции",
    "busy": "Занято",
    "no_answer": "Нет ответа",
    "rejected": "Отклонен",
    "unreachable": "Недоступен",
    "invalid": "Неверный номер",
    "left": "Отключился",
    "conference_ended": "Отключен",
}


def plural(n: int, one: str, few: str, many: str) -> str:
    """The number with its word: `plural(2, "минуту", "минуты", "минут")` is «2 минуты»."""
    if n % 10 == 1 and n % 100 != 11:
        word = one
    elif n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        word = few
    else:
        word = many
    return f"{n} {word}"


def minutes(n: int) -> str:
    """«на …»: «1 минуту», «2 минуты», «45 минут»."""
    return plural(n, "минуту", "минуты", "минут")


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


def span(conference: Conference) -> str:
    """«23.11.2026 15:00–16:00 (Минск, UTC+3)»; both days if it runs past midnight."""
    start, end = conference.starts_at, conference.ends_at
    if day(start) == day(end):
        return f"{moment(start)}–{clock(end)} ({ZONE})"
    return f"{moment(start)} – {moment(end)} ({ZONE})"


def duration(length: timedelta) -> str:
    """«1 час 5 минут»; under a minute in seconds."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return plural(seconds, "секунда", "секунды", "секунд")
    hours, rest = divmod(seconds // 60, 60)
    parts = []
    if hours:
        parts.append(plural(hours, "час", "часа", "часов"))
    if rest:
        parts.append(plural(rest, "минута", "минуты", "минут"))
    return " ".join(parts)


def lasted(conference: Conference) -> str:
    """How long the conference really ran, or a dash if it never did."""
    if conference.started_at is None or conference.ended_at is None:
        return "—"
    return duration(conference.ended_at - conference.started_at)


def standing(conference: Conference) -> str:
    """One line about where the conference is: «Идет до 16:00», «Начнется 23.11.2026 в 15:00», «Завершена»."""
    if conference.state in (State.SCHEDULED, State.OPEN):
        return f"Начнется {day(conference.starts_at)} в {clock(conference.starts_at)}"
    if conference.state is State.ACTIVE:
        began = conference.started_at or conference.starts_at
        end = conference.ends_at
        return f"Идет до {clock(end)}" if day(began) == day(end) else f"Идет до {moment(end)}"
    return STATES[conference.state]


def status(conference: Conference, participant: Participant) -> str:
    """What a participant's row shows (memo 9.3, 9.5): «В конференции», «В списке, заблокирован» …"""
    code = conference.status(participant.id)
    words = [STATUSES.get(code, code)]
    if participant.blocked:
        words.append("заблокирован, микрофон отключен" if code == "connected" else "заблокирован")
    return ", ".join(words)


def joined(conference: Conference) -> list[str]:
    """Who was really connected, by name or number."""
    from portal.domain import numbers

    who = {leg.participant for leg in conference.legs if leg.connected_at}
    return [p.name or numbers.shown(p.number) for p in conference.participants if p.id in who]


def last_days(now: datetime, back: int) -> tuple[date, date]:
    """The last `back` Minsk days, today included: first and last."""
    today = now.astimezone(UTC).astimezone(MINSK).date()
    return today - timedelta(days=back - 1), today
