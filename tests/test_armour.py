"""The public application in this process, as visitors from anywhere meet it: accounts that cannot be told apart,
cookies and headers over http and https, limits, addresses that lead nowhere else."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from argon2 import extract_parameters
from argon2.low_level import Type
from httpx import Response
from sqlalchemy import select, update

from portal.domain.refusals import Refused
from portal.runtime import Runtime
from portal.services import accounts, passwords, sessions
from portal.settings import Settings
from portal.store.schema import accounts as account_rows
from portal.store.schema import captchas
from portal.web.app import create
from tests import core
from tests.core import MONDAY, Core
from tests.serving import form_of

ELSEWHERE = "203.0.113.7"
KNOWN, WITHOUT, DEMO, UNKNOWN = "375259991000", "375259991001", "375259991002", "375259998888"
FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass
class Visitor:
    """Somebody's browser, which speaks to the application without a network, on a loop in a thread of its own."""

    client: httpx.AsyncClient
    loop: BlockingPortal

    def get(self, path: str, **headers: str) -> Response:
        return self.loop.call(lambda: self.client.get(path, headers=headers))

    def post(self, path: str, data: dict[str, str] | bytes, kind: str = FORM) -> Response:
        content = data if isinstance(data, bytes) else urlencode(data).encode()
        return self.loop.call(lambda: self.client.post(path, content=content, headers={"Content-Type": kind}))


@dataclass
class House:
    core: Core
    verified: list[str] = field(default_factory=list)

    @contextmanager
    def visitor(self, address: str = ELSEWHERE, scheme: str = "http", **options: int) -> Iterator[Visitor]:
        app = create(Runtime(Settings.model_validate(options), self.core.database))
        transport = httpx.ASGITransport(app, client=(address, 50000))
        with start_blocking_portal() as loop:
            yield Visitor(httpx.AsyncClient(transport=transport, base_url=f"{scheme}://portal.example"), loop)

    def log_in(self, visitor: Visitor, login: str, password: str = "wrong password") -> Response:
        form = form_of(visitor.get("/").text)
        where = captchas.c.id == form["challenge"]
        code: Any = self.core.do(lambda work: work.db.execute(select(captchas.c.answer).where(where)).scalar_one())
        return visitor.post("/login", data=form | {"account": login, "password": password, "code": code})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(core.begin(tmp_path / "portal.sqlite3"))
    verify = passwords.verify

    def counted(hash_: str, password: str) -> bool:
        made.verified.append(hash_.rpartition("$")[0].rpartition("$")[0])
        return verify(hash_, password)

    monkeypatch.setattr(passwords, "verify", counted)
    hashed = passwords.make("Konferencia-2026")
    made.core.do(lambda work: accounts.issue(work, WITHOUT, hashed, "", "", service=False))
    made.core.do(lambda work: accounts.issue(work, DEMO, hashed, "", "", demo=True))
    made.core.do(lambda work: work.db.execute(update(account_rows).values(password_hash=hashed)))
    yield made
    made.core.database.close()


def test_a_password_is_kept_as_an_expensive_hash() -> None:
    """argon2id with 19 MiB and 2 passes (ASVS 11.4.2); what stands for an unknown account's costs exactly as much."""
    real = extract_parameters(passwords.make("Konferencia-2026"))
    assert (real.type, real.memory_cost, real.time_cost, real.parallelism) == (Type.ID, 19456, 2, 1)
    assert extract_parameters(passwords.NOBODY) == real


@pytest.mark.parametrize("password", ["        ", "12345678", "пароль" * 10 + "конь", "\u202e" * 8])
def test_a_new_password_has_8_to_64_signs_of_any_kind(password: str) -> None:
    accounts.check_new_password(password, password)
    for other in (password[:7], password * 9):
        with pytest.raises(Refused, match=r"password_(short|long)"):
            accounts.check_new_password(other, other)


def test_accounts_cannot_be_told_apart(house: House) -> None:
    """6.3.8: the same words, the same code, the same number of hashes of the same cost, up to the lock and in it."""
    told = {}
    for login in (KNOWN, UNKNOWN, WITHOUT, DEMO):
        house.verified.clear()
        with house.visitor() as visitor:
            answers = [house.log_in(visitor, login) for _ in range(6)]
        texts = [re.sub(r'value="[^"]*"|/captcha/[\w-]+', "", answer.text) for answer in answers]
        told[login] = ([answer.status_code for answer in answers], texts, list(house.verified))
    assert all(one == told[KNOWN] for one in told.values())
    assert told[KNOWN][2] == ["$argon2id$v=19$m=19456,t=2,p=1"] * 5


def test_right_words_let_in_with_a_new_session(house: House) -> None:
    """7.2.4: another cookie than before the log-in, and the one before is nobody's; after «Выход» (7.4.1) neither."""
    with house.visitor() as visitor:
        visitor.get("/")
        before = visitor.client.cookies["session"]
        assert house.log_in(visitor, KNOWN, "Konferencia-2026").headers["location"] == "/planning"
        after = visitor.client.cookies["session"]
        shown = visitor.get("/planning")
        assert shown.status_code == 200 and before != after
        visitor.post("/logout", data=form_of(shown.text))
        for cookie in (before, after):
            visitor.client.cookies = httpx.Cookies({"session": cookie})
            assert visitor.get("/planning").status_code == 303


