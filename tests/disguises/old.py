"""As portals were built twenty years ago: frames, cells to press, labels that are only text, pictures as buttons.

Each page is a shell whose one frame has the page itself; menu and tabs are table cells with a script; the text of a
field stands in the cell beside it and is tied to nothing; the most important buttons are pictures. Such a portal had no
headers against framing and inline scripts either.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from itertools import count
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.disguises.shuffled import fragment_or_page

PICTURES = {"Войти", "Запланировать", "Пригласить участника", "Показать"}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="190" height="30"><rect width="190" height="30" fill="#c0c0c0"/>'
    '<text x="95" y="20" text-anchor="middle" font-size="14">{}</text></svg>'
)
_SHELL = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>{body}</html>'
_FRAME = '<body style="margin:0"><iframe name="work" src="{src}" style="{style}"></iframe></body>'
_WHOLE = "display:block;width:100%;height:100vh;border:0"


def put_on() -> None:
    """From now on the portal of this process is an old one."""
    from portal.web import app, rendering

    plain, create = rendering.text, app.create

    def disguised(template: str, data: Mapping[str, Any]) -> str:
        return rewrite(plain(template, data))

    rendering.text = disguised
    app._HEADERS.pop("Content-Security-Policy")
    app.create = lambda runtime: _framed(create(runtime))


def _framed(application: Any) -> Any:
    application.add_middleware(_Framed)
    return application


class _Framed:
    """A page asked for in a window is answered with a shell whose frame asks for it again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", []))
        in_window = headers.get(b"sec-fetch-dest") == b"document"
        if scope["type"] != "http" or scope["method"] != "GET" or not in_window:
            await self.app(scope, receive, send)
            return

        pieces: list[Message] = []

        async def keep(message: Message) -> None:
            pieces.append(message)

        await self.app(scope, receive, keep)
        start = pieces[0]
        kind = MutableHeaders(raw=start["headers"]).get("content-type", "")
        if not (start["status"] == 200 and kind.startswith("text/html")):
            for piece in pieces:
                await send(piece)
            return
        page = html.document_fromstring(b"".join(piece.get("body", b"") for piece in pieces[1:]).decode())
        query = scope["query_string"].decode()
        src = escape(scope["path"] + (f"?{query}" if query else ""), quote=True)
        shell = _SHELL.format(
            title=escape(page.findtext(".//title") or ""), body=_FRAME.format(src=src, style=_WHOLE)
        ).encode()
        headers_ = MutableHeaders(raw=start["headers"])
        headers_["content-length"] = str(len(shell))
        await send(start)
        await send({"type": "http.response.body", "body": shell})


def rewrite(page: str) -> str:
    """A page, or a piece of one that the live line brings, as it would have been then."""
    return fragment_or_page(page, _changed)


def _changed(tree: HtmlElement) -> HtmlElement:
    numbers = count(1)
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and element.get("role") in ("row", "rowgroup", "cell", "columnheader", "table"):
            element.attrib.pop("role")
    for menu in tree.xpath(".//nav/ul"):
        _menu(menu)
    for tabs in tree.xpath(".//*[@role='tablist']"):
        _tabs(tabs, numbers)
    for label in tree.xpath(".//label[@for]"):
        _untie(label, tree)
    for field in tree.xpath(".//input[@aria-label] | .//button[@aria-label]"):
        field.set("title", field.attrib.pop("aria-label"))
    for button in tree.xpath(".//button[not(@hidden)]"):
        if " ".join(button.text_content().split()) in PICTURES:
            _picture(button, numbers)
    return tree


def _menu(menu: HtmlElement) -> None:
    """In one line at the top of the page, one below the other at its side."""
    at_the_top = bool(menu.xpath("ancestor::header"))
    rows = [html.Element("tr")]
    for link in menu.iter("a"):
        cell = html.Element("td", onclick=f"location.href='{link.get('href')}'", style="padding:.5rem 1rem")
        cell.text = link.text_content()
        rows[-1].append(cell)
        if not at_the_top:
            rows.append(html.Element("tr"))
    _become_table(menu, rows)


def _tabs(tabs: HtmlElement, numbers: count[int]) -> None:
    row = html.Element("tr")
    for tab in tabs.iter("button"):
        name = f"hidden-{next(numbers)}"
        cell = html.Element("td", onclick=f"document.getElementById('{name}').click()", style="cursor:pointer")
        cell.text = " ".join(tab.text_content().split())
        row.append(cell)
        hidden = html.Element("button", id=name, name=tab.get("name"), value=tab.get("value"), style="display:none")
        tabs.addnext(hidden)
    _become_table(tabs, [row])


def _become_table(element: HtmlElement, rows: list[HtmlElement]) -> None:
    for name in list(element.attrib):
        element.attrib.pop(name)
    element.tag, element.text = "table", None
    for child in list(element):
        element.remove(child)
    element.extend(rows)


def _untie(label: HtmlElement, tree: HtmlElement) -> None:
    """The text of a field into a cell beside it, with a colon; of a tick, after it."""
    name = label.attrib.pop("for")
    found = tree.xpath(f".//*[@id='{name}']")
    label.tag = "span"
    if not found:
        return
    field = found[0]
    table, row, left, right = (html.Element(tag) for tag in ("table", "tr", "td", "td"))
    around = field.getparent()
    is_tick = field.get("type") == "checkbox"
    around.replace(field, table)
    table.tail, field.tail = field.tail, None
    label.getparent().remove(label)
    label.tail = None if is_tick else ":"
    row.extend([left, right])
    (left if is_tick else right).append(field)
    (right if is_tick else left).append(label)
    table.append(row)


def _picture(button: HtmlElement, numbers: count[int]) -> None:
    """A picture with a script in front of the real button, which is hidden."""
    word, name = " ".join(button.text_content().split()), f"hidden-{next(numbers)}-{button.get('value', 'x')}"
    drawn = base64.b64encode(_SVG.format(escape(word)).encode()).decode()
    picture = html.Element("img", src=f"data:image/svg+xml;base64,{drawn}", alt=word, style="cursor:pointer")
    picture.set("onclick", f"document.getElementById('{name}').click()")
    button.set("id", name)
    button.set("style", "display:none")
    button.addprevious(picture)
