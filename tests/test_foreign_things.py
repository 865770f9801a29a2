"""Whose is it? Every address with a number in it, asked for by somebody else and by nobody (ASVS 8.2.2, CWE-639)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests import neighbours
from tests.core import Core
from tests.neighbours import MISSING, OWNED, Neighbours, Way, send, ways

EVERY = [*ways("GET"), *ways("POST")]
NUMBERED = [way for way in EVERY if "{id:int}" in way.path]
# Open before the log-in: the start page and its picture, help, language, and what machines ask for.
OPEN = {"/", "/login", "/captcha", "/captcha/{challenge}.png", "/help", "/language", "/healthz", "/readyz", "/metrics"}
NAMED = {
    "template": "/settings/templates/{id:int}",
    "past": "/history/{id:int}",
    "contact": "/settings/contacts/{id:int}",
    "room": "/settings/rooms/{id:int}",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with neighbours.living(tmp_path_factory.mktemp("foreign")) as made:
        yield made


def ask(house: Neighbours, who: Core | None, way: Way, key: int) -> httpx.Response:
    """With the asker's own session and token, and a form that its owner could send."""
    visitor = house.visit(who)
    with house.browser(visitor) as browser:
        if way.method == "GET":
            return browser.get(way.at(key))
        return send(browser, way.path, way.at(key), house.form(way.path, key, visitor))


def said(answer: httpx.Response) -> str:
    """What an answer tells, without what differs from answer to answer anyway."""
    return re.sub(r'name="(csrf|form_key)" value="[^"]*"', "", answer.text).replace(answer.url.path, "ADDRESS")


def test_every_numbered_address_belongs_to_somebody() -> None:
    assert {way.path for way in NUMBERED} == set(OWNED)


@pytest.mark.parametrize("way", NUMBERED, ids=str)
def test_what_is_somebody_elses_is_as_good_as_missing(house: Neighbours, way: Way) -> None:
    """404, the same words as for a number that nothing has, and nothing has happened to it; its owner may."""
    key = house.make(way.path, house.anna)
    before = house.state()
    foreign, missing = ask(house, house.petr, way, key), ask(house, house.petr, way, MISSING)
    after = house.state()
    after["signed in"] = before["signed in"]
    assert foreign.status_code == missing.status_code == 404
    assert said(foreign) == said(missing)
    assert after == before
    if not way.path.endswith("/live"):  # that goes on for as long as one listens
        assert ask(house, house.anna, way, key).status_code in (200, 303)


@pytest.mark.parametrize("way", [way for way in EVERY if way.path not in OPEN], ids=str)
def test_who_is_not_signed_in_is_led_to_the_start_page(house: Neighbours, way: Way) -> None:
    """Whether there is such a thing or not; a live page is told that its session has ended."""
    key = house.make(way.path, house.anna)
    before = house.state()
    answers = [ask(house, None, way, one) for one in {key, MISSING if key else 0}]
    for answer in answers:
        if way.path.endswith("/live"):
            assert answer.text == "event: ended\ndata: {}\n\n"
        else:
            assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert house.state() == before


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/planning", "template", "{template}"),
        ("/history", "before", "{past}"),
        ("/history", "after", "{past}"),
        ("/history.csv", "before", "{past}"),
    ],
)
def test_numbers_beside_the_address_are_looked_at_too(house: Neighbours, path: str, field: str, value: str) -> None:
    """In a query: as good as missing; the file of a period knows no such field and holds one's own."""
    keys = {name: house.make(at, house.anna) for name, at in NAMED.items()}
    with house.browser(house.visit(house.petr)) as browser:
        answer = browser.get(path, params={field: value.format_map(keys)})
    if path.endswith(".csv"):
        assert answer.text.count("\r\n") == 1
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "apply-template", "template": "{template}"},
        {"do": "add-picked", "pick": "contact:{contact}"},
        {"do": "add-picked", "pick": "room:{room}"},
    ],
    ids=lambda sent: sent["do"],
)
def test_choices_in_a_form_are_ones_own(house: Neighbours, sent: dict[str, str]) -> None:
    keys = {name: house.make(at, house.anna) for name, at in NAMED.items()}
    form = {name: value.format_map(keys) for name, value in sent.items()}
    with house.browser(house.visit(house.petr)) as browser:
        answer = browser.post("/planning", data=form)
    assert answer.status_code == 422
    assert "Иван" not in answer.text and "Синий" not in answer.text


@pytest.mark.parametrize("path", ["/planning", "/history", "/history.csv", "/settings/contacts", "/settings/rooms",
                                  "/settings/contacts.csv", "/settings/templates"])  # fmt: skip
def test_lists_hold_ones_own(house: Neighbours, path: str) -> None:
    for at in NAMED.values():
        house.make(at, house.anna)
    with house.browser(house.visit(house.petr)) as browser:
        mine, theirs = browser.get(path).text, "Планерка|Иван|Синий|Шаблон [1-9]"
    assert not re.search(theirs, mine)
    with house.browser(house.visit(house.anna)) as browser:
        assert re.search(theirs, browser.get(path).text)
