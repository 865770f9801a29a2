"""What each screen is made of, as assistive technology is told it: landmarks, headings, tabs, fields, heads of tables.

Values, people and numbers are left out; what is listed has to be there, in this order, and more may stand between.
"""

from __future__ import annotations

import textwrap
from itertools import chain as one_after_another

import pytest
from playwright.sync_api import expect

from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.faults import Faults
from fixtures.guard import Guard
from fixtures.people import People
from scenarios import screens
from scenarios.tables import row

pytestmark = [pytest.mark.regression, pytest.mark.area("structure")]

FOOT = """
- contentinfo:
  - form "Язык портала":
    - button "Русский" [pressed]
    - button "Беларуская"
    - button "English"
"""
STRANGER = f"""
- link "К содержанию страницы"
- banner:
  - link "Аудиоконференция"
  - link "Помощь"
- main
{FOOT}"""
SIGNED_IN = f"""
- link "К содержанию страницы"
- banner:
  - link "Аудиоконференция"
  - button "Выход"
  - navigation "Разделы":
    - list:
      - listitem: [link "Планирование"]
      - listitem: [link "История конференций"]
      - listitem: [link "Настройки"]
      - listitem: [link "Помощь"]
- main
{FOOT}"""
OWN_WINDOW = f"""
- link "К содержанию страницы"
- banner:
  - text: Управление конференцией
  - link "К планированию"
- main
{FOOT}"""

SETTINGS = """
- navigation "Настройки портала":
  - list:
    - listitem: [link "Мои шаблоны"]
    - listitem: [link "Личная информация"]
    - listitem: [link "Контакты"]
    - listitem: [link "Конференц-залы"]
"""
LIST = """
- group "Список участников":
  - table "Список участников":
    - rowgroup: [row "Строка Номер телефона Имя E-mail"]
    - rowgroup:
      - row /^Мой телефон/:
        - rowheader "Мой телефон": [checkbox "Мой телефон"]
      - row:
        - rowheader "1"
        - cell:
          - textbox "Номер телефона, строка 1"
        - cell:
          - textbox "Имя, строка 1"
        - cell:
          - textbox "E-mail, строка 1"
        - cell:
          - button "Убрать, строка 1"
  - button "Добавить строку"
  - combobox "Контакт или конференц-зал"
  - button "Добавить из адресной книги"
"""
ADVANCED = """
- checkbox "Автоматическое приглашение участников"
- combobox "Автоматическое продление конференции"
- checkbox "Гостевой пароль"
- combobox "Оповещение по E-mail"
- combobox "Повтор вызова"
- checkbox "Оповещение по SMS" [disabled]
"""
TABS = """
- heading "Планирование" [level=1]
- combobox "Шаблон"
- button "Применить шаблон"
"""
COMING = """
- paragraph: [button "Запланировать", button "Создать шаблон"]
- table "Предстоящие и идущие конференции":
  - rowgroup: [row "Тема Начало Состояние Участники"]
"""


def inside(head: str, *parts: str) -> str:
    """`parts` as the children of `head`."""
    return head + textwrap.indent("".join(parts), "  ")


def facts(*names: str) -> str:
    """A table «Параметры конференции» with these rows."""
    lines = "".join(f'- row:\n  - rowheader "{name}"\n  - cell\n' for name in names)
    return inside('- table "Параметры конференции":\n', inside("- rowgroup:\n", lines))


PARAMETERS = facts(
    "Тема конференции", "Время конференции", "Режим конференции", "Количество участников", "Пароль председателя",
    "Номер доступа", "Номер конференции", "Состояние",
)  # fmt: skip
PEOPLE = """
- status "Состояние конференции"
- paragraph: [link "Обновить"]
- table "Участники":
  - rowgroup: [row "Выбор Имя Номер Состояние"]
"""
TOOLS = """
- button "Пригласить участника"
- combobox "Действие"
- button "Выполнить"
"""

