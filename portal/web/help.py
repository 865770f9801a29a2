"""The general help (memo step 12): one topic per step of the memo, also before the log-in."""

from __future__ import annotations

from starlette.routing import Route

from portal.languages import N_
from portal.web.session import Answer, Page, Visit, page

TOPICS = (
    N_("Как открыть портал"),
    N_("Тип учетной записи"),
    N_("Вход в портал"),
    N_("Где создаются конференции"),
    N_("Тема, время и участники"),
    N_("Дополнительные параметры"),
    N_("Как запланировать конференцию и создать шаблон"),
    N_("Созданная конференция и ее пароли"),
    N_("Управление конференцией"),
    N_("Прошедшие конференции"),
    N_("Шаблоны, адресная книга и личная информация"),
    N_("Где найти помощь"),
)


def _show(visit: Visit) -> Answer:
    return Page("help.html", {"topics": TOPICS})


routes = [Route("/help", page(_show))]
