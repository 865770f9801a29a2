"""What a letter says, in the language in force: its subject, its text, and how one joins (memo 8.3, 6.7)."""

from __future__ import annotations

import re

from portal.domain.conference import State
from portal.domain.mailing import Kind
from portal.domain.moments import MINSK
from portal.languages import N_
from portal.languages import gettext as _
from portal.notices.notice import Notice, one_line, span

_SUBJECTS = {
    Kind.INVITATION: N_("Приглашение на конференцию «%(subject)s», %(day)s в %(time)s"),
    Kind.CHANGE: N_("Изменения в конференции «%(subject)s», %(day)s в %(time)s"),
    Kind.CANCELLATION: N_("Отмена конференции «%(subject)s», %(day)s в %(time)s"),
    Kind.REMINDER: N_("Напоминание о конференции «%(subject)s», %(day)s в %(time)s"),
}
_WITHDRAWN = N_("Отмена приглашения на конференцию «%(subject)s», %(day)s в %(time)s")
_OPENINGS = {
    Kind.INVITATION: N_("Вы приглашены на аудиоконференцию."),
    Kind.CHANGE: N_("Организатор изменил параметры аудиоконференции, на которую вы приглашены."),
    Kind.CANCELLATION: N_("Аудиоконференция, на которую вы были приглашены, отменена."),
    Kind.REMINDER: N_("Напоминаем, что вы приглашены на аудиоконференцию."),
}
_CALENDAR = {
    Kind.INVITATION: N_("Чтобы добавить конференцию в календарь, откройте вложение."),
    Kind.CHANGE: N_("Чтобы обновить запись в календаре, откройте вложение."),
    Kind.CANCELLATION: N_("Чтобы удалить конференцию из календаря, откройте вложение."),
}
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def subject(notice: Notice) -> str:
    """The subject of the letter. Its first word tells the kind."""
    start = notice.conference.starts_at.astimezone(MINSK)
    told = {"subject": _isolated(notice.subject), "day": f"{start:%d.%m.%Y}", "time": f"{start:%H:%M}"}
    return _(_WITHDRAWN if notice.withdrawn else _SUBJECTS[notice.kind]) % told


def text(notice: Notice) -> str:
    """The letter itself."""
    paragraphs = [
        [_("Здравствуйте!")],
        [_opening(notice)],
        [*_facts(notice), *([] if notice.kind is Kind.CANCELLATION else joining(notice))],
        [] if notice.kind is Kind.CANCELLATION else [how(notice), *_called(notice)],
        [_(_CALENDAR[notice.kind])] if notice.kind in _CALENDAR else [],
        [_("Это письмо отправлено автоматически, отвечать на него не нужно.")],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _opening(notice: Notice) -> str:
    if notice.withdrawn:
        return _("Ваше приглашение на аудиоконференцию отменено: организатор изменил список участников.")
    if notice.conference.state is State.FAILED:
        return _("К сожалению, аудиоконференция, на которую вы были приглашены, не состоится по техническим причинам.")
    if notice.conference.immediate:
        return _("Вы приглашены на аудиоконференцию, она уже идет.")
    return _(_OPENINGS[notice.kind])


def _facts(notice: Notice) -> list[str]:
    lines = [_("Тема: %(subject)s") % {"subject": _isolated(notice.subject)}]
    if notice.before and notice.before.subject != notice.conference.subject:
        lines.append(_("Прежняя тема: %(subject)s") % {"subject": _isolated(one_line(notice.before.subject))})
    if organizer := one_line(notice.organizer):
        lines.append(_("Организатор: %(name)s") % {"name": _isolated(organizer)})
    lines.append(_("Время: %(time)s") % {"time": span(notice.conference)})
    if notice.before and span(notice.before) != span(notice.conference):
        lines.append(_("Прежнее время: %(time)s") % {"time": span(notice.before)})
    return lines


def joining(notice: Notice) -> list[str]:
    """What is dialled and typed to join. Of the passwords only the guest's, whoever reads it (memo 6.7)."""
    lines = [
        _("Номер доступа: %(number)s") % {"number": notice.access_number},
        _("Номер конференции: %(number)s") % {"number": notice.conference.number},
    ]
    if notice.conference.guest_password:
        lines.append(_("Пароль гостя: %(password)s") % {"password": notice.conference.guest_password})
    return lines


def how(notice: Notice) -> str:
    """How one joins with it."""
    if notice.conference.guest_password:
        return _("Чтобы войти, позвоните по номеру доступа и введите номер конференции, а затем пароль гостя.")
    return _(
        "Чтобы войти, позвоните по номеру доступа с телефона, указанного в списке участников, "
        "и введите номер конференции."
    )


def _called(notice: Notice) -> list[str]:
    if not notice.conference.auto_invite:
        return []
    if notice.conference.immediate:
        return [_("Портал и сам звонит вам: достаточно ответить на вызов.")]
    return [_("После начала конференции портал сам позвонит вам: достаточно ответить на вызов.")]


def _isolated(text: str) -> str:
    """Closed off if it turns the direction of writing, so that day and time behind it are not read backwards."""
    return f"\u2068{text}\u2069" if _DIRECTIONS.search(text) else text
