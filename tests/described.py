"""The public port as an OpenAPI document, made from its own route table, so that it can be fuzzed like an interface.

What a handler reads and how it may answer is said here once for each route: a route that is not here fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from starlette.convertors import IntegerConvertor
from starlette.routing import Mount, Route

from portal.runtime import Runtime
from portal.web import app
from portal.web.rendering import static_path

Schema = dict[str, Any]

PASSWORD = "Тайна-123"  # of the one who is signed in

# On every answer, whatever it says.
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "^nosniff$",
    "Referrer-Policy": "^same-origin$",
}
_HTML = "text/html"


def text(*sensible: str) -> Schema:
    """Any text, and more often one of these, so that what comes after reading it is reached too."""
    return {"anyOf": [{"enum": list(sensible)}, {"type": "string"}]} if sensible else {"type": "string"}


@dataclass(frozen=True)
class Asked:
    """What a route reads (`query`, `form`, `files`: fields and their schemas) and how it may answer beyond what its
    kind does: a page 200, of somebody signed out 303, with a number in its address 404; a form see `_FORM`."""

    query: Mapping[str, Schema] = field(default_factory=dict)
    form: Mapping[str, Schema] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    open: bool = False
    kind: str = _HTML


_FORM = (303, 400, 405, 409, 413, 415, 422)
_DAY = text("24.11.2026", "31.12.2099", "01.01.2000", "29.02.2027", "31.12.9999")
_NUMBER = text("375259990002", "80 25 999-01-05", "+375259990200", "112", "+881612345678", "+٣٧٥٢٥٩٩٩٠٠٠٢")
_WHOLE = text("1", "2", "0", "-1", "²", "99999", "9" * 5000)
_DONE = {"done": text("saved", "invited", "extended", "edited", "signed-out"), "n": _WHOLE}
_LINE = {"number": _NUMBER, "name": text(), "email": text("ivan@example.org")}
_LINES = {f"{part}-{n}": schema for n in (1, 2, 999) for part, schema in _LINE.items()}
_PLAN = _LINES | {
    "subject": text("Планерка"),
    "immediate": text("on"),
    "date": _DAY,
    "time": text("12:00", "23:59", "24:00"),
    "minutes": text("30", "1440", "99999"),
    "size": text("5", "300", "99999"),
    "own": text("on"),
    "auto_invite": text("on"),
    "guest_password": text("on"),
    "extend_by": text("0", "15", "60"),
    "reminder": text("0", "15"),
    "retries": text("0", "3"),
    "template": _WHOLE,
    "template_name": text("Еженедельная"),
    "panel": text("main", "advanced"),
    "pick": text("contact:1", "room:1", "room:9999999999"),
}
_LINE_BUTTONS = ("add-line", "remove-line:1", "remove-line:²", "add-picked")
_ENTRY = {"name": text("Иван"), "number": _NUMBER, "email": text("ivan@example.org"), "place": text("Минск")}
_ACTIONS = (
    "extend:15", "redial", "rename", "mute", "unmute", "block", "unblock", "hang_up", "remove", "mute_all",
    "unmute_all", "lock", "unlock", "end",
)  # fmt: skip
_BOOKS = ("/settings/contacts", "/settings/rooms")
_CODE = {"account": text("375259991000"), "password": text(), "code": text(), "challenge": text()}
_PERIOD = {"from": _DAY, "to": _DAY, "before": _WHOLE, "after": _WHOLE}

ASKED: dict[tuple[str, str], Asked | None] = {
    ("GET", "/"): Asked(query=_DONE | {"ended": text("1")}, open=True, also=(303,)),
    ("POST", "/login"): Asked(form=_CODE),
    ("POST", "/captcha"): Asked(form=_CODE, also=(200,)),
    ("GET", "/captcha/{challenge}.png"): Asked(open=True, also=(404,), kind="image/png"),
    ("POST", "/logout"): Asked(),
    ("GET", "/planning"): Asked(query=_DONE | {"template": _WHOLE}, also=(404,)),
    ("POST", "/planning"): Asked(
        form=_PLAN | {"do": text("schedule", "save-template", "ask-template", "apply-template", *_LINE_BUTTONS)},
        also=(200,),
    ),
    ("GET", "/conferences/{id}"): Asked(query=_DONE),
    ("GET", "/conferences/{id}/edit"): Asked(also=(409,)),
    ("POST", "/conferences/{id}/edit"): Asked(
        form=_PLAN | {"do": text("save", *_LINE_BUTTONS), "seen": _WHOLE}, also=(200,)
    ),
    ("GET", "/conferences/{id}/cancel"): Asked(also=(409,)),
    ("POST", "/conferences/{id}/cancel"): Asked(),
    ("GET", "/conferences/{id}/control"): Asked(
        query=_DONE | {"tick": _WHOLE, "add": text("1"), "rename": text("1"), "confirm": text("end")}
    ),
    ("POST", "/conferences/{id}/control"): Asked(
        form={
            "do": text("add", "invite", "rename", "act", "act", "ask-add", "stay"),
            "action": text(*_ACTIONS),
            "tick": _WHOLE,
            "number": _NUMBER,
            "name": text("Иван"),
            "new_name": text("Петр"),
        },
    ),
    # It never ends: tests/test_live.py listens to it, with odd numbers of a last event too.
    ("GET", "/conferences/{id}/live"): None,
    ("GET", "/history"): Asked(query=_PERIOD, also=(404, 422)),
    ("GET", "/history.csv"): Asked(query=_PERIOD, also=(404, 422), kind="text/csv"),
    ("GET", "/history/{id}"): Asked(),
    ("GET", "/history/{id}.csv"): Asked(kind="text/csv"),
    ("GET", "/settings"): Asked(query=_DONE),
    ("GET", "/settings/templates"): Asked(query=_DONE),
    ("GET", "/settings/templates/{id}"): Asked(),
    ("POST", "/settings/templates/{id}"): Asked(
        form=_PLAN | {"do": text("save", "delete", "default", *_LINE_BUTTONS)}, also=(200,)
    ),
    ("GET", "/settings/profile"): Asked(query=_DONE),
    ("POST", "/settings/profile"): Asked(form=_ENTRY | {"language": text("ru", "be", "en", "xx")}),
    ("POST", "/settings/password"): Asked(form={"old": text(PASSWORD), "new": text(PASSWORD), "again": text(PASSWORD)}),
    **{("GET", book): Asked(query=_DONE) for book in _BOOKS},
    **{("GET", f"{book}/new"): Asked() for book in _BOOKS},
    **{("POST", f"{book}/new"): Asked(form=_ENTRY) for book in _BOOKS},
    **{("GET", f"{book}/{{id}}"): Asked() for book in _BOOKS},
    **{("POST", f"{book}/{{id}}"): Asked(form=_ENTRY | {"do": text("save", "delete")}) for book in _BOOKS},
    ("GET", "/settings/contacts.csv"): Asked(kind="text/csv"),
    ("GET", "/settings/contacts/import"): Asked(),
    ("POST", "/settings/contacts/import"): Asked(files=("file",), also=(200,)),
    ("GET", "/help"): Asked(open=True),
    ("POST", "/language"): Asked(
        form={"language": text("ru", "be", "en"), "back": text("/planning", "//evil.example")}
    ),
    ("GET", f"{static_path()}/{{path}}"): Asked(open=True, also=(304, 404), kind="text/css"),
    ("GET", "/healthz"): Asked(open=True, kind="application/json"),
    ("GET", "/readyz"): Asked(open=True, also=(503,), kind="application/json"),
    ("GET", "/metrics"): Asked(open=True, also=(404,), kind="text/plain"),
}


def routes() -> Iterator[tuple[str, Route | Mount]]:
    """Every method of every route of the public port."""
    for route in app.create(cast("Runtime", SimpleNamespace(faults=None))).routes:
        assert isinstance(route, Route | Mount)
        for method in sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"}):
            yield method, route


def document() -> Schema:
    """OpenAPI of the public port. Raises KeyError for a route that `ASKED` does not know."""
    paths: dict[str, Schema] = {}
    for method, route in routes():
        asked = ASKED[method, route.path_format]
        if asked is not None:
            paths.setdefault(route.path_format, {})[method.lower()] = _operation(method, route, asked)
    return {"openapi": "3.1.0", "info": {"title": "The public port", "version": "1"}, "paths": paths}


def _operation(method: str, route: Route | Mount, asked: Asked) -> Schema:
    numbered = any(isinstance(convertor, IntegerConvertor) for convertor in route.param_convertors.values())
    answers = set(asked.also) | ({404} if numbered else set())
    answers |= set(_FORM) if method == "POST" else {200, 405} | (set() if asked.open else {303})
    parameters = [_parameter("path", name, _in_address(kind)) for name, kind in route.param_convertors.items()]
    parameters += [_parameter("query", name, schema) for name, schema in asked.query.items()]
    told: Schema = {
        "parameters": parameters,
        "responses": {str(status): _answer(status, asked) for status in sorted(answers)},
    }
    if method == "POST":
        told["requestBody"] = {"required": True, "content": _body(asked)}
    return told


def _parameter(place: str, name: str, schema: Schema) -> Schema:
    return {"in": place, "name": name, "required": place == "path", "schema": schema}


def _in_address(convertor: object) -> Schema:
    """A number of something that is there, of nothing, or of more than the database counts to; or any text."""
    if not isinstance(convertor, IntegerConvertor):
        return text("x", "portal.css", "../app.py", "\0")
    return {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 9}, {"enum": [0, 2**63, 10**4000]}, {"type": "integer"}]
    }


def _body(asked: Asked) -> Schema:
    keys = {"csrf": text(), "form_key": text()}
    files = {name: {"type": "string", "format": "binary"} for name in asked.files}
    kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
    return {
        kind: {"schema": {"type": "object", "properties": {**keys, **asked.form, **files}, "required": list(files)}}
    }


def _answer(status: int, asked: Asked) -> Schema:
    headers = {
        name: {"required": True, "schema": {"type": "string", "pattern": value}} for name, value in HEADERS.items()
    }
    told: Schema = {"description": f"{status}", "headers": headers}
    if status != 303 and not (status == 404 and asked.kind == "image/png"):
        told["content"] = {asked.kind if status in (200, 503) else _HTML: {}}
    return told