SHAPES = {
    "start page": """
- heading "Вход в портал" [level=1]
- group "Планирование": [combobox "Тип учетной записи"]
- textbox "Телефонная учетная запись"
- textbox "Пароль"
- img "Код проверки"
- button "Обновить картинку"
- textbox "Код проверки"
- paragraph: [button "Войти"]
""",
    "start page, refused": """
- heading "Вход в портал" [level=1]
- alert: [paragraph: /Исправьте ошибки/]
- textbox "Телефонная учетная запись" [invalid]
- textbox "Пароль" [invalid]
- textbox "Код проверки" [invalid]
""",
    "help": """
- heading "Помощь" [level=1]
- navigation "Темы помощи": [list]
- heading "1. Как открыть портал" [level=2]
- heading "12. Где найти помощь" [level=2]
""",
    "planning": TABS
    + inside(
        """- tablist "Параметры":
  - tab "Основные параметры" [selected]
  - tab "Настройки дополнительных параметров"
- tabpanel "Основные параметры":
""",
        """- textbox "Тема конференции"
- checkbox "Немедленная конференция"
- textbox "Дата начала"
- textbox "Время начала"
- textbox "Продолжительность, минут"
- combobox "Режим конференции"
- textbox "Количество участников"
""",
        LIST,
    )
    + COMING,
    "planning, advanced": TABS
    + inside(
        """- tablist "Параметры":
  - tab "Основные параметры"
  - tab "Настройки дополнительных параметров" [selected]
- tabpanel "Настройки дополнительных параметров":
""",
        ADVANCED,
    )
    + COMING,
    "planning, template": """
- group "Новый шаблон":
  - textbox "Название шаблона"
  - paragraph: [button "Сохранить шаблон", button "Отмена"]
""",
    "card, coming": '- heading "Конференция создана" [level=1]\n'
    + PARAMETERS
    + '- paragraph: [link "Присоединиться", link "Изменить", link "Отменить", link "К планированию"]\n',
    "changing a conference": '- heading "Изменение конференции" [level=1]\n'
    + '- heading "Основные параметры" [level=2]\n- textbox "Тема конференции"\n'
    + LIST
    + '- heading "Дополнительные параметры" [level=2]\n'
    + ADVANCED
    + '- paragraph: [button "Сохранить", button "Отмена"]\n',
    "calling it off": """
- heading "Отменить конференцию?" [level=1]
- paragraph: [button "Отменить конференцию", button "Назад"]
""",
    "control": '- heading "Running" [level=1]\n' + PEOPLE + '- button "Добавить участника"\n' + TOOLS + PARAMETERS,
    "control, adding": PEOPLE
    + TOOLS
    + '- group "Новый участник": [textbox "Номер телефона", textbox "Имя (необязательно)"]\n',
    "control, ending": """
- dialog "Завершить конференцию?":
  - heading "Завершить конференцию?" [level=2]
  - paragraph: [button "Завершить", button "Отмена"]
""",
    "history": """
- heading "История конференций" [level=1]
- textbox "Начало периода"
- textbox "Конец периода"
- button "Показать"
- table "История конференций":
  - rowgroup: [row "Тема Начало Конец Продолжительность Участники Состояние"]
- link "Скачать CSV"
""",
    "history, a conference": '- paragraph: [link "К истории конференций"]\n- heading "Past" [level=1]\n'
    + facts("Время конференции", "Начало", "Конец", "Продолжительность", "Состояние", "Причина завершения")
    + """
- table "Вызовы":
  - rowgroup: [row "Имя Номер Направление Начало Соединение Конец Время разговора Результат"]
- paragraph: [link "Скачать CSV"]
- table "Журнал управления":
  - rowgroup: [row "Время Кто Действие О ком"]
""",
    "settings": '- heading "Настройки" [level=1]\n' + SETTINGS,
    "templates": '- heading "Мои шаблоны" [level=1]\n'
    + SETTINGS
    + '- table "Мои шаблоны":\n  - rowgroup: [row "Название Применение"]\n',
    "template": '- heading "Изменение шаблона" [level=1]\n'
    + SETTINGS
    + '- textbox "Название шаблона"\n- textbox "Тема конференции"\n'
    + LIST
    + ADVANCED,
    "profile": '- heading "Личная информация" [level=1]\n'
    + SETTINGS
    + """
- term: Телефонная учетная запись
- textbox "Имя"
- textbox "E-mail"
- combobox "Язык"
- paragraph: [button "Сохранить"]
- heading "Пароль" [level=2]
- textbox "Текущий пароль"
- textbox "Новый пароль"
- textbox "Новый пароль еще раз"
- paragraph: [button "Сменить пароль"]
""",
    "contacts": '- heading "Контакты" [level=1]\n'
    + SETTINGS
    + '- table "Контакты":\n  - rowgroup: [row "Имя Номер телефона E-mail"]\n',
    "contact, new": SETTINGS + '- textbox "Имя"\n- textbox "Номер телефона"\n- textbox "E-mail"\n',
    "contacts, import": SETTINGS + '- button "Файл CSV"\n- paragraph: [button "Загрузить", button "Отмена"]\n',
    "contacts, imported": SETTINGS
    + '- table "Результат импорта":\n  - rowgroup: [row "Строка Имя Номер телефона E-mail Результат"]\n',
    "rooms": '- heading "Конференц-залы" [level=1]\n'
    + SETTINGS
    + '- table "Конференц-залы":\n  - rowgroup: [row "Название Номер телефона Место"]\n',
    "room, new": SETTINGS + '- textbox "Название"\n- textbox "Номер телефона"\n- textbox "Место"\n',
    "nothing there": '- heading "Страница не найдена" [level=1]\n- paragraph: [link "На первую страницу"]\n',
}
AROUND = dict.fromkeys(("start page", "start page, refused"), STRANGER)
AROUND |= dict.fromkeys(("control", "control, adding", "control, ending"), OWN_WINDOW)


def test_each_screen_keeps_its_structure(
    chair: Actor, new_chair: NewActor, people: People, clock: Clock, faults: Faults, guard: Guard
) -> None:
    """What a screen reader, and whoever automates the portal, goes by; a screen that is gone is told as well."""
    guard.allow("answer 503")
    visitor = new_chair()
    house = screens.furnish(chair, people, clock)
    missing = set(SHAPES)
    shown = one_after_another(
        screens.before_log_in(visitor),
        screens.refused_log_in(visitor),
        screens.by_address(house),
        screens.by_deed(house, faults),
    )
    for name, page in ((name, page) for name, page in shown if name in SHAPES):
        with row(name):
            around = AROUND.get(name, SIGNED_IN)
            expect(page).to_match_aria_snapshot(around.replace("- main\n", inside("- main:\n", SHAPES[name])))
        missing.discard(name)
    assert not missing, f"no screen is called so: {missing}"
