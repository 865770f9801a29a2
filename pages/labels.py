"""The one table of words that page objects look for, with the role each is expected in and where it comes from.

A thing is found as a person finds it: by its role and its visible word. The memo fixes thirteen words and no
role; every other word is our decision for the reference portal and says so in `source`.
No other module names a word of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "button",
    "cell",
    "checkbox",
    "combobox",
    "dialog",
    "group",
    "heading",
    "img",
    "link",
    "note",
    "row",
    "tab",
    "table",
    "textbox",
]


@dataclass(frozen=True, slots=True)
class Label:
    """A visible word, the ARIA role it is looked for in first, and its source (`memo 7.1` or `ours`)."""

    word: str
    role: Role
    source: str

    def headed(self, word: str) -> Label:
        """The same kind of thing with a word that somebody has typed: the link that a conference's subject is."""
        return Label(word, self.role, self.source)

    def numbered(self, number: int) -> Label:
        """The same label for line `number` of a list of fields: «Имя, строка 2»."""
        return Label(f"{self.word}, строка {number}", self.role, self.source)


# Start page: steps 1 to 3
ACCOUNT_GROUP = Label("Планирование", "group", "memo 2.1")
ACCOUNT_TYPE = Label("Тип учетной записи", "combobox", "memo 2.1")
ACCOUNT = Label("Телефонная учетная запись", "textbox", "memo 3.1")
PASSWORD = Label("Пароль", "textbox", "memo 3.1")
CODE_PICTURE = Label("Код проверки", "img", "memo 3.1")
CODE = Label("Код проверки", "textbox", "memo 3.1")
REFRESH_PICTURE = Label("Обновить картинку", "button", "ours")
SIGN_IN = Label("Войти", "button", "memo 3.2")

# Letters: step 6. Their subjects begin with these words
INVITATION = "Приглашение"
CHANGE = "Изменения"
CANCELLATION = "Отмена"
REMINDER = "Напоминание"

# On every page after the log-in: steps 4, 10, 11, 12
PLANNING = Label("Планирование", "link", "memo 4.1")
HISTORY = Label("История конференций", "link", "memo 10.1")
SETTINGS = Label("Настройки", "link", "memo 11.1")
HELP = Label("Помощь", "link", "memo 12.1")
SIGN_OUT = Label("Выход", "button", "ours")
OPEN_PAGE = Label("Открыть страницу", "link", "ours")
SEND_AGAIN = Label("Отправить еще раз", "button", "ours")

# Planning: steps 5 to 7
MAIN_TAB = Label("Основные параметры", "tab", "ours")
SUBJECT = Label("Тема конференции", "textbox", "memo 5.1")
IMMEDIATE = Label("Немедленная конференция", "checkbox", "memo 5.3")
START_DATE = Label("Дата начала", "textbox", "ours")
START_TIME = Label("Время начала", "textbox", "ours")
MINUTES = Label("Продолжительность, минут", "textbox", "ours")
MODE = Label("Режим конференции", "combobox", "memo 5.4")
SIZE = Label("Количество участников", "textbox", "memo 5.5")
PARTICIPANT_LIST = Label("Список участников", "table", "memo 6.7")
OWN_TELEPHONE = Label("Мой телефон", "checkbox", "ours")
LINE_NUMBER = Label("Номер телефона", "textbox", "ours")
LINE_NAME = Label("Имя", "textbox", "ours")
LINE_EMAIL = Label("E-mail", "textbox", "ours")
REMOVE_LINE = Label("Убрать", "button", "ours")
ADD_LINE = Label("Добавить строку", "button", "ours")
PICK = Label("Контакт или конференц-зал", "combobox", "ours")
ADD_PICKED = Label("Добавить из адресной книги", "button", "ours")
TEMPLATE = Label("Шаблон", "combobox", "ours")
APPLY_TEMPLATE = Label("Применить шаблон", "button", "ours")
CREATE_TEMPLATE = Label("Создать шаблон", "button", "memo 7.2")
TEMPLATE_NAME = Label("Название шаблона", "textbox", "ours")
SAVE_TEMPLATE = Label("Сохранить шаблон", "button", "ours")
SCHEDULE = Label("Запланировать", "button", "memo 7.1")
COMING = Label("Предстоящие и идущие конференции", "table", "ours")

ADVANCED_TAB = Label("Настройки дополнительных параметров", "tab", "memo 6.1")
AUTO_INVITE = Label("Автоматическое приглашение участников", "checkbox", "memo 6.2")
AUTO_EXTEND = Label("Автоматическое продление конференции", "combobox", "memo 6.3")
GUEST_PASSWORD = Label("Гостевой пароль", "checkbox", "memo 6.4")
RETRIES = Label("Повтор вызова", "combobox", "ours")
EMAIL_REMINDER = Label("Оповещение по E-mail", "combobox", "memo 6.5")
SMS_REMINDER = Label("Оповещение по SMS", "checkbox", "memo 6.6")

