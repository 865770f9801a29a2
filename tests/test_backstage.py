"""Backstage: who may come in, what its API answers, and that the public port knows nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.process import PortalProcess
from portal.domain.plan import Invitee, Plan
from portal.services import booking
from tests import core, serving

OPERATIONS = {
    "/clock": "GET",
    **{f"/clock/{change}": "POST" for change in ("freeze", "resume", "advance")},
    "/reset": "POST",
    "/accounts": "POST",
    "/accounts/many": "POST",
    "/accounts/{login}/past": "POST",
    "/phones/{number}": "GET PUT",
    **{f"/phones/{{number}}/{act}": "POST" for act in ("dial", "hang-up")},
    **{path: "GET" for path in ("/captcha/{challenge}", "/mailbox", "/outbox", "/events", "/audit")},
    "/faults": "GET POST DELETE",
    "/faults/{fault_id}": "DELETE",
}
FROZEN = "2026-11-23T07:00:00Z"
NUMBER = "/phones/+375259990002"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalProcess]:
    with serving.served(tmp_path_factory.mktemp("backstage"), "--host", "0.0.0.0") as running:
        yield running


@pytest.fixture
def backstage(process: PortalProcess) -> Iterator[httpx.Client]:
    """Backstage of an empty portal with a clock that stands."""
    with serving.backstage(process) as client:
        assert client.post("/reset", json={}).status_code == 204
        assert client.post("/clock/freeze", json={"at": FROZEN}).status_code == 200
        yield client


@pytest.fixture
def visitor(process: PortalProcess) -> Iterator[httpx.Client]:
    """Somebody at the public port."""
    with httpx.Client(base_url=process.url, trust_env=False) as client:
        yield client


def refusal(answer: httpx.Response) -> str:
    """The one sentence that every refusal is."""
    told = answer.json()
    assert list(told) == ["error"]
    assert told["error"].endswith(".")
    return str(told["error"])


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}


@pytest.mark.parametrize("path", ["/clock", "/openapi.json", "/mailbox", "/nowhere"])
@pytest.mark.parametrize("sent", [None, "Bearer wrong", "Bearer é", "Basic eDp5"])
def test_without_the_token_nobody_comes_in(process: PortalProcess, path: str, sent: str | None) -> None:
    headers = [] if sent is None else [(b"Authorization", sent.encode("latin-1"))]
    answer = httpx.get(f"{process.backstage_url}/backstage/v1{path}", headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer TOKEN" in refusal(answer)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""])
def test_under_another_name_nobody_comes_in(backstage: httpx.Client, host: str) -> None:
    answer = backstage.get("/clock", headers={"Host": host})
    assert answer.status_code == 403
    assert "Host" in refusal(answer)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1", "[::1]:9"])
def test_names_of_this_machine(backstage: httpx.Client, host: str) -> None:
    assert backstage.get("/clock", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_changes_something_comes_as_json(backstage: httpx.Client, kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    for method, path in (("POST", "/reset"), ("PUT", NUMBER)):
        answer = backstage.request(method, path, content=b"{}", headers=headers)
        assert answer.status_code == 415
        assert "application/json" in refusal(answer)


def test_the_public_port_knows_nothing_of_it(visitor: httpx.Client, process: PortalProcess) -> None:
    answer = visitor.get("/backstage/v1/clock", headers={"Authorization": f"Bearer {process.token}"})
    assert answer.status_code == 404
    assert httpx.get(process.backstage_url, trust_env=False).status_code == 401


def test_it_listens_on_the_loopback_though_the_portal_does_everywhere(process: PortalProcess) -> None:
    def listens(address: str, url: str) -> bool:
        port = int(url.rpartition(":")[2])
        return f" {address}:{port:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text()

    assert listens("0100007F", process.backstage_url)
    assert listens("00000000", process.url)


def test_its_document_describes_it(backstage: httpx.Client) -> None:
    document = backstage.get("/openapi.json").json()
    assert operations(document) == {
        (method, f"/backstage/v1{path}") for path, methods in OPERATIONS.items() for method in methods.split()
    }
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"HTTPBearer": []}]
            assert operation["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("GET", "/nowhere", None, 404, "There is nothing at"),
        ("DELETE", "/clock", None, 405, "DELETE is not possible"),
        ("GET", "/captcha/none", None, 404, "used, expired, or never made"),
        ("POST", "/clock/freeze", {"at": "2026-11-23T07:00:00"}, 422, "timezone"),
        ("POST", "/clock/freeze", {"when": FROZEN}, 422, "when"),
        ("POST", "/clock/advance", {"seconds": -1}, 422, "seconds"),
        ("POST", "/clock/advance", {}, 422, "seconds"),
        ("POST", "/accounts", {"login": "+375259991000"}, 422, "375 and nine digits"),
        ("PUT", NUMBER, {"kind": "sings"}, 422, "kind"),
        ("GET", "/phones/112", None, 422, "Short and emergency"),
        ("GET", "/phones/+88161234567", None, 422, "Satellite"),
        ("GET", "/phones/+979123456789", None, 422, "Premium-rate"),
        ("POST", f"{NUMBER}/dial", {"password": "1"}, 422, "conference"),
        ("GET", "/events?conference=x", None, 422, "conference"),
        ("GET", "/events?conference=9223372036854775808", None, 422, "conference"),
        ("GET", "/events?conference=-1", None, 422, "conference"),
        ("POST", "/clock/freeze", {"at": "0001-01-01T00:00:00+14:00"}, 422, "2000-01-01"),
        ("POST", "/clock/freeze", {"at": "9999-12-31T23:59:59Z"}, 422, "2100-01-01"),
        ("POST", "/accounts", {"international": 0}, 422, "international"),
        ("PUT", NUMBER, {"kind": "busy", "after": "2"}, 422, "after"),
        ("DELETE", "/faults/9", None, 404, "/faults/9 is not there"),
        ("DELETE", "/faults/x", None, 422, "fault_id"),
        ("POST", "/faults", {"kind": "earthquake"}, 422, "'latency'"),
        (
            "POST",
            "/faults",
            {"kind": "status", "on": "POST /planing", "status": 500},
            422,
            "did you mean POST /planning",
        ),
        ("POST", "/faults", {"kind": "reset", "on": "database"}, 422, "there is no database"),
        ("POST", "/faults", {"kind": "smtp_down", "on": "*"}, 422, "smtp"),
        ("POST", "/faults", {"kind": "status", "on": "*"}, 422, "status: Field required"),
        ("POST", "/faults", {"kind": "status", "on": "*", "status": 200}, 422, "greater than or equal to 400"),
        ("POST", "/faults", {"kind": "latency", "on": "*", "seconds": 61}, 422, "less than or equal to 60"),
        ("POST", "/faults", {"kind": "latency", "on": "*", "seconds": {"distribution": "zipf"}}, 422, "'lognormal'"),
        ("POST", "/faults", {"kind": "reset", "on": "*", "count": 0}, 422, "count"),
        ("POST", "/faults", {"kind": "reset", "on": "*", "probability": 1.5}, 422, "probability"),
        ("POST", "/faults", {"kind": "reset", "on": "*", "expires_in": 86400}, 422, "less than or equal to 3600"),
        ("POST", "/faults", {"kind": "reset", "on": "*", "who": "Анна"}, 422, "who"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    backstage: httpx.Client, method: str, path: str, body: object, status: int, told: str
) -> None:
    answer = backstage.request(method, path, json=body)
    assert answer.status_code == status
    assert told in refusal(answer)


def test_half_a_body_is_told_too(backstage: httpx.Client) -> None:
    for body, status in ((b'{"at": ', 422), (b'{"at": ' + b"9" * 5000, 400), (b"[" * 100_000, 400)):
        answer = backstage.post("/clock/freeze", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        assert refusal(answer)


def test_the_clock(backstage: httpx.Client) -> None:
    """Frozen it stands, advanced it stands later, resumed it goes on from there; running it can be advanced too."""
    assert backstage.get("/clock").json() == {"mode": "frozen", "now": FROZEN}
    assert backstage.post("/clock/advance", json={"seconds": 90}).json() == {"now": "2026-11-23T07:01:30Z", "ran": []}
    assert backstage.post("/clock/freeze", json={}).json() == {"mode": "frozen", "now": "2026-11-23T07:01:30Z"}
    running = backstage.post("/clock/resume", json={}).json()
    assert running["mode"] == backstage.post("/clock/resume", json={}).json()["mode"] == "running"
    assert running["now"].startswith("2026-11-23T07:01:3")
    later = backstage.post("/clock/advance", json={"seconds": 3600}).json()["now"]
    assert later.startswith("2026-11-23T08:0")


def test_accounts_are_issued(backstage: httpx.Client, visitor: httpx.Client) -> None:
    """What is left out is made up, one log-in after the other; what is made can log in; the same one only once."""
    first, second = (backstage.post("/accounts", json={}) for _ in range(2))
    assert (first.status_code, first.json()["login"]) == (201, "375259991000")
    assert second.json()["login"] == "375259991001"
    wanted = {"login": "375291234567", "password": "тайна-тайна", "name": "Ольга Новик", "email": "olga@example.org"}
    assert backstage.post("/accounts", json=wanted).json() == wanted
    assert "exists already" in refusal(backstage.post("/accounts", json=wanted))
    for issued in (first.json(), wanted):
        visitor.cookies.clear()
        answer = serving.log_in(visitor, backstage, issued["login"], issued["password"])
        assert (answer.status_code, answer.headers.get("location")) == (303, "/planning")


def test_many_accounts_are_issued_at_once(backstage: httpx.Client, visitor: httpx.Client) -> None:
    """They go on where single ones have ended, all with one password, which is checked; more than there are is told."""
    backstage.post("/accounts", json={})
    issued = backstage.post("/accounts/many", json={"count": 2000}).json()["accounts"]
    assert [account["login"] for account in issued] == [str(375259991001 + n) for n in range(2000)]
    assert len({account["password"] for account in issued}) == 1
    assert serving.log_in(visitor, backstage, issued[-1]["login"], issued[0]["password"]).status_code == 303
    assert backstage.post("/accounts", json={}).json()["login"] == "375259993001"
    assert "Only 6998" in refusal(backstage.post("/accounts/many", json={"count": 7000}))


def test_the_password_of_a_made_up_account_is_checked(backstage: httpx.Client, visitor: httpx.Client) -> None:
    issued = backstage.post("/accounts", json={}).json()
    assert serving.log_in(visitor, backstage, issued["login"], "something else").status_code == 422


def test_an_account_without_the_service_cannot_log_in(backstage: httpx.Client, visitor: httpx.Client) -> None:
    issued = backstage.post("/accounts", json={"service": False}).json()
    answer = serving.log_in(visitor, backstage, issued["login"], issued["password"])
    assert answer.status_code == 422
    assert "не подключена" in answer.text


def test_a_telephone_behaves_as_told(backstage: httpx.Client) -> None:
    """By convention until told; numbers are read as people write them."""
    path = "/phones/+375259990201"
    busy = {"kind": "busy", "after": 2, "hangs_up_after": None}
    told = {"kind": "answers", "after": 7, "hangs_up_after": 30}
    assert backstage.get(path).json() == {"number": "+375259990201", "behaviour": busy, "calls": []}
    assert backstage.put(path, json=told).json()["behaviour"] == told
    assert backstage.get("/phones/80259990201").json()["behaviour"] == told
    dialled = backstage.post(f"{path}/dial", json={"conference": "123456"})
    assert dialled.json() == {"outcome": "refused", "reason": "wrong"}
    assert backstage.post(f"{path}/hang-up", json={}).status_code == 204


def test_a_conference_leaves_its_traces(process: PortalProcess, backstage: httpx.Client) -> None:
    """A reminded conference with one who is called: its timers, the call, the events, the mail; then a reset."""
    prepared = core.begin(process.folder / "portal.sqlite3")
    row = Invitee("+375259990105", "Иван", "ivan@example.org")
    plan = Plan(
        subject="Планерка",
        starts_at=core.MONDAY.replace(hour=12),
        invitees=(row,),
        own_telephone=False,
        auto_invite=True,
        reminder=15,
        guest_password=True,
    )
    conference = prepared.do(lambda work: booking.schedule(work, prepared.account, plan))
    prepared.database.close()
    backstage.post("/clock/advance", json={"seconds": 0})  # the invitation leaves before the reminder is due
    ran = backstage.post("/clock/advance", json={"seconds": 2 * 3600 + 4}).json()["ran"]
    assert [one["kind"] for one in ran] == ["remind", "open", "start", "phone.ring", "phone.answer"]
    assert {one["ref"] for one in ran} == {conference}
    assert ran[0]["due"] == "2026-11-23T08:45:00Z"

    invitation, mail = backstage.get("/mailbox", params={"to": "ivan@example.org"}).json()
    assert mail["to"] == "ivan@example.org"
    assert "Приглашение" in invitation["subject"] and invitation["received_at"] < mail["received_at"]
    assert "Напоминание" in mail["subject"] and "Планерка" in mail["subject"]
    assert "Номер конференции" in mail["text"]
    assert mail["ics"].startswith("BEGIN:VCALENDAR")
    assert "\nFrom: " in mail["source"]
    assert backstage.get("/mailbox", params={"to": "anna@example.org"}).json() == []
    assert len(backstage.get("/mailbox").json()) == 2

    (call,) = backstage.get("/phones/+375259990105").json()["calls"]
    assert (call["direction"], call["state"], call["muted"]) == ("out", "talking", False)
    assert call["answered_at"] == "2026-11-23T09:00:02Z"
    assert backstage.post("/phones/+375259990105/hang-up", json={}).status_code == 204
    (call,) = backstage.get("/phones/+375259990105").json()["calls"]
    assert (call["state"], call["result"]) == ("ended", "hung up")

    answer = backstage.get("/events", params={"conference": conference})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    events = [json.loads(line) for line in answer.text.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert [event["type"] for event in events][-1] == "leg.ended"
    assert set(events[0]) == {"conference", "seq", "at", "type", "data", "cause", "command"}
    assert backstage.get("/events", params={"conference": conference + 1}).text == ""

    assert backstage.post("/reset", json={}).status_code == 204
    assert backstage.get("/clock").json()["mode"] == "running"
    assert (backstage.get("/events").text, backstage.get("/mailbox").json()) == ("", [])
    assert backstage.get("/phones/+375259990105").json()["calls"] == []
