"""The mail server: encrypted, logged in at, believed or not; and what is told of mail that does not leave."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from portal import relay, tls
from portal.settings import Settings, Unusable, read
from tests import core, serving
from tests.core import Core
from tests.test_delivery import ANNA, IVAN, REFUSED, Server, deliver, plan_reminders, waiting

USER, PASSWORD = "portal", "тайна-тайна"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Core]:
    made = core.begin(tmp_path / "portal.sqlite3")
    plan_reminders(made, ANNA)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext, Path]:
    """A mail server's certificate, the server side of TLS with it, and the certificate of somebody else."""
    folder = tmp_path_factory.mktemp("certificates")
    settings = [Settings.model_validate({"database": str(folder / name), "tls": "self-signed"}) for name in "ab"]
    mine, _ = (tls.context(each) for each in settings)
    return folder / "a.cert.pem", mine, folder / "b.cert.pem"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Lets in whoever knows name and password. The arguments are aiosmtpd's."""
    assert isinstance(data, LoginPassword)
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False, auth_data=f"{USER} by {mechanism}" if known else None)


@pytest.mark.parametrize(
    ("how", "offers", "encrypted"),
    [
        ("auto", "tls_context", True),
        ("starttls", "tls_context", True),
        ("tls", "ssl_context", True),
        ("none", "tls_context", False),
        ("auto", "", False),
    ],
)
def test_mail_is_encrypted(
    portal: Core, certificates: tuple[Path, ssl.SSLContext, Path], how: str, offers: str, encrypted: bool
) -> None:
    """As it was said; on this machine nobody need vouch for the server."""
    offered: dict[str, Any] = {offers: certificates[1]} if offers else {}
    with Server(**offered) as server:
        deliver(portal, server.address, minutes=105, smtp_tls=how)
        assert server.seen == [(encrypted, "")]


def test_a_server_that_cannot_encrypt_gets_nothing_where_it_must(portal: Core) -> None:
    with Server() as server:
        deliver(portal, server.address, minutes=105, smtp_tls="starttls")
        assert server.taken == []
    assert "STARTTLS" in waiting(portal)[0][2]


@pytest.mark.parametrize("how", ["tls", "starttls", "auto"])
def test_somebody_must_vouch_for_the_server(
    portal: Core, certificates: tuple[Path, ssl.SSLContext, Path], how: str
) -> None:
    """With --smtp-ca the certificate is verified, here too; one that is not vouched for gets nothing."""
    certificate, context, another = certificates
    offered: dict[str, Any] = {"ssl_context" if how == "tls" else "tls_context": context}
    with Server(**offered) as server:
        deliver(portal, server.address, minutes=105, smtp_tls=how, smtp_ca=str(another))
        assert server.taken == []
        assert "certificate verify failed" in waiting(portal)[0][2].lower()
        deliver(portal, server.address, minutes=1, smtp_tls=how, smtp_ca=str(certificate))
        assert [recipient for recipient, _ in server.taken] == [ANNA]


@pytest.mark.parametrize(
    ("smtp", "how", "user", "encryption", "verified"),
    [
        ("mail.example.org:25", "auto", "", (False, None), True),
        ("mail.example.org:587", "auto", "portal", (False, True), True),
        ("mail.example.org:465", "auto", "", (True, False), True),
        ("mail.example.org:25", "none", "", (False, False), True),
        ("mail.example.org:25", "tls", "", (True, False), True),
        ("localhost:25", "auto", "portal", (False, None), False),
        ("[::1]:25", "starttls", "", (False, True), False),
        ("127.0.0.1.example.org:25", "auto", "portal", (False, True), True),
    ],
)
def test_how_a_server_is_spoken_to(
    smtp: str, how: str, user: str, encryption: tuple[bool, bool | None], verified: bool
) -> None:
    """A log-in at another machine is always encrypted, and another machine always verified."""
    settings = Settings.model_validate({"smtp": smtp, "smtp_tls": how, "smtp_user": user})
    assert relay.encryption(settings) == encryption
    context = relay.trust(settings)
    assert (context.verify_mode == ssl.CERT_REQUIRED) == context.check_hostname == verified


