"""The portal in three languages: its pages, the switch, what is remembered, the mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from sqlalchemy import select
from starlette.routing import Route

from portal.domain.plan import Invitee, Plan
from portal.languages import LANGUAGES
from portal.runtime import Runtime
from portal.services import accounts, address_book, booking, control, sessions, templates
from portal.services.accounts import Account
from portal.store.database import Work
from portal.store.schema import account_log, outbox
from portal.web.app import create
from portal.web.cookies import cookie_name
from tests import core, serving
from tests.core import ANSWERS, MONDAY, Core
from tests.test_catalogues import NOT_OURS

NO_PAGES = {
    "/captcha/{challenge}.png",
    "/conferences/{id:int}/live",
    "/healthz",
    "/history.csv",
    "/history/{id:int}.csv",
    "/metrics",
    "/readyz",
    "/settings/contacts.csv",
}
NONSENSE: tuple[dict[str, str], ...] = (
    {},
    {"number-1": "1", "name-1": "a" * 99, "email-1": "a@", "template_name": "a" * 99, "name": "a" * 99},
    {"do": "act"},
    {"do": "add", "number": "5"},
    {"do": "invite"},
)
NAMES = re.compile("Русский|Беларуская")


@dataclass
class House:
    """A portal with an account of each language; nothing in it is written in Cyrillic but by the portal itself."""

    url: str
    core: Core
    account: dict[str, Account]
    open: ExitStack

    def browser(self, language: str = "", *, asks: str = "ru-BY") -> httpx.Client:
        """Somebody's browser; signed in, if a language is given, with its account."""
        known = {}
        if language:
            visitor = self.core.do(lambda work: sessions.open_(work, self.account[language]))
            known = {"session": visitor.cookie}
        client = httpx.Client(base_url=self.url, cookies=known, trust_env=False, follow_redirects=True)
        client.headers["Accept-Language"] = asks
        return self.open.enter_context(client)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("languages")
    made = core.begin(folder / "portal.sqlite3")
    furnished = made.do(lambda work: {language: furnish(work, language) for language in LANGUAGES})
    with serving.served(folder) as process, ExitStack() as stack:
        yield House(process.url, made, furnished, stack)
    made.database.close()


def furnish(work: Work, language: str) -> Account:
    """An account with everything that pages show: a running, a coming and a past conference, the address book."""
    login = f"37525999150{list(LANGUAGES).index(language)}"
    made = accounts.issue(work, login, "no hash", "Anna", f"{language}@example.com")
    accounts.speak(work, accounts.get(work, made), language)
    account = accounts.get(work, made)
    templates.make_sure_of_default(work, account)
    address_book.save_contact(work, account, None, name="Ivan", number=ANSWERS, email="")
    address_book.save_room(work, account, None, name="Blue", number=ANSWERS, place="")
    for subject, starts_at in (("Past", None), ("Running", None), ("Coming", MONDAY + timedelta(hours=5))):
        plan = Plan(subject=subject, immediate=not starts_at, starts_at=starts_at, invitees=(Invitee(ANSWERS),))
        made = booking.schedule(work, account, plan)
        if subject == "Past":
            control.end(work, account, made)
    return account


def shown(page: httpx.Response) -> str:
    """The language that a page says it is in."""
    (lang,) = re.findall(r'<html lang="(\w+)">', page.text)
    assert page.headers["Content-Language"] == lang
    return str(lang)


