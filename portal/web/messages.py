"""Sentences for people: what each refusal means and how to mend it, and the good news after a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.domain.refusals import Problem
from portal.languages import N_, ngettext
from portal.languages import gettext as _

SESSION_ENDED = N_("Сеанс завершен: вы долго ничего не делали или вышли из портала. Войдите еще раз.")

SENTENCES = {
    # Start page
    "account_required": N_("Введите телефонную учетную запись"),
    "account_format": N_("Введите номер в формате 375XXXXXXXXX, без «+»"),
    "password_required": N_("Введите пароль"),
    "code_required": N_("Введите код с картинки"),
    "code_wrong": N_("Неверный код проверки. Введите код с новой картинки"),
    "code_expired": N_("Срок действия кода проверки истек. Введите код с новой картинки"),
    "credentials_wrong": N_("Неверная учетная запись или пароль"),
    "service_absent": N_("Услуга «Аудиоконференция» не подключена. Обратитесь в сервисный центр"),
    "form_expired": N_("Страница устарела, и мы ее обновили. Проверьте введенное и отправьте еще раз"),
    # Planning
    "subject_required": N_("Введите тему конференции"),
    "date_format": N_("Введите дату в формате ДД.ММ.ГГГГ, например 23.11.2026"),
    "time_format": N_("Введите время в формате ЧЧ:ММ, например 15:00"),
    "start_past": N_("Время начала не может быть раньше текущего"),
    "start_far": N_("Конференцию можно запланировать не более чем за 365 дней"),
    "minutes_range": N_("Продолжительность: от 15 до 1440 минут"),
    "size_range": N_("Количество участников: от 3 до 50"),
    "number_required": N_("Введите номер телефона"),
    "number_characters": N_("В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале"),
    "number_length": N_("Проверьте длину номера: нужен белорусский номер, например +375 29 123-45-67"),
    "number_invalid": N_("Такого номера нет в Беларуси. Проверьте код и номер"),
    "number_short": N_("Короткие и экстренные номера вызывать нельзя"),
    "number_premium": N_("Платные номера вызывать нельзя"),
    "number_satellite": N_("Спутниковые номера вызывать нельзя"),
    "number_abroad": N_("Можно вызывать только номера Беларуси, начиная с +375"),
    "number_repeated": N_("Этот номер уже есть в списке"),
    "email_format": N_("Введите адрес в формате name@example.com"),
    "name_required": N_("Введите имя"),
    "extend_choice": N_("Выберите интервал продления из списка"),
    "reminder_choice": N_("Выберите время оповещения из списка"),
    "reminder_past": N_("Выбранное время оповещения уже прошло. Выберите меньший интервал или «Не отправлять»"),
    "retries_choice": N_("Выберите число повторов из списка"),
    "too_many_conferences": N_("В это время у вас уже идет или запланировано конференций: %(limit)s, больше нельзя"),
    "changed_elsewhere": N_("Данные изменены в другом окне. Откройте конференцию еще раз и повторите изменения"),
    "edit_immediate": N_("Запланированную конференцию нельзя сделать немедленной"),
    "already_started": N_("Уже поздно: управление конференцией открыто, продолжайте в нем"),
    "mail_limit": N_(
        "Столько писем за день отправить нельзя: не более 500. Уберите часть адресов E-mail или выключите оповещение"
    ),
    "pick_required": N_("Выберите контакт или конференц-зал"),
    "lines_limit": N_("В списке может быть не более 50 строк"),
    "template_required": N_("Выберите шаблон"),
    "template_name_required": N_("Введите название шаблона"),
    "template_name_taken": N_("Шаблон с таким названием уже есть. Введите другое название"),
    "template_default_kept": N_("Шаблон по умолчанию нельзя удалить"),
    # Control
    "nobody_ticked": N_("Отметьте участников птичкой"),
    "nobody_to_call": N_("Вызывать некого: отмеченные участники уже вызваны, в конференции или заблокированы"),
    "nobody_to_redial": N_("Повторять некого: отмеченных еще не вызывали, они на линии или заблокированы"),
    "nobody_on_the_line": N_("Отключать некого: у отмеченных участников нет вызова"),
    "nobody_connected": N_("Никого из них в конференции сейчас нет"),
    "blocked_stay_muted": N_("Микрофон заблокированного включить нельзя: сначала снимите блокировку"),
    "tick_one": N_("Отметьте птичкой одного участника"),
    "action_required": N_("Выберите действие"),
    "not_started": N_(
        "Конференция еще не началась. Добавлять участников можно за 10 минут до начала, вызывать — после начала"
    ),
    "already_over": N_("Конференция уже закончилась"),
    "extension_limit": N_("Продлить нельзя: всего не более 1440 минут"),
    "conference_full": N_("Свободных мест нет: количество участников — %(size)s"),
    # History and settings
    "period_format": N_("Введите дату в формате ДД.ММ.ГГГГ, например 23.11.2026"),
    "period_order": N_("Начало периода не может быть позже конца"),
    "room_name_required": N_("Введите название конференц-зала"),
    "file_required": N_("Выберите файл"),
    "file_format": N_("Это не файл CSV. В Excel выберите «Сохранить как» и тип «CSV UTF-8»"),
    "file_empty": N_("В файле нет ни одного контакта"),
    "language_choice": N_("Выберите язык из списка"),
    "old_password_required": N_("Введите текущий пароль"),
    "old_password_wrong": N_("Текущий пароль неверен"),
    "new_password_required": N_("Введите новый пароль"),
    "password_short": N_("Пароль слишком короткий: нужно не менее 8 знаков"),
    "password_long": N_("Пароль слишком длинный: не более 64 знаков"),
    "passwords_differ": N_("Пароли не совпадают. Введите новый пароль еще раз"),
}

# Sentences that a number bends: which parameter it is, and the form that it wants.
COUNTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "locked_out": (
        "minutes",
        lambda n: ngettext(
            "Слишком много неудачных попыток. Повторите через %(minutes)d минуту",
            "Слишком много неудачных попыток. Повторите через %(minutes)d минут",
            n,
        ),
    ),
    "more_than_size": (
        "rows",
        lambda n: ngettext(
            "В списке %(rows)d участник, а количество участников — %(size)s. "
            "Увеличьте количество или уберите лишние строки",
            "В списке %(rows)d участников, а количество участников — %(size)s. "
            "Увеличьте количество или уберите лишние строки",
            n,
        ),
    ),
    "subject_long": (
        "limit",
        lambda n: ngettext("Сократите тему: не более %(limit)d знака", "Сократите тему: не более %(limit)d знаков", n),
    ),
    "name_long": (
        "limit",
        lambda n: ngettext("Сократите имя: не более %(limit)d знака", "Сократите имя: не более %(limit)d знаков", n),
    ),
    "template_name_long": (
        "limit",
        lambda n: ngettext(
            "Сократите название шаблона: не более %(limit)d знака",
            "Сократите название шаблона: не более %(limit)d знаков",
            n,
        ),
    ),
    "file_lines": (
        "limit",
        lambda n: ngettext(
            "Разделите файл: за один раз можно загрузить не более %(limit)d строки",
            "Разделите файл: за один раз можно загрузить не более %(limit)d строк",
            n,
        ),
    ),
    "book_full": (
        "limit",
        lambda n: ngettext(
            "В списке может быть не более %(limit)d записи. Удалите лишние",
            "В списке может быть не более %(limit)d записей. Удалите лишние",
            n,
        ),
    ),
    "templates_full": (
        "limit",
        lambda n: ngettext(
            "Может быть не более %(limit)d шаблона. Удалите лишние в разделе «Мои шаблоны»",
            "Может быть не более %(limit)d шаблонов. Удалите лишние в разделе «Мои шаблоны»",
            n,
        ),
    ),
    "room_name_long": (
        "limit",
        lambda n: ngettext(
            "Сократите название: не более %(limit)d знака", "Сократите название: не более %(limit)d знаков", n
        ),
    ),
    "place_long": (
        "limit",
        lambda n: ngettext(
            "Сократите место: не более %(limit)d знака", "Сократите место: не более %(limit)d знаков", n
        ),
    ),
}


def sentence(problem: Problem) -> str:
    """What `problem` says to people; an unknown code is shown as it is rather than hidden."""
    if problem.code in COUNTED:
        counted, form = COUNTED[problem.code]
        return form(_whole(problem.params, counted)) % problem.params
    if problem.code not in SENTENCES:
        return _("Запрос не выполнен (%(code)s)") % {"code": problem.code}
    return _(SENTENCES[problem.code]) % problem.params


def _whole(params: Mapping[str, object], name: str) -> int:
    value = params.get(name, 0)
    return value if isinstance(value, int) else 0


NEWS = {
    "saved": N_("Изменения сохранены"),
    "password-changed": N_("Пароль изменен. Другие сеансы завершены"),
    "template-saved": N_("Шаблон сохранен"),
    "template-deleted": N_("Шаблон удален"),
    "template-default": N_("Шаблон по умолчанию изменен"),
    "contact-added": N_("Контакт добавлен"),
    "contacts-known": N_("Этот файл уже загружен, второй раз он ничего не изменил"),
    "contact-deleted": N_("Контакт удален"),
    "room-added": N_("Конференц-зал добавлен"),
    "room-deleted": N_("Конференц-зал удален"),
    "signed-out": N_("Вы вышли из портала"),
    "added": N_("Участник добавлен в список"),
    "blocked": N_("Отмеченные участники заблокированы"),
    "unblocked": N_("Блокировка снята"),
    "hung-up": N_("Отмеченные участники отключены"),
    "removed": N_("Отмеченные участники удалены из списка"),
    "muted": N_("Микрофон выключен"),
    "unmuted": N_("Микрофон включен"),
    "locked": N_("Вход закрыт: по номеру доступа войдет только председатель"),
    "unlocked": N_("Вход открыт"),
    "renamed": N_("Имя изменено"),
    "edited": N_("Конференция изменена"),
    "cancelled": N_("Конференция отменена"),
}


def news(code: str, number: str = "") -> str:
    """The good news for a `done=` code of the address; empty for a code that nobody wrote. `number` is its `n=`."""
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    if code == "invited" and n:
        return _("Вызываем участников: %(n)d") % {"n": n}
    if code == "extended" and n:
        return ngettext("Конференция продлена на %(n)d минуту", "Конференция продлена на %(n)d минут", n) % {"n": n}
    return _(NEWS[code]) if code in NEWS else ""
