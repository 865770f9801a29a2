"""The public port as an application: all routes, the headers of every answer, and what is said when things go wrong."""

from __future__ import annotations

from functools import cache

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.languages import N_
from portal.methods import allowed
from portal.runtime import Runtime
from portal.store.database import DatabaseBusy
from portal.web import (
    address_book,
    contacts_file,
    control,
    editing,
    health,
    help,
    history,
    language,
    live,
    login,
    planning,
    settings,
)
from portal.web.rendering import STATIC, static_path
from portal.web.session import RETRY_AFTER, Exchange, Page

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_TROUBLES = {
    400: (N_("Запрос не разобрать"), N_("Вернитесь на прошлую страницу, обновите ее и попробуйте еще раз.")),
    403: (N_("Запрос не разобрать"), N_("Портал принимает только формы со своих страниц. Начните с первой страницы.")),
    404: (N_("Страница не найдена"), N_("Проверьте адрес или начните с первой страницы.")),
    405: (N_("Так эту страницу открыть нельзя"), N_("Начните с первой страницы и воспользуйтесь кнопками портала.")),
    413: (N_("Слишком много данных"), N_("Сократите введенное: вся форма должна занимать не более 256 килобайт.")),
    415: (N_("Запрос не разобрать"), N_("Портал принимает только формы со своих страниц. Начните с первой страницы.")),
    422: (N_("Страница устарела"), N_("Вернитесь на прошлую страницу, обновите ее и попробуйте еще раз.")),
    429: (
        N_("Слишком много запросов"),
        N_("С вашего адреса взято слишком много картинок с кодом. Подождите минуту."),
    ),
    500: (N_("Что-то пошло не так"), N_("Это наша ошибка, и мы ее записали. Попробуйте еще раз немного позже.")),
    503: (N_("Портал сейчас занят"), N_("Попробуйте еще раз через несколько секунд.")),
}


def create(runtime: Runtime) -> Starlette:
    """The application of the public port."""
    topics = (control, live, login, planning, editing, history, settings, address_book, contacts_file, help, language)
    pages = [
        *(route for topic in topics for route in topic.routes),
        Mount(static_path(), StaticFiles(directory=STATIC)),
    ]
    middleware = [Middleware(_Headers)]
    if runtime.faults is not None:
        from portal.web.fault_line import FaultLine, labels

        runtime.faults.routes = labels(pages)
        line = Middleware(FaultLine, runtime=runtime, known=runtime.faults, routes=pages, trouble=_trouble)
        middleware.append(line)
    application = Starlette(
        routes=[*pages, *health.routes],
        middleware=middleware,
        exception_handlers={HTTPException: _trouble, DatabaseBusy: _trouble, 500: _trouble},
    )
    application.router.redirect_slashes = False  # it would lead to whatever name the request called us by
    application.state.runtime = runtime
    application.state.signing_in = {}
    return application


async def _trouble(request: Request, error: Exception) -> Response:
    """A page that says what is wrong in a sentence; nobody's session is looked at for it."""
    if isinstance(error, DatabaseBusy):
        error = HTTPException(503, headers={"Retry-After": RETRY_AFTER})
    status = error.status_code if isinstance(error, HTTPException) else 500
    heading, advice = _TROUBLES.get(status, _TROUBLES[500])
    response = Exchange(request).respond(Page("trouble.html", {"heading": heading, "advice": advice}, status))
    response.headers.update(_headers(https=request.scope["scheme"] == "https"))
    response.headers.update((error.headers if isinstance(error, HTTPException) else None) or {})
    if status == 405:
        response.headers.update(allowed(request))
    return response


def _headers(*, https: bool) -> dict[str, str]:
    if https:
        return _HEADERS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
    return _HEADERS


@cache
def _encoded(*, https: bool, kept: bool) -> list[tuple[bytes, bytes]]:
    headers = {**_headers(https=https), "Cache-Control": "public, max-age=31536000, immutable" if kept else "no-store"}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class _Headers:
    """Puts the security headers on every answer, and lets browsers keep the static files, whose address says which."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name for name, _ in message["headers"]}
                kept = message["status"] == 200 and scope["path"].startswith("/static/")
                ours = _encoded(https=scope["scheme"] == "https", kept=kept)
                message["headers"] = [*message["headers"], *(pair for pair in ours if pair[0] not in told)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
