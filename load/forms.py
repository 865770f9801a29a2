"""Forms in a page's HTML, read cheaply: what a browser would send. A parser would cost more than the request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote_plus

from load.line import Page, Trouble

Fields = list[tuple[str, str]]

_HIDDEN = re.compile(rb'type="?hidden\b')
_PART = re.compile(r"<(input|select|option|textarea)\b([^>]*)>([^<]*)")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_WRONG = re.compile(r'(?:class="error"|role="alert")[^>]*>\s*(?:<p>)?\s*([^<]+)')
_NEVER_SENT = {"submit", "button", "image", "reset", "file"}
_quoted = lru_cache(4096)(quote_plus)  # forms send the same names and choices again and again


def hidden(page: Page, action: str) -> Fields:
    """The hidden fields of the form that goes to `action`. Raises Trouble where the page has none."""
    form = _form(page, action)
    tags = [form[form.rfind(b"<", 0, one.start()) : form.find(b">", one.end())] for one in _HIDDEN.finditer(form)]
    fields = [_attributes(tag[6:].decode()) for tag in tags if tag.startswith(b"<input")]
    return [(given["name"], given.get("value", "")) for given in fields if "name" in given]


def filled(page: Page, action: str) -> dict[str, str]:
    """All that the form holds as it came, the hidden fields aside: what is sent by somebody who changes nothing.

    Raises Trouble where the page has no such form.
    """
    found: dict[str, str] = {}
    chosen = ""
    for tag, inside, text in _PART.findall(_form(page, action).decode("utf-8", "replace")):
        given = _attributes(inside)
        kind = given.get("type", "text")
        if tag == "select":
            chosen = given.get("name", "")
        elif tag == "option":
            if chosen and (chosen not in found or "selected" in given):
                found[chosen] = given.get("value", unescape(text))
        elif "name" not in given or "disabled" in given or kind == "hidden" or kind in _NEVER_SENT:
            continue
        elif tag == "textarea":
            found[given["name"]] = unescape(text)
        elif kind not in ("checkbox", "radio") or "checked" in given:
            found[given["name"]] = given.get("value", "on" if kind == "checkbox" else "")
    return found


def encoded(pairs: Iterable[tuple[str, str | list[str]]]) -> bytes:
    """As a form's body: `application/x-www-form-urlencoded` (WHATWG URL, 5). A list is a field for each of it."""
    fields = [(name, one) for name, value in pairs for one in ([value] if isinstance(value, str) else value)]
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in fields]).encode()


def reason(text: str) -> str:
    """What a page says is wrong, its first words of that kind."""
    found = _WRONG.search(text)
    return unescape(found[1]).strip() if found else ""


def _form(page: Page, action: str) -> bytes:
    at = page.body.find(f'action="{escape(action)}"'.encode())
    if at < 0:
        raise Trouble(f"the page {page.path} has no form that goes to {action}")
    return page.body[at : page.body.find(b"</form>", at)]


def _attributes(inside: str) -> dict[str, str]:
    return {name: unescape(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(inside)}