@pytest.mark.parametrize(
    ("scheme", "cookie"),
    [
        ("http", "session=…; httponly; path=/; samesite=lax"),
        ("https", "__host-session=…; httponly; path=/; samesite=lax; secure"),
    ],
)
def test_the_cookie_of_a_session(house: House, scheme: str, cookie: str) -> None:
    """3.3.1 to 3.3.4; the value holds 256 random bits (7.2.3), and ends with the browser."""
    with house.visitor(scheme=scheme) as visitor:
        (sent,) = visitor.get("/").headers.get_list("set-cookie")
    assert re.sub("=[^;]+", "=…", sent.lower(), count=1) == cookie
    assert len(sent.partition("=")[2].partition(";")[0]) == 43


@pytest.mark.parametrize("path", ["/", "/help", "/nowhere", "/planning", "/logout", "/captcha/x.png", "/healthz"])
def test_the_headers_of_every_answer(house: House, path: str) -> None:
    """3.4: no script or style but files of ours, in no frame, no guessing of kinds, kept by nobody; https from then."""
    with house.visitor() as plain, house.visitor(scheme="https") as secure:
        answer, over_https = plain.get(path), secure.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers and "access-control-allow-origin" not in answer.headers
    assert "strict-transport-security" not in answer.headers
    assert over_https.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def multipart(parts: int, name: str = "a", file: str = "") -> tuple[bytes, str]:
    disposition = f'form-data; name="{name}"' + file
    content = "".join(f"--x\r\nContent-Disposition: {disposition}\r\n\r\n1\r\n" for _ in range(parts)) + "--x--\r\n"
    return content.encode(), "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((b"a=" + b"a" * 262_142, FORM), 422),
        ((b"a=" + b"a" * 262_143, FORM), 413),
        ((b"a=1&" * 999 + b"a=1", FORM), 422),
        ((b"a=1&" * 1000 + b"a=1", FORM), 400),
        (("a=й".encode(), FORM), 400),
        (multipart(1000), 422),
        (multipart(1001), 400),
        (multipart(2, file='; filename="a.csv"'), 400),
        (multipart(1, name="a" * 263_000), 413),
        ((b"--y", "multipart/form-data; boundary=x"), 400),
        ((b"", "multipart/form-data"), 400),
        ((b"{}", "application/json"), 415),
    ],
)
def test_a_request_has_its_limits(house: House, sent: tuple[bytes, str], code: int) -> None:
    """256 kB and 1000 fields, one file; more is refused in a sentence, whatever kind of form it comes in."""
    with house.visitor() as visitor:
        answer = visitor.post("/language", *sent)
    assert answer.status_code == code
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("host", ["evil.example", "portal.example:99", "evil.example\\@portal.example"])
def test_the_name_it_is_called_by_is_never_said_again(house: House, host: str) -> None:
    """Neither in a page nor in where it leads: every address begins with one slash."""
    with house.visitor() as visitor:
        for path in ("/", "/help", "/planning", "/help/", "/nowhere"):
            answer = visitor.get(path, **{"Host": host, "X-Forwarded-Host": "evil.example"})
            assert "evil" not in answer.text
            assert re.fullmatch(r"|/[^/\\].*|/", answer.headers.get("location", ""))


def test_pictures_are_drawn_for_an_address_so_often_a_minute(house: House) -> None:
    """2.4.1: and with them passwords are verified; then 429, in a page that says when. This machine has no limit."""
    with house.visitor(max_pictures=3) as visitor:
        codes = [visitor.get("/").status_code for _ in range(4)]
        refused = [visitor.get("/"), visitor.post("/captcha", data={}), visitor.post("/login", data={})]
        assert visitor.get("/help").status_code == 200
        visitor.client.cookies.set("session", house.core.do(lambda w: sessions.open_(w, house.core.account)).cookie)
        assert visitor.get("/").headers["location"] == "/planning", "who is signed in needs no picture"
    assert codes == [200, 200, 200, 429]
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in refused] == [(429, "60")] * 3
    assert "Подождите минуту" in refused[0].text
    with house.visitor("127.0.0.1", max_pictures=3) as here:
        assert {here.get("/").status_code for _ in range(5)} == {200}


def test_the_passwords_of_a_conference_are_drawn_by_the_system(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """11.5.1: six digits each from `secrets`, evenly, the two never the same."""
    drawn = iter([0, 123_456, 123_456, 7])
    asked: list[int] = []

    def below(limit: int) -> int:
        asked.append(limit)
        return next(drawn)

    monkeypatch.setattr(secrets, "randbelow", below)
    made = house.core.schedule(immediate=False, starts_at=MONDAY.replace(hour=12), guest_password=True)
    conference = house.core.conference(made)
    drawn_so = (conference.number, conference.chair_password, conference.guest_password)
    assert drawn_so == ("100000", "123456", "000007")
    assert asked == [900_000, 1_000_000, 1_000_000, 1_000_000]