# The created conference: step 8
PARAMETERS = Label("Параметры конференции", "table", "ours")
JOIN = Label("Присоединиться", "link", "memo 8.1")
CALL_OFF = Label("Отменить", "link", "ours")
CALL_OFF_FOR_GOOD = Label("Отменить конференцию", "button", "ours")
PLAIN_WAY_IN = Label("Открыть управление в этом окне", "link", "ours")

# Conference control: step 9
PARTICIPANTS = Label("Участники", "table", "ours")
TICK = Label("Выбрать", "checkbox", "memo 9.2")
ADD_PARTICIPANT = Label("Добавить участника", "button", "memo 9.1")
NUMBER = Label("Номер телефона", "textbox", "memo 9.1")
NAME = Label("Имя (необязательно)", "textbox", "memo 9.1")
ADD = Label("Добавить", "button", "ours")
INVITE = Label("Пригласить участника", "button", "memo 9.2")
ACTION = Label("Действие", "combobox", "memo 9.4")
PERFORM = Label("Выполнить", "button", "ours")
REFRESH = Label("Обновить", "link", "ours")
BACK = Label("К планированию", "link", "ours")
END_DIALOG = Label("Завершить конференцию?", "dialog", "ours")
END = Label("Завершить", "button", "ours")
NEW_NAME = Label("Новое имя", "textbox", "ours")

# History: step 10
PERIOD_FROM = Label("Начало периода", "textbox", "memo 10.1")
PERIOD_TO = Label("Конец периода", "textbox", "memo 10.1")
SHOW = Label("Показать", "button", "ours")
PAST = Label("Тема", "link", "ours")
HISTORY_LIST = Label("История конференций", "table", "memo 10.1")
EARLIER = Label("Более ранние", "link", "ours")
LATER = Label("Более поздние", "link", "ours")
DOWNLOAD = Label("Скачать CSV", "link", "ours")
CALL_LIST = Label("Вызовы", "table", "ours")
CONTROL_LOG = Label("Журнал управления", "table", "ours")
BACK_TO_HISTORY = Label("К истории конференций", "link", "ours")

# Settings: step 11
MY_TEMPLATES = Label("Мои шаблоны", "link", "memo 11.1")
PERSONAL = Label("Личная информация", "link", "memo 11.3")
CONTACTS = Label("Контакты", "link", "memo 11.4")
ROOMS = Label("Конференц-залы", "link", "memo 11.5")
TEMPLATE_LIST = Label("Мои шаблоны", "table", "memo 11.1")
USE_TEMPLATE = Label("Использовать", "link", "ours")
EDIT = Label("Изменить", "link", "memo 11.3")
DELETE = Label("Удалить", "button", "ours")
MAKE_DEFAULT = Label("Сделать шаблоном по умолчанию", "button", "ours")
FULL_NAME = Label("Имя", "textbox", "ours")
EMAIL = Label("E-mail", "textbox", "ours")
LANGUAGE = Label("Язык", "combobox", "ours")
OLD_PASSWORD = Label("Текущий пароль", "textbox", "ours")
NEW_PASSWORD = Label("Новый пароль", "textbox", "ours")
NEW_PASSWORD_AGAIN = Label("Новый пароль еще раз", "textbox", "ours")
CHANGE_PASSWORD = Label("Сменить пароль", "button", "ours")
CONTACT_LIST = Label("Контакты", "table", "memo 11.4")
ADD_CONTACT = Label("Добавить контакт", "link", "memo 11.4")
EXPORT = Label("Экспорт", "link", "ours")
IMPORT = Label("Импорт", "link", "ours")
FILE = Label("Файл CSV", "button", "ours")
LOAD = Label("Загрузить", "button", "ours")
IMPORT_RESULT = Label("Результат импорта", "table", "ours")
ROOM_LIST = Label("Конференц-залы", "table", "memo 11.5")
ADD_ROOM = Label("Добавить конференц-зал", "link", "memo 11.5")
ROOM_NAME = Label("Название", "textbox", "ours")
PLACE = Label("Место", "textbox", "ours")

# Wherever something is kept or given up
SAVE = Label("Сохранить", "button", "ours")
CANCEL = Label("Отмена", "button", "ours")

# The languages, by their own names: the switch, and a word by which a page in that language is known
SWITCH = {name: Label(name, "button", "ours") for name in ("Русский", "Беларуская", "English")}
SPOKEN = {
    "Русский": HELP,
    "Беларуская": Label("Дапамога", "link", "ours"),
    "English": Label("Help", "link", "ours"),
}

# Help: step 12
HELP_HEADING = Label("Помощь", "heading", "memo 12.1")
BACKSTAGE_BANNER = Label("Учебный портал", "note", "ours")