def hidden(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the switch and of the other forms."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def switch(browser: httpx.Client, language: str, at: str = "/help", **changed: str) -> httpx.Response:
    """Press a button of the switch on the page `at`."""
    form = {name: value for name, value in hidden(browser.get(at)).items() if name in ("csrf", "back")}
    return browser.post("/language", data=form | {"language": language} | changed)


def pages() -> Iterator[tuple[str, str]]:
    """Method and path of everything that answers with a page."""
    for route in create(cast(Runtime, SimpleNamespace(faults=None))).routes:
        if isinstance(route, Route) and route.path not in NO_PAGES | {"/logout"}:
            method = "POST" if "POST" in (route.methods or ()) else "GET"
            yield method, route.path


def walk(browser: httpx.Client, numbers: Iterable[int]) -> Iterator[httpx.Response]:
    """Each page there is, and what each form says to somebody who has filled in nothing, or nonsense."""
    token = hidden(browser.get("/help"))["csrf"]
    for method, path in pages():
        addresses = [path.replace("{id:int}", str(number)) for number in numbers] if "{id" in path else [path]
        for address in addresses:
            if method == "GET":
                yield browser.get(address)
                yield browser.get(f"{address}?ended=1&done=saved&from=x&add=1&confirm=end")
            elif len(addresses) == 1 or browser.get(address).status_code == 200:
                for at, nonsense in enumerate(NONSENSE):
                    yield browser.post(address, data={"csrf": token, "form_key": f"{address} {at}"} | nonsense)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_page_has_words_of_another_language(house: House, language: str, signed_in: bool) -> None:
    browser = house.browser(language) if signed_in else house.browser(asks=language)
    walked = [*walk(browser, range(10 if signed_in else 1)), browser.get("/nowhere")]
    assert signed_in == ('action="/logout"' in browser.get("/help").text)
    for page in walked:
        assert shown(page) == language, page.url
        left = re.search(f".*{NOT_OURS[language]}.*", NAMES.sub("", page.text))
        assert not left, f"{page.url}: {left and left[0].strip()}"


@pytest.mark.parametrize(("language", "running"), [("ru", "Идет до"), ("be", "Ідзе да"), ("en", "In progress until")])
def test_the_live_page_goes_on_in_its_language(house: House, language: str, running: str) -> None:
    browser = house.browser(language)
    told = [browser.get(f"/conferences/{number}/control").text for number in range(1, 10)]
    (number,) = [number for number, page in enumerate(told, 1) if running in page]
    with browser.stream("GET", f"/conferences/{number}/live") as stream:
        state = next(line for line in stream.iter_lines() if line.startswith("data: "))
    assert running in json.loads(state.removeprefix("data: "))["html"]


@pytest.mark.parametrize(
    ("asks", "chosen", "spoken"),
    [
        ("ru-BY", "", "ru"),
        ("en-GB,en;q=0.9,ru;q=0.8", "", "en"),
        ("de, be-BY;q=0.5, en;q=0.4", "", "be"),
        ("en;q=0.4, be; q=0.5", "", "be"),
        ("fr", "", "ru"),
        ("", "", "ru"),
        ("en;q=0", "", "ru"),
        ("en;q=much", "", "ru"),
        ("en", "be", "be"),
        ("en", "xx", "en"),
    ],
)
def test_before_the_log_in_the_choice_counts_then_what_the_browser_asks_for(
    house: House, asks: str, chosen: str, spoken: str
) -> None:
    browser = house.browser(asks=asks)
    browser.cookies.set("language", chosen)
    assert shown(browser.get("/")) == spoken


def test_the_switch_is_remembered_before_the_log_in(house: House) -> None:
    """By a cookie for a year, which no script reads; over https bound to the host like the session's."""
    browser = house.browser()
    switched = switch(browser, "en")
    (set_cookie,) = [value for name, value in switched.history[0].headers.multi_items() if name == "set-cookie"]
    assert set_cookie.lower() == "language=en; httponly; max-age=31536000; path=/; samesite=lax"
    assert cookie_name(True, "language") == "__Host-language"
    assert [shown(browser.get(path)) for path in ("/", "/help", "/nowhere")] == ["en"] * 3


def test_the_switch_is_remembered_with_the_account(house: House) -> None:
    """In every browser, whatever that asks for, and in the account's log; after «Выход» the browser still knows it."""
    here, there = house.browser("ru"), house.browser("ru", asks="en")
    assert shown(there.get("/planning")) == "ru"
    assert shown(switch(here, "be", "/planning")) == "be"
    assert shown(there.get("/history")) == "be"
    logged = select(account_log.c.type).where(account_log.c.account == house.account["ru"].id)
    assert house.core.do(lambda work: work.db.execute(logged).scalars().all())[-1] == "account.changed"
    out = there.post("/logout", data={"csrf": hidden(there.get("/help"))["csrf"]})
    assert "/logout" not in out.text and shown(out) == "be"
    switch(here, "ru")


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/help", "/help"),
        ("/?ended=1", "/?ended=1"),
        ("", "/"),
        ("help", "/"),
        ("https://example.org/", "/"),
        ("//example.org", "/"),
        ("/\\example.org", "/"),
        ("/\t/example.org", "/"),
        ("/help\r\nX: y", "/"),
    ],
)
def test_the_switch_leads_back_and_never_to_another_site(house: House, back: str, leads_to: str) -> None:
    answer = switch(house.browser(), "en", back=back).history[0]
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


