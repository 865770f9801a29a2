"""The general help (memo step 12): one topic per step of the memo, also before the log-in."""

from __future__ import annotations

from starlette.routing import Route

from portal.web.session import Answer, Page, Visit, page

TOPICS = (
    "Как открыть портал",
    "Тип учетной записи",
    "Вход в портал",
    "Где создаются конференции",
    "Тема, время и участники",
    "Дополнительные параметры",
    "Как запланировать конференцию и создать шаблон",
    "Созданная конференция и ее пароли",
    "Управление конференцией",
    "Прошедшие конференции",
    "Шаблоны, адресная книга и личная информация",
    "Где найти помощь",
)


def _show(visit: Visit) -> Answer:
    return Page("help.html", {"topics": TOPICS})


routes = [Route("/help", page(_show))]
