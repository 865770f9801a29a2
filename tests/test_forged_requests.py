"""Who asks? Every changing address takes its own forms, from its own pages, and nothing else; reading changes nothing.

ASVS 3.5.1 to 3.5.3 (cross-site request forgery), 4.1.1, 7.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from tests import neighbours
from tests.core import Core
from tests.neighbours import FORMS, OWNED, Neighbours, Way, send, ways

CHANGING = [way for way in ways("POST") if way.path != "/captcha"]  # another picture is no change
BEFORE_THE_LOG_IN = {"/login"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    with neighbours.living(tmp_path_factory.mktemp("forged")) as made:
        yield made


def test_every_changing_address_has_its_form() -> None:
    assert {way.path for way in CHANGING} == set(FORMS)


def refusals(browser: httpx.Client, way: Way, address: str, form: dict[str, str], stolen: str) -> dict[str, int]:
    """The ways in which another site, or somebody with another's token, might have it sent."""

    def sent(form: dict[str, str], **headers: str) -> int:
        once = {"form_key": uuid4().hex}  # a log-in that is sent twice gets the first one's answer
        return send(browser, way.path, address, form | once, **headers).status_code

    without = {name: value for name, value in form.items() if name != "csrf"}
    here = str(browser.base_url).rstrip("/")
    port = here.rpartition(":")[2]
    return {
        "no token": sent(without),
        "an empty token": sent(form | {"csrf": ""}),
        "another session's token": sent(form | {"csrf": stolen}),
        "another origin": sent(form, Origin="https://evil.example"),
        "our name in another's": sent(form, Origin=f"{here}.evil.example"),
        "another port of ours": sent(form, Origin=here.replace(port, "1")),
        "no page at all": sent(form, Origin="null"),
        "another site": sent(form, **{"Sec-Fetch-Site": "cross-site", "Origin": here}),
        "a neighbour of our name": sent(form, **{"Sec-Fetch-Site": "same-site", "Origin": here}),
        "as JSON": browser.post(address, json=form).status_code,
        "as text": browser.post(address, content="&".join(form), headers={"Content-Type": "text/plain"}).status_code,
        "without a kind": browser.post(address, content=b"csrf=1").status_code,
        "in the address": browser.post(address, params=form, data={}).status_code,
        "by PUT": browser.put(address, data=form).status_code,
        "by DELETE": browser.delete(address).status_code,
    }


EXPECTED = {
    "another origin": {403},
    "our name in another's": {403},
    "another port of ours": {403},
    "no page at all": {403},
    "another site": {403},
    "a neighbour of our name": {403},
    "as JSON": {415},
    "as text": {415},
    "without a kind": {415},
    "in the address": {415, 422},
    "by PUT": {405},
    "by DELETE": {405},
}


@pytest.mark.parametrize("way", CHANGING, ids=str)
def test_a_change_is_asked_for_by_our_own_page_or_not_made(house: Neighbours, way: Way) -> None:
    """Refused in every other way, and nothing has changed; then the form itself changes something."""
    who: Core | None = None if way.path in BEFORE_THE_LOG_IN else house.anna
    visitor, stranger = house.visit(who), house.visit(house.petr)
    key = house.make(way.path, house.anna)
    before = house.state()
    with house.browser(visitor) as browser:
        form = house.form(way.path, key, visitor)
        told = refusals(browser, way, way.at(key), form, stranger.csrf)
        assert house.state() == before
        # «Выход» without its token leads back to where one still is; everything else says that the form is too old.
        tokenless = {303} if way.path == "/logout" else {422, 409}
        expected = dict.fromkeys(("no token", "an empty token", "another session's token"), tokenless) | EXPECTED
        assert {name: code for name, code in told.items() if code not in expected[name]} == {}
        done = send(browser, way.path, way.at(key), form, Origin=house.process.url)
        assert done.status_code in (200, 303), done.text
    assert house.state() != before


@pytest.mark.parametrize("way", CHANGING, ids=str)
def test_no_change_is_asked_for_by_reading(house: Neighbours, way: Way) -> None:
    """GET of a changing address is 405, or the page with the form, whatever stands in the query."""
    visitor = house.visit(None if way.path in BEFORE_THE_LOG_IN else house.anna)
    key = house.make(way.path, house.anna)
    before = house.state()
    with house.browser(visitor) as browser:
        answer = browser.get(way.at(key), params=house.form(way.path, key, visitor))
        assert browser.head(way.at(key)).status_code == answer.status_code
    shown = Way("GET", way.path) in ways("GET")
    assert answer.status_code in ((200, 404) if shown else (405,))  # 404: a picked template that is nobody's
    assert house.state() == before


def test_reading_changes_nothing(house: Neighbours) -> None:
    """Every page and file, as its owner opens it."""
    visitor = house.visit(house.anna)
    keys = {path: house.make(path, house.anna) for path in OWNED}
    before = house.state()
    with house.browser(visitor) as browser:
        for way in ways("GET"):
            if not way.path.endswith("/live"):
                answer = browser.get(way.at(keys.get(way.path, "nowhere")))
                assert answer.status_code in (200, 303) or way.path.startswith("/captcha/"), way
    assert house.state() == before


def test_what_is_sent_by_no_browser_is_judged_by_its_token(house: Neighbours) -> None:
    """Neither Origin nor Sec-Fetch-Site: a program, which nobody can lure. Where somebody typed the address: too."""
    visitor = house.visit(house.anna)
    with house.browser(visitor) as browser:
        for headers in ({}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}):
            form = house.form("/language", 0, visitor)
            assert send(browser, "/language", "/language", form, **headers).status_code == 303