def test_the_switch_leads_from_a_refused_form_to_a_page_that_can_be_shown(house: House) -> None:
    browser = house.browser("en")
    token = hidden(browser.get("/settings/profile"))["csrf"]
    for path, shown_at in (("/settings/password", "/settings/profile"), ("/planning", "/planning")):
        refused = browser.post(path, data={"csrf": token, "form_key": path})
        assert (refused.status_code, hidden(refused)["back"]) == (422, shown_at)
    assert hidden(house.browser().post("/login", data={"account": ""}))["back"] == "/"
    assert hidden(browser.get("/history?from=x&to=y"))["back"] == "/history?from=x&amp;to=y"


@pytest.mark.parametrize("wrong", [{"language": "de"}, {"language": ""}, {"csrf": "stolen"}, {"csrf": ""}])
@pytest.mark.parametrize("language", ["", "ru"])
def test_a_switch_that_is_not_from_the_page_changes_nothing(house: House, wrong: dict[str, str], language: str) -> None:
    browser = house.browser(language)
    assert switch(browser, **{"language": "en"} | wrong).status_code == 422
    assert shown(browser.get("/help")) == "ru"


def test_a_language_that_is_none_is_refused_in_the_profile_too(house: House) -> None:
    browser = house.browser("en")
    form = {"name": "Anna", "email": "", "language": "de", **hidden(browser.get("/settings/profile"))}
    refused = browser.post("/settings/profile", data=form)
    assert refused.status_code == 422 and "Choose a language from the list" in refused.text


def test_mail_is_written_in_the_language_of_its_reader(tmp_path: Path) -> None:
    """6.7: who has an account reads their own language, however the address is written; others the owner's."""
    portal = core.begin(tmp_path / "portal.sqlite3")
    elsewhere = portal.do(lambda work: accounts.issue(work, "375259991001", "", "", "Elena@example.com"))
    portal.do(lambda work: accounts.speak(work, accounts.get(work, elsewhere), "en"))
    portal.do(lambda work: accounts.speak(work, portal.account, "be"))
    rows = (Invitee(ANSWERS, "", "elena@example.com"), Invitee("+375259990003", "", "nobody@example.com"))
    plan = Plan(subject="42", starts_at=MONDAY + timedelta(hours=2), invitees=rows, reminder=15)
    portal.do(lambda work: booking.schedule(work, portal.account, plan))
    portal.advance(minutes=105)
    kept = portal.do(lambda work: work.db.execute(select(outbox.c.message).order_by(outbox.c.id)).scalars().all())
    sent = {str(m["To"]): m for m in (message_from_bytes(one, EmailMessage, policy=policy.default) for one in kept)}
    for address, language, subject, zone in (
        ("elena@example.com", "en", "Reminder of the conference “42”, 23.11.2026 at 12:00", "(Minsk, UTC+3)"),
        ("nobody@example.com", "be", "Напамін пра канферэнцыю «42», 23.11.2026 у 12:00", "(Мінск, UTC+3)"),
        ("anna@example.com", "be", "Напамін пра канферэнцыю «42», 23.11.2026 у 12:00", "(Мінск, UTC+3)"),
    ):
        message = sent[address]
        assert (message["Content-Language"], message["Subject"]) == (language, subject)
        texts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
        assert zone in texts[0]
        assert not re.search(NOT_OURS[language], "".join(texts).replace(portal.account.name, "")), texts
    portal.database.close()