@pytest.mark.parametrize("mechanism", ["LOGIN", "PLAIN"])
def test_the_portal_logs_in(
    portal: Core, certificates: tuple[Path, ssl.SSLContext, Path], mechanism: str, tmp_path: Path
) -> None:
    """By either mechanism; the wrong password leaves the mail where it is."""
    other = {"LOGIN": "PLAIN", "PLAIN": "LOGIN"}[mechanism]
    options: dict[str, Any] = {
        "tls_context": certificates[1], "auth_required": True, "authenticator": authenticate
    }  # fmt: skip
    with Server(**options, auth_exclude_mechanism=[other]) as server:
        deliver(portal, server.address, minutes=105, smtp_user=USER, smtp_password="falsch")
        ((_, attempts, error),) = waiting(portal)
        assert (attempts, "535" in error, "falsch" in error) == (1, True, False)
        file = tmp_path / "password"
        file.write_text(f"{PASSWORD}\n")
        deliver(portal, server.address, minutes=1, smtp_user=USER, smtp_password_file=str(file))
        assert server.seen == [(True, f"{USER} by {mechanism}")]


def test_the_password_is_never_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment it is read, and it prints as nothing."""
    with pytest.raises(SystemExit) as ending:
        read(["serve", "--smtp-password", PASSWORD])
    assert ending.value.code == 2
    monkeypatch.setenv("PORTAL_SMTP_PASSWORD", PASSWORD)
    found = read(["serve", "--smtp", "mail.example.org:587", "--smtp-user", USER])
    assert isinstance(found, Settings)
    assert found.smtp_secret == PASSWORD
    assert PASSWORD not in repr(found)
    with pytest.raises(Unusable, match="--smtp-tls none would send the password of --smtp-user readably"):
        read(["serve", "--smtp", "mail.example.org:587", "--smtp-user", USER, "--smtp-tls", "none"])


def letters(backstage: httpx.Client) -> list[tuple[str, str, int, str | None]]:
    """The outbox as backstage tells it: recipient, state, attempts, next attempt."""
    told = backstage.get("/outbox").json()
    return [(letter["recipient"], letter["state"], letter["attempts"], letter["next_at"]) for letter in told]


def test_what_does_not_leave_is_known(portal: Core, tmp_path: Path) -> None:
    """To backstage, to the figures and in the log, which names no mailbox; faults of mail do as they say."""
    portal.database.close()
    with (
        serving.served(tmp_path) as process,
        serving.backstage(process) as backstage,
    ):

        def wait(minutes: float) -> None:
            backstage.post("/clock/advance", json={"seconds": minutes * 60})

        backstage.post("/faults", json={"kind": "smtp_greylist", "times": 1})
        wait(105)
        assert letters(backstage) == [(ANNA, "queued", 1, "2026-11-23T08:46:00Z")]
        assert "Greylisted" in backstage.get("/outbox").json()[0]["error"]
        assert 'portal_mail{state="waiting"} 1.0' in httpx.get(f"{process.url}/metrics", trust_env=False).text
        down = backstage.post("/faults", json={"kind": "smtp_down"}).json()["id"]
        for minutes in (1, 5):
            wait(minutes)
        assert letters(backstage) == [(ANNA, "queued", 3, "2026-11-23T09:06:00Z")]
        backstage.delete(f"/faults/{down}")
        wait(15)
        assert letters(backstage) == [(ANNA, "sent", 4, None)]
        (greylisting,) = backstage.get("/faults").json()
        assert (greylisting["struck"], len(backstage.get("/mailbox", params={"to": ANNA}).json())) == (1, 1)
        assert "mail.failed" not in process.log_since(0)


def test_what_has_failed_is_known(portal: Core, tmp_path: Path) -> None:
    plan_reminders(portal, REFUSED, IVAN)
    portal.database.close()
    with (
        Server() as server,
        serving.served(tmp_path, "--smtp", server.address) as process,
        serving.backstage(process) as backstage,
    ):
        backstage.post("/clock/advance", json={"seconds": 105 * 60})
        assert [letter[:3] for letter in letters(backstage)] == [
            (ANNA, "sent", 1), (ANNA, "sent", 1), (REFUSED, "failed", 1), (IVAN, "sent", 1)
        ]  # fmt: skip
        assert 'portal_mail{state="failed"} 1.0' in httpx.get(f"{process.url}/metrics", trust_env=False).text
        log = serving.log(process)
        (line,) = [line for line in log if line["event"] == "mail.failed"]
        assert line["level"] == "error"
        assert line["message_id"] == backstage.get("/outbox").json()[2]["message_id"]
        assert "n…@example.net" in json.dumps(log, ensure_ascii=False)
        assert REFUSED not in process.log_since(0)
