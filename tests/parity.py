"""What a browser and a journey send for the same doing, in one form, and where they have drifted apart.

Compared are method, route, the fields of forms and queries, and the headers that a portal may judge by. Not compared is
what differs from one person or moment to the next: tokens, accounts, codes, subjects, days; and what a journey leaves
to the browsers' memory: styles, scripts and marks under /static, which are asked for once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Request

from load.browser import route

_PERSONAL = {
    "csrf", "form_key", "challenge", "account", "password", "code", "subject", "date", "time", "name", "template",
    "template_name", "seen", "from", "to",
}  # fmt: skip


class Sent(NamedTuple):
    """A request. `fields`: name and value, the value empty where it is personal; `about`: headers that matter."""

    what: str
    fields: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]


def by_browser(request: Request) -> Sent:
    return _sent(request.method, request.url, request.all_headers(), request.post_data or "")


def by_journey(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Sent:
    return _sent(method, target, {name.lower(): value for name, value in headers.items()}, body.decode())


def is_compared(url: str) -> bool:
    return not urlsplit(url).path.startswith("/static/")


def _sent(method: str, url: str, headers: Mapping[str, str], body: str) -> Sent:
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(body, keep_blank_values=True)
    fields = sorted((name, "" if name in _PERSONAL else _number(value)) for name, value in pairs)
    return Sent(f"{method} {route(parts.path)}", tuple(fields), tuple(_about(method, headers)))


def _number(value: str) -> str:
    """A telephone number as it is read, however it was written."""
    digits = "".join(filter(str.isdigit, value))
    return digits if digits.startswith("375") else value


def _about(method: str, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    accepted = headers.get("accept", "").partition(",")[0]
    yield "accept", "image" if accepted.startswith("image/") else accepted
    yield "accept-language", headers.get("accept-language", "")[:2]
    yield "cookie", ", ".join(sorted(pair.partition("=")[0].strip() for pair in headers.get("cookie", "").split(";")))
    if method == "POST":
        yield "content-type", headers.get("content-type", "")
        yield "origin", "sent" if "origin" in headers else "not sent"
        yield "sec-fetch-site", headers.get("sec-fetch-site", "")


def drift(browser: list[Sent], journey: list[Sent]) -> str:
    """The first request in which the two differ, and how; empty if there is none."""
    for nth, (seen, sent) in enumerate(zip_longest(browser, journey), 1):
        if seen is None or sent is None or seen.what != sent.what:
            return f"request {nth}: the browser sends {_name(seen)}, the journey {_name(sent)}"
        for part, theirs, ours in (("field", seen.fields, sent.fields), ("header", seen.about, sent.about)):
            differing = sorted({*theirs} ^ {*ours})
            if differing:
                told = "; ".join(f"{name}={value!r} {_whose((name, value), theirs)}" for name, value in differing)
                return f"request {nth}, {seen.what}: {part} {told}"
            if theirs != ours:
                return f"request {nth}, {seen.what}: {part}: not equally often {theirs} and {ours}"
    return ""


def _name(sent: Sent | None) -> str:
    return sent.what if sent else "nothing more"


def _whose(pair: tuple[str, str], browsers: tuple[tuple[str, str], ...]) -> str:
    return "only by the browser" if pair in browsers else "only by the journey"
