"""What somebody types as subject, name or place comes out as text and nothing else, wherever it comes out:
pages, the live page, letters with their calendar entry, files (ASVS 1.2, 1.3; CWE-79, CWE-93, CWE-1236, CWE-1336)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import httpx
import pytest
from sqlalchemy import select

from portal.domain.plan import Invitee, Plan
from portal.domain.planning import fields_of
from portal.store.schema import outbox
from tests import neighbours
from tests.core import ANSWERS, MONDAY
from tests.letters import calendar_of, event_of
from tests.neighbours import Neighbours
from tests.serving import form_of

NASTY = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "end of a field": "</textarea></title></template><img src=x onerror=alert(1)>",
    "template": "{{7*7}} {% raw %} ${7*7} %(name)s",
    "formula": "=1+1",
    "entities": "&lt;b&gt; &#60;",
    "other direction": "Обед\u202eгод\u2066",
    "comment": "<!-- ]]> -->",
}


class Tags(HTMLParser):
    """What a browser makes of a page: its elements with the names of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements |= {f"{tag} {name}" for name, _value in attrs} | {tag}
        self.texts += [value or "" for _name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with neighbours.living(tmp_path_factory.mktemp("nasty")) as made:
        yield made


def typed(house: Neighbours, browser: httpx.Client, text: str) -> dict[str, int]:
    """It is typed wherever a text can be; answers with the conferences it stands in."""

    def fill(path: str, **fields: str) -> None:
        hidden = form_of(browser.get(path).text)
        assert browser.post(path, data=hidden | fields).status_code == 303, path

    fill("/settings/profile", name=text, email="anna@example.com", language="ru")
    fill("/settings/contacts/new", name=text, number=ANSWERS, email="")
    fill("/settings/rooms/new", name=text, number=ANSWERS, place=text)
    plan = Plan(subject=text, size=5, invitees=(Invitee(ANSWERS, text, "ivan@example.com"),))

    def kept(**about: object) -> int:
        fields = fields_of(replace(plan, **about))  # type: ignore[arg-type]  # fields of the plan
        sent = browser.post("/planning", data=form_of(browser.get("/planning").text) | fields)
        return int(sent.headers["Location"].rpartition("/")[2])

    made = {"running": kept(immediate=True), "past": kept(immediate=True, auto_invite=True)}
    made["coming"] = kept(starts_at=MONDAY + timedelta(hours=2))
    hidden = form_of(browser.get(f"/conferences/{made['past']}/control").text)
    browser.post(f"/conferences/{made['past']}/control", data=hidden | {"do": "end"})
    return made


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_text_stays_a_text(house: Neighbours, text: str) -> None:
    with house.browser(house.visit(house.anna)) as browser:
        plain = pages(browser, typed(house, browser, "Планерка"))
        made = typed(house, browser, text)
        for path, page in pages(browser, made).items():
            found, harmless = Tags(page), Tags(plain[re.sub(r"\d+", "N", path)])
            assert found.elements <= harmless.elements, path
            assert any(text in one for one in found.texts), path
        for path in ("/history.csv", f"/history/{made['past']}.csv", "/settings/contacts.csv"):
            rows = list(csv.reader(io.StringIO(browser.get(path).text.removeprefix("\ufeff")), delimiter=";"))
            assert len({len(row) for row in rows}) == 1
            cells = [cell for row in rows for cell in row if text in cell]
            assert cells and not any(cell.startswith(("=", "+", "-", "@")) for cell in cells), path
    for letter in letters(house, made["coming"]):
        assert text in str(event_of(letter)["SUMMARY"])
        assert [part.name for part in calendar_of(letter).subcomponents].count("VEVENT") == 1
        assert len(letter.get_all("Subject", [])) == len(letter.get_all("To", [])) == 1 and not letter["Bcc"]


def pages(browser: httpx.Client, made: dict[str, int]) -> dict[str, str]:
    """Every page that the text stands on, the live page's among them; under N for a conference's number too."""
    paths = [
        "/planning", "/history", "/settings/profile", "/settings/contacts", "/settings/rooms",
        *(f"/conferences/{made['coming']}{page}" for page in ("", "/edit", "/cancel")),
        f"/conferences/{made['running']}/control", f"/history/{made['past']}",
    ]  # fmt: skip
    found = {path: browser.get(path).text for path in paths}
    path = f"/conferences/{made['running']}/live"
    with browser.stream("GET", path) as stream:
        state = next(line for line in stream.iter_lines() if line.startswith("data: "))
    found[path] = json.loads(state.removeprefix("data: "))["html"]
    return found | {re.sub(r"\d+", "N", path): page for path, page in found.items()}


def letters(house: Neighbours, conference: int) -> list[EmailMessage]:
    kept = house.anna.do(
        lambda work: work.db.execute(select(outbox.c.message).where(outbox.c.conference == conference)).scalars().all()
    )
    assert kept
    return [message_from_bytes(one, EmailMessage, policy=policy.default) for one in kept]


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x1b", "\x7f", "\x85", "\r\n", "\u2028", "\t"], ids=ascii)
def test_signs_that_are_no_writing_do_not_get_in(house: Neighbours, sign: str) -> None:
    """Line breaks and the like are spaces, control characters are left out; before they could do anything."""
    with house.browser(house.visit(house.anna)) as browser:
        made = typed(house, browser, f"Планерка{sign}Bcc: b@example.com")
        shown = browser.get(f"/conferences/{made['coming']}").text
        assert re.search("Планерка ?Bcc: b@example.com", shown)
        for path in ("/planning", "/settings/contacts.csv", "/settings/rooms", "/settings/profile"):
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028]", browser.get(path).text), path
    assert not any(letter["Bcc"] for letter in letters(house, made["coming"]))
