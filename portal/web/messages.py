"""Sentences for people: what each refusal means and how to mend it, and the good news after a command."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.refusals import Problem
from portal.web.wording import minutes, plural

SESSION_ENDED = "Сеанс завершен: вы долго ничего не делали или вышли из портала. Войдите еще раз."

SENTENCES = {
    # Start page
    "account_required": "Введите телефонную учетную запись",
    "account_format": "Введите номер в формате 375XXXXXXXXX, без «+»",
    "password_required": "Введите пароль",
    "code_required": "Введите код с картинки",
    "code_wrong": "Неверный код проверки. Введите код с новой картинки",
    "code_expired": "Срок действия кода проверки истек. Введите код с новой картинки",
    "credentials_wrong": "Неверная учетная запись или пароль",
    "locked_out": "Слишком много неудачных попыток. Повторите через {in_minutes}",
    "service_absent": "Услуга «Аудиоконференция» не подключена. Обратитесь в сервисный центр",
    "form_expired": "Страница устарела, и мы ее обновили. Проверьте введенное и отправьте еще раз",
    # Planning
    "subject_required": "Введите тему конференции",
    "subject_long": "Сократите тему: не более {limit_signs}",
    "date_format": "Введите дату в формате ДД.ММ.ГГГГ, например 23.11.2026",
    "time_format": "Введите время в формате ЧЧ:ММ, например 15:00",
    "start_past": "Время начала не может быть раньше текущего",
    "start_far": "Конференцию можно запланировать не более чем за 365 дней",
    "minutes_range": "Продолжительность: от 15 до 1440 минут",
    "size_range": "Количество участников: от 3 до 50",
    "more_than_size": (
        "В списке {rows_people}, а количество участников — {size}. Увеличьте количество или уберите лишние строки"
    ),
    "number_required": "Введите номер телефона",
    "number_characters": "В номере могут быть только цифры, пробелы, дефисы, скобки и «+» в начале",
    "number_length": "Проверьте длину номера: нужен белорусский номер, например +375 29 123-45-67",
    "number_invalid": "Такого номера нет в Беларуси. Проверьте код и номер",
    "number_abroad": "Можно вызывать только номера Беларуси, начиная с +375",
    "number_repeated": "Этот номер уже есть в списке",
    "email_format": "Введите адрес в формате name@example.com",
    "name_long": "Сократите имя: не более {limit_signs}",
    "name_required": "Введите имя",
    "extend_choice": "Выберите интервал продления из списка",
    "reminder_choice": "Выберите время оповещения из списка",
    "reminder_past": "Выбранное время оповещения уже прошло. Выберите меньший интервал или «Не отправлять»",
    "mail_limit": "Сегодня больше нельзя отправить писем: не более 500 в день. Выключите оповещение по E-mail",
    "pick_required": "Выберите контакт или конференц-зал",
    "lines_limit": "В списке может быть не более 50 строк",
    "template_required": "Выберите шаблон",
    "template_name_required": "Введите название шаблона",
    "template_name_long": "Сократите название шаблона: не более {limit_signs}",
    "template_name_taken": "Шаблон с таким названием уже есть. Введите другое название",
    "template_default_kept": "Шаблон по умолчанию нельзя удалить",
    # Control
    "nobody_ticked": "Отметьте участников птичкой",
    "nobody_to_call": "Вызывать некого: отмеченные участники уже вызваны, в конференции или заблокированы",
    "action_required": "Выберите действие",
    "not_started": (
        "Конференция еще не началась. Добавлять участников можно за 10 минут до начала, вызывать — после начала"
    ),
    "already_over": "Конференция уже закончилась",
    "extension_limit": "Продлить нельзя: всего не более 1440 минут",
    "conference_full": "Свободных мест нет: количество участников — {size}",
    # History and settings
    "period_format": "Введите дату в формате ДД.ММ.ГГГГ, например 23.11.2026",
    "period_order": "Начало периода не может быть позже конца",
    "room_name_required": "Введите название конференц-зала",
    "room_name_long": "Сократите название: не более {limit_signs}",
    "place_long": "Сократите место: не более {limit_signs}",
    "language_choice": "Выберите язык из списка",
    "old_password_required": "Введите текущий пароль",
    "old_password_wrong": "Текущий пароль неверен",
    "new_password_required": "Введите новый пароль",
    "password_short": "Пароль слишком короткий: нужно не менее 8 знаков",
    "password_long": "Пароль слишком длинный: не более 64 знаков",
    "passwords_differ": "Пароли не совпадают. Введите новый пароль еще раз",
}


def sentence(problem: Problem) -> str:
    """What `problem` says to people; an unknown code is shown as it is rather than hidden."""
    params: dict[str, object] = {"size": "", **problem.params}
    params["in_minutes"] = minutes(_whole(params, "minutes"))
    params["limit_signs"] = plural(_whole(params, "limit"), "знака", "знаков", "знаков")
    params["rows_people"] = plural(_whole(params, "rows"), "участник", "участника", "участников")
    return SENTENCES.get(problem.code, f"Запрос не выполнен ({problem.code})").format(**params)


def _whole(params: Mapping[str, object], name: str) -> int:
    value = params.get(name, 0)
    return value if isinstance(value, int) else 0


NEWS = {
    "saved": "Изменения сохранены",
    "password-changed": "Пароль изменен. Другие сеансы завершены",
    "template-saved": "Шаблон сохранен",
    "template-deleted": "Шаблон удален",
    "template-default": "Шаблон по умолчанию изменен",
    "contact-added": "Контакт добавлен",
    "contact-deleted": "Контакт удален",
    "room-added": "Конференц-зал добавлен",
    "room-deleted": "Конференц-зал удален",
    "signed-out": "Вы вышли из портала",
    "added": "Участник добавлен в список",
    "blocked": "Отмеченные участники заблокированы",
    "unblocked": "Блокировка снята",
}


def news(code: str, number: str = "") -> str:
    """The good news for a `done=` code of the address; empty for a code that nobody wrote. `number` is its `n=`."""
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    if code == "invited" and n:
        return f"Вызываем участников: {n}"
    if code == "extended" and n:
        return f"Конференция продлена на {minutes(n)}"
    return NEWS.get(code, "")
