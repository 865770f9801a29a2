"""What a browser says of its visitor: the names of our cookies, and the language it asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.requests import Request

from portal.languages import LANGUAGES, SOURCE


def wished(request: Request, secure: bool) -> str:
    """What somebody without an account is spoken to in: chosen by the switch, or the browser's first that is ours."""
    chosen = request.cookies.get(cookie_name(secure, "language"))
    return chosen if chosen in LANGUAGES else _asked_for(request.headers.get("accept-language", ""))


@lru_cache(100)
def _asked_for(accept_language: str) -> str:
    asked: list[tuple[float, str]] = []
    for part in accept_language.replace(" ", "").split(","):
        tag, _, weight = part.partition(";q=")
        language = tag.partition("-")[0].lower()
        if language in LANGUAGES and re.fullmatch(r"|0(\.\d+)?|1(\.0+)?", weight):
            asked.append((float(weight or 1), language))
    best, language = max(asked, key=lambda one: one[0], default=(0.0, SOURCE))
    return language if best else SOURCE


def cookie_name(secure: bool, name: str = "session") -> str:
    """Browsers bind a `__Host-` cookie to this host and to https; over http they refuse it."""
    return f"__Host-{name}" if secure else name
