"""Every id and class is another, tags and wrappers too, and layout tables stand around the forms.

What stays is what a person sees and a screen reader says: roles, words, the order of things.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lxml import html
from lxml.html import HtmlElement

_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-errormessage", "aria-controls")
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}
_TEXTS = ("button", "a", "th", "td", "label", "h1", "h2", "legend")


def put_on() -> None:
    """From now on the portal of this process renders and serves in disguise."""
    from portal.web import rendering

    rendering.STATIC = _static(rendering.STATIC)
    plain = rendering.text

    def disguised(template: str, data: Mapping[str, Any]) -> str:
        return rewrite(plain(template, data))

    rendering.text = disguised


def rewrite(page: str) -> str:
    """A page, or a piece of one that the live line brings, in other clothes."""
    return fragment_or_page(page, _changed)


def fragment_or_page(page: str, change: Callable[[HtmlElement], HtmlElement]) -> str:
    """`page` after `change`, whether it is a whole document or the piece of one."""
    if page.lstrip().lower().startswith("<!doctype"):
        return "<!DOCTYPE html>\n" + _text(change(html.document_fromstring(page)))
    whole = html.fragment_fromstring(page, create_parent="body")
    change(whole)
    return str(whole.text or "") + "".join(_text(part) for part in whole)


def _text(tree: HtmlElement) -> str:
    return str(html.tostring(tree, encoding="unicode"))


def _changed(tree: HtmlElement) -> HtmlElement:
    for element in list(tree.iter()):
        if isinstance(element.tag, str):
            _rename(element)
    for table in tree.xpath(".//table[not(ancestor::*[@data-live]) and not(.//*[@data-part])]"):
        _without_table_tags(table)
    for form in tree.xpath(".//form[not(.//dialog)]"):
        _in_layout_table(form)
    for element in list(tree.iter(*_TEXTS)):
        _wrap_words(element)
    for element in list(tree.iter("div")):
        if not element.get("role"):
            element.tag = "section"
    return tree


def _rename(element: HtmlElement) -> None:
    if element.get("id"):
        element.set("id", other(element.get("id")))
    for name in _REFERENCES:
        if element.get(name):
            element.set(name, " ".join(other(word) for word in element.get(name).split()))
    if element.get("href", "").startswith("#"):
        element.set("href", "#" + other(element.get("href")[1:]))
    if element.get("class"):
        element.set("class", " ".join(["frame", *(other(word) for word in element.get("class").split())]))


def _without_table_tags(table: HtmlElement) -> None:
    """A table made of other tags: its roles are told, and its caption has become its name."""
    for caption in table.findall("caption"):
        table.set("aria-label", " ".join(caption.text_content().split()))
        table.remove(caption)
    for element in list(table.iter(*_ROLES)):
        if not element.get("role"):
            row_head = element.tag == "th" and element.get("scope") == "row"
            element.set("role", "rowheader" if row_head else _ROLES[element.tag])
        element.tag = "div"


def _in_layout_table(form: HtmlElement) -> None:
    table, row, cell = html.Element("table"), html.Element("tr"), html.Element("td")
    cell.text, form.text = form.text, None
    for child in list(form):
        cell.append(child)
    row.append(cell)
    table.append(row)
    form.append(table)


def _wrap_words(element: HtmlElement) -> None:
    if len(element) == 0 and element.text and element.text.strip():
        inner, outer = html.Element("b"), html.Element("span")
        inner.text, element.text = element.text, None
        outer.append(inner)
        element.append(outer)


def other(name: str) -> str:
    """The name that an id or a class has instead."""
    return "x" + hashlib.sha256(name.encode()).hexdigest()[:8]


def _static(folder: Path) -> Path:
    """A copy of the static files in which styles and scripts know the other names."""
    copied = Path(tempfile.mkdtemp(prefix="disguise-"))
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        if file.suffix == ".css":
            text = re.sub(r"\.([a-z][\w-]*)", _renamed("."), text)
        elif file.suffix == ".js":
            text = re.sub(r"getElementById\(\"([\w-]+)\"\)", _renamed('getElementById("', '")'), text)
            text = re.sub(r"(?<=\"form)\.([a-z-]+)", _renamed("."), text)
        (copied / file.name).write_text(text, "utf-8")
    return copied


def _renamed(before: str, after: str = "") -> Callable[[re.Match[str]], str]:
    return lambda match: before + other(match[1]) + after
