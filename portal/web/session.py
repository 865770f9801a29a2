"""One request and its answer: who asks, in which transaction, once only, and what they are shown.

Every handler goes through `Exchange`: it reads the visitor from the cookie inside the command's own transaction, checks
the CSRF token and the form key there, and only afterwards is the page rendered.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from portal.domain.refusals import Problem, Refused, refuse
from portal.languages import LANGUAGES, speaking
from portal.languages import gettext as _
from portal.logs import template
from portal.runtime import Runtime
from portal.services import NotFound, once, sessions
from portal.services.accounts import Account
from portal.services.sessions import Visitor
from portal.store.database import DatabaseBusy, Work
from portal.web.cookies import cookie_name, wished
from portal.web.forms import NO_FORM, Form, read_form
from portal.web.messages import news, sentence
from portal.web.rendering import render

T = TypeVar("T")
_DO = 40  # characters of a button's value, which comes from outside
_KEY = 64  # characters of a form's key, likewise
_YEAR = 365 * 24 * 60 * 60  # seconds
# Where to find again what is shown in answer to a form that was sent elsewhere.
_SHOWN_AT = {"/login": "/", "/captcha": "/", "/settings/password": "/settings/profile"}
RETRY_AFTER = "5"  # seconds, told with 503
_NEVER_SHOWN = {"password", "old", "new", "again"}  # fields of passwords, which no page gives back


class _Id(IntegerConvertor):
    """A number in an address, short enough for the database and for Python, which reads no more than 4300 digits."""

    regex = "[0-9]{1,18}"


register_url_convertor("int", _Id())  # before the routes, which stand in the modules that import this one


class SignedOut(Exception):
    """The page is for people who are signed in, and this one is not (any more)."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that is shown: a template and what it says."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Go:
    """An answer that leads elsewhere (303). `cookie` replaces the visitor's, `language` is spoken from now on."""

    location: str
    cookie: str | None = None
    language: str | None = None


Answer = Page | Go | Response
"""A finished response is a file."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a handler is given inside its transaction."""

    work: Work
    visitor: Visitor
    request: Request
    form: Form

    @property
    def account(self) -> Account:
        """Who is signed in. Raises SignedOut."""
        if self.visitor.account is None:
            raise SignedOut
        return self.visitor.account

    @property
    def id(self) -> int:
        """The number in the address."""
        number: int = self.request.path_params["id"]
        return number

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "")


Show = Callable[[Visit], Answer]
Command = Callable[[Visit], str | Page]
Again = Callable[[Visit, Sequence[Problem]], Page]
Replay = Callable[[Visit], Answer | None]
Harmless = Callable[[Form], bool]


