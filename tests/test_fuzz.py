"""Fuzzing: whatever is sent to backstage and the public port, the answer is one that is described, and never a 5xx.

What is sent is made by schemathesis from OpenAPI: backstage has its own, that of the public port is `tests.described`.
Afterwards what the portal was told falls due, and the audit must find nothing.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from fixtures.process import PortalProcess
from portal.services import accounts, address_book, booking, control, passwords, sessions
from portal.services.sessions import Visitor
from portal.web.rendering import static_path
from tests import core, described, serving

# Not sent: what moves the time of everything else, lets things go wrong on purpose, or fills the database.
LEFT_OUT = ("/clock/", "/faults", "/reset", "/past")
# A form takes any text, and what is wrong with it is told in a sentence.
PAGES = {name: {"enabled": False} for name in ("positive_data_acceptance", "negative_data_rejection")}
NUMBERS = {"positive_data_acceptance": {"expected-statuses": ["2xx", 404, 422]}}  # not every text is a telephone number
JSON = {"Content-Type": "application/json"}


@dataclass
class Portal:
    """A portal of its own, and somebody who has something of everything."""

    process: PortalProcess
    core: core.Core

    def sign_in(self) -> Visitor:
        return self.core.do(lambda work: sessions.open_(work, self.core.account))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("fuzz")
    prepared = core.begin(folder / "portal.sqlite3")
    furnish(prepared)
    with serving.served(folder) as process:
        yield Portal(process, prepared)
    prepared.database.close()


def furnish(prepared: core.Core) -> None:
    """Rows from 1 on of everything with a number: planned, cancelled, over, running; a contact and a room."""
    account, tomorrow = prepared.account, core.MONDAY.replace(day=24)
    _, cancelled = (prepared.schedule(core.ANSWERS, immediate=False, starts_at=tomorrow) for _ in range(2))
    over, *_ = (prepared.schedule(core.ANSWERS, core.BUSY, auto_invite=True, minutes=1440) for _ in range(3))
    prepared.do(lambda work: booking.cancel(work, account, cancelled))
    prepared.advance(seconds=5)
    prepared.do(lambda work: control.end(work, account, over))
    contact = {"name": "Иван", "number": core.BUSY, "email": ""}
    prepared.do(lambda work: address_book.save_contact(work, account, None, **contact))
    room = {"name": "Зал", "number": core.SILENT, "place": "Минск"}
    prepared.do(lambda work: address_book.save_room(work, account, None, **room))
    hashed = passwords.make(described.PASSWORD, cheap=True)
    prepared.do(lambda work: accounts.change_password(work, account, "", hashed))


def fuzz(document: dict[str, Any], url: str, *, cases: int, seed: int | None, **settings: Any) -> Counter[str]:
    """Sends about `cases` requests to every operation, and with a `seed` those at the edges of its schema too.

    Answers with how often it was answered how; fails with the first example of each way in which it went wrong.
    """
    configured = {
        "seed": seed or 0,
        "base-url": url,
        "continue-on-failure": True,
        "max-redirects": 0,
        "suppress-health-check": ["all"],
        "generation": {"max-examples": cases, "deterministic": seed is None, "database": "none"},
        "phases": {"coverage": {"enabled": seed is not None}, "stateful": {"enabled": False}},
        **settings,
    }
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(configured))
    answers: Counter[str] = Counter()
    wrong: dict[tuple[str, ...], str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            raise event.value
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            sent = event.recorder.interactions.values()
            answers.update(str(one.response.status_code) if one.response else "none" for one in sent)
            for check, info in failed(event):
                told = info.failure.message
                wrong.setdefault((event.recorder.label, check, told), f"{told}\n    {info.code_sample[:1000]}")
    print(f"{answers.total()} cases, {dict(answers)}, --hypothesis-seed={seed}")
    assert not wrong, "\n".join(f"{label}: {check}: {told}" for (label, check, _), told in wrong.items())
    assert not answers["none"]
    return answers


def failed(event: events.ScenarioFinished) -> Iterator[tuple[str, Any]]:
    for checks in event.recorder.checks.values():
        yield from ((check.name, check.failure_info) for check in checks if check.failure_info)


def fuzz_backstage(portal: Portal, cases: int, seed: int | None) -> int:
    with serving.backstage(portal.process) as client:
        document = client.get("/openapi.json").json()
    document["paths"] = {
        path: told for path, told in document["paths"].items() if not any(part in path for part in LEFT_OUT)
    }
    headers = JSON | {"Authorization": f"Bearer {portal.process.token}"}
    answers = fuzz(document, portal.process.backstage_url, cases=cases, seed=seed, headers=headers, checks=NUMBERS)
    return answers.total()


def fuzz_as_a_stranger(portal: Portal, cases: int, seed: int | None) -> int:
    return fuzz(described.document(), portal.process.url, cases=cases, seed=seed, checks=PAGES).total()


def fuzz_signed_in(portal: Portal, cases: int, seed: int | None) -> int:
    """With a session, its token and a form key never sent before, so that handlers are reached."""
    person = portal.sign_in()

    def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        signed_in = portal.sign_in() if case.path == "/logout" else person
        case.cookies = {"session": signed_in.cookie}
        if isinstance(case.body, dict):
            case.body |= {"csrf": signed_in.csrf, "form_key": secrets.token_hex(8)}

    schemathesis.hook(before_call)
    try:
        answers = fuzz(described.document(), portal.process.url, cases=cases, seed=seed, checks=PAGES)
    finally:
        schemathesis.hooks.unregister(before_call)
    assert answers["200"] > answers.total() / 5
    return answers.total()


Fuzzer = Callable[[Portal, int, int | None], int]
FUZZERS = (fuzz_backstage, fuzz_as_a_stranger, fuzz_signed_in)


def check_what_is_left(portal: Portal) -> None:
    """What was told falls due; the audit finds nothing, and the log has no request and no timer that failed."""
    with serving.backstage(portal.process) as client:
        assert client.post("/clock/advance", json={"seconds": 2 * 86400}).status_code == 200
        verdict = client.get("/audit").json()
    assert verdict["conferences"] >= 5
    assert not verdict["violations"]
    failures = [line for line in serving.log(portal.process) if line["level"] == "error"]
    assert not failures


def test_every_route_is_described() -> None:
    assert set(described.ASKED) == {(method, route.path_format) for method, route in described.routes()}


@pytest.mark.parametrize("fuzzed", FUZZERS)
def test_every_answer_is_one_that_is_described(portal: Portal, fuzzed: Fuzzer) -> None:
    assert fuzzed(portal, 2, None) > 20
    check_what_is_left(portal)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_so_is_every_answer_to_ten_thousand(portal: Portal, pytestconfig: pytest.Config) -> None:
    asked = pytestconfig.getoption("--hypothesis-seed")
    seed = int(asked) if asked else secrets.randbelow(2**32)
    assert sum(fuzzed(portal, 100, seed) for fuzzed in FUZZERS) >= 10_000
    check_what_is_left(portal)


def test_what_was_found_once(portal: Portal) -> None:
    """Numbers longer than the database counts to or Python reads; halves of characters, by way of the charset; the
    methods that an address has in more than one route, or in none."""
    person = portal.sign_in()
    keys = {"csrf": person.csrf, "form_key": "once"}
    cookies = {"session": person.cookie}
    with httpx.Client(base_url=portal.process.url, cookies=cookies, trust_env=False) as visitor:
        for number in ("9" * 19, "9" * 5000):
            for path in (f"/conferences/{number}", f"/conferences/{number}/live", f"/history/{number}.csv"):
                assert visitor.get(path).status_code == 404
        plan = {"subject": "x", "immediate": "on", "minutes": "30", "size": "5", "extend_by": "0", "reminder": "0"}
        edited = visitor.post("/conferences/1/edit", data=keys | plan | {"seen": "9" * 5000})
        assert edited.status_code in (409, 422)
        part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--x--\r\n'
        kind = {"Content-Type": "multipart/form-data; charset=unicode_escape; boundary=x"}
        assert visitor.post("/settings/contacts/new", content=part, headers=kind).status_code == 400
        assert visitor.delete("/planning").headers["allow"] == "GET, HEAD, POST"
        assert visitor.delete("/language").headers["allow"] == "POST"
        assert visitor.delete(f"{static_path()}/portal.css").headers["allow"] == "GET, HEAD"


def test_what_was_found_once_in_backstage(portal: Portal) -> None:
    """Halves of characters, which JSON can spell; the methods of a number, which has several routes."""
    with serving.backstage(portal.process) as client:
        for field in ("login", "password", "name", "email"):
            answer = client.post("/accounts", content=json.dumps({field: "\ud800"}), headers=JSON)
            assert answer.status_code == 422
            assert field in answer.json()["error"]
        assert client.delete("/phones/375259990002").headers["allow"] == "GET, PUT"