class Exchange:
    """A request while it is being answered."""

    def __init__(self, request: Request, form: Form = NO_FORM) -> None:
        self.runtime: Runtime = request.app.state.runtime
        self.request = request
        self.form = form
        self.visitor: Visitor | None = None
        self._fresh_cookie: str | None = None

    @property
    def secure(self) -> bool:
        return bool(self.request.scope["scheme"] == "https")

    @property
    def sent_cookie(self) -> str | None:
        return self.request.cookies.get(cookie_name(self.secure))

    @property
    def language(self) -> str:
        """The account's language; without an account what the visitor has chosen, or the browser asks for."""
        account = self.visitor.account if self.visitor else None
        return account.language if account else wished(self.request, self.secure)

    @property
    def _command(self) -> str:
        """What was asked for, as the event log keeps it: «POST /conferences/{id}/control act»."""
        asked = f"{self.request.method} {template(self.request.scope.get('route'))} {self.form.get('do')[:_DO]}"
        return asked.rstrip()

    async def run(self, use: Callable[[Visit], T]) -> T:
        """`use` in one transaction, with the visitor read in that same transaction, and in the visitor's language."""

        def transaction(work: Work) -> tuple[Visitor, T]:
            work.command = self._command
            self.visitor = visitor = sessions.visit(work, self.sent_cookie)
            with speaking(self.language):
                return visitor, use(Visit(work, visitor, self.request, self.form))

        visitor, result = await self.runtime.run(transaction)
        if visitor.fresh:
            self._fresh_cookie = visitor.cookie
        return result

    def respond(self, answer: Answer) -> Response:
        """The response to `answer`, with the cookies that are new."""
        response: Response
        cookie, language = self._fresh_cookie, self.language
        if isinstance(answer, Go):
            response = RedirectResponse(answer.location, 303)
            cookie, language = answer.cookie or cookie, answer.language or language
        elif isinstance(answer, Response):
            response = answer
        else:
            with speaking(language):
                response = self._shown(answer)
            response.headers["Content-Language"] = language
        if cookie is not None:
            self._keep(response, "session", cookie)
        if language != wished(self.request, self.secure):  # the start page will speak it too, and whoever tells errors
            self._keep(response, "language", language, max_age=_YEAR)
        return response

    def _keep(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        name = cookie_name(self.secure, name)
        response.set_cookie(name, value, max_age, path="/", httponly=True, secure=self.secure, samesite="lax")

    def _shown(self, page: Page) -> Response:
        visitor = self.visitor
        url, query = self.request.url, self.request.query_params
        path = _SHOWN_AT.get(url.path, url.path)
        standing = {
            "account": visitor.account if visitor else None,
            "csrf": visitor.csrf if visitor else "",
            "form_key": secrets.token_urlsafe(16),
            "path": path,
            "back": f"{path}?{url.query}" if url.query and self.request.method == "GET" else path,
            "language": self.language,
            "languages": LANGUAGES,
            "backstage": self.runtime.settings.backstage_port is not None,
            "access_number": self.runtime.settings.access_number,
            "good_news": news(query.get("done", ""), query.get("n", "")) if page.status == 200 else "",
        }
        return render(page.template, {**standing, **page.data}, page.status)


Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(handle: Callable[[Exchange], Awaitable[Answer]]) -> Endpoint:
    """`handle` as a route's endpoint: what is missing is a 404 page, who is not signed in starts at the start page."""

    async def answer(request: Request) -> Response:
        form = await read_form(request) if request.method == "POST" else NO_FORM
        exchange = Exchange(request, form)
        try:
            return exchange.respond(await handle(exchange))
        except DatabaseBusy:
            return _busy(exchange)
        except NotFound:
            return exchange.respond(Page("missing.html", status=404))
        except SignedOut:
            lapsed = exchange.visitor is not None and exchange.visitor.lapsed
            return exchange.respond(Go("/?ended=1" if lapsed else "/"))
        except Refused as refused:
            with speaking(exchange.language):
                told = {"heading": _("Сейчас это невозможно"), "advice": sentence(refused.problems[0])}
            return exchange.respond(Page("trouble.html", told, _status(refused.problems)))

    return answer


def _busy(exchange: Exchange) -> Response:
    """Nothing was done, and a form without a file can be sent again from the page that says so, with the same key."""
    pairs = exchange.form.pairs
    again = pairs if pairs and not exchange.form.files and not _NEVER_SHOWN & {name for name, _ in pairs} else None
    response = exchange.respond(Page("busy.html", {"again": again}, 503))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def page(show: Show) -> Endpoint:
    """The endpoint of a GET that shows something."""

    async def handle(exchange: Exchange) -> Answer:
        return await exchange.run(show)

    return endpoint(handle)


def command(
    do: Command, again: Again, *, replay: Replay | None = None, harmless: Harmless = lambda form: False
) -> Endpoint:
    """The endpoint of a POST: `do` once only, in one transaction; if it is refused, the page `again` with 422.

    `replay` may answer a form key that has been answered already; otherwise the remembered address does.
    A `harmless` form changes nothing, so it needs neither token nor key.
    """

    async def handle(exchange: Exchange) -> Answer:
        def carry_out(visit: Visit) -> Answer:
            if harmless(visit.form):
                return _answer(do(visit))
            return once_only(visit, do, replay)

        try:
            return await exchange.run(carry_out)
        except Refused as refused:
            problems = refused.problems
            shown = await exchange.run(lambda visit: again(visit, problems))
            return replace(shown, status=_status(problems))

    return endpoint(handle)


_CONFLICTS = frozenset({"already_over", "already_started", "changed_elsewhere", "form_expired", "not_started"})


def _status(problems: Sequence[Problem]) -> int:
    """409 where what was asked does not fit what has become of things meanwhile, else 422 (RFC 9110)."""
    return 409 if any(problem.code in _CONFLICTS for problem in problems) else 422


def once_only(visit: Visit, do: Command, replay: Replay | None = None) -> Answer:
    """Carries out `do` unless this very form has been carried out before: then its answer is given again."""
    check_token(visit)
    key = visit.form.get("form_key")
    if not key or len(key) > _KEY:
        raise refuse("form_expired")
    if (remembered := once.remembered(visit.work, visit.visitor, key)) is not None:
        return (replay(visit) if replay else None) or Go(remembered)
    result = do(visit)
    if isinstance(result, str):
        once.remember(visit.work, visit.visitor, key, result)
    return _answer(result)


def _answer(result: str | Page) -> Answer:
    return Go(result) if isinstance(result, str) else result


def check_token(visit: Visit) -> None:
    """Raises SignedOut if nobody is, Refused `form_expired` if the form was not given to this session."""
    _ = visit.account
    if not secrets.compare_digest(visit.form.get("csrf").encode(), visit.visitor.csrf.encode()):
        raise refuse("form_expired")
