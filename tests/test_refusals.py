"""What `python -m portal serve` can be told, and the one sentence when it cannot serve so."""

from __future__ import annotations

import gc
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import logs, settings
from portal.__main__ import main
from tests import serving


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--port", "x"], "--port x cannot be used: give a number from 0 to 65535."),
        (["--backstage-port", "65536"], "--backstage-port 65536 cannot be used: give a number from 0 to 65535."),
        (
            ["--port", "9", "--backstage-port", "9"],
            "--port and --backstage-port are both 9: give one of them another port.",
        ),
        (["--database", "postgresql://x/y"], "no other database is supported."),
        (["--database", "sqlite://"], "give a file, as sqlite:///FILE"),
        (["--database", "/"], "it is a folder; give a file in it."),
        (["--tls", "yes"], "give self-signed, or two PEM files as CERT,KEY."),
        (["--tls", "self-signed", "--tls-profile", "old"], "give 'modern' or 'legacy'."),
        (["--tls-profile", "legacy"], "changes nothing without --tls"),
        (["--smtp", "mail.example.org"], "give a mail server as HOST:PORT"),
        (["--smtp-tls", "maybe"], "give 'auto', 'none', 'starttls' or 'tls'."),
        (["--smtp-ca", "/nowhere/ca.pem"], "give a PEM file with certificates (No such file or directory)."),
        (["--smtp-password-file", "/nowhere/key"], "give a file whose first line is the password (No such file"),
        (["--smtp-user", "portal"], "changes nothing without --smtp: add --smtp HOST:PORT."),
        (["--smtp-user", "portal", "--smtp", "mail.example.org:25"], "set PORTAL_SMTP_PASSWORD or give"),
        (["--metrics-from", "localhost"], "give addresses or networks by comma, as 192.0.2.7,198.51.100.0/24."),
        (["--mail-from", "nobody"], "give an address, as portal@example.org"),
        (["--mail-from", "a@example.org\nBcc: b@example.org"], "give an address"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(options: list[str], told: str) -> None:
    with pytest.raises(settings.Unusable) as refusal:
        settings.read(["serve", *options])
    assert told in str(refusal.value)
    assert str(refusal.value).startswith(options[0])


def test_every_option_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line wins; an empty variable is none; what is wrong names the variable."""
    for name, value in {"PORT": "9000", "BACKSTAGE_PORT": "", "DEMO": "true", "SMTP": "localhost:25"}.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    found = settings.read(["serve", "--smtp", "localhost:26"])
    assert isinstance(found, settings.Settings)
    assert (found.port, found.backstage_port, found.demo, found.smtp) == (9000, None, True, "localhost:26")
    monkeypatch.setenv("PORTAL_PORT", "x")
    with pytest.raises(settings.Unusable, match="PORTAL_PORT=x cannot be used"):
        settings.read(["serve"])


def test_help_teaches_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        settings.read(["serve", "--help"])
    assert ending.value.code == 0
    shown = capsys.readouterr().out
    for field in settings.Settings.model_fields:
        assert f"--{field.replace('_', '-')}" in shown
        assert f"PORTAL_{field.upper()}" in shown


def test_a_usage_error_ends_with_2() -> None:
    code, told = serving.refused("--tls", "yes")
    assert (code, told.count("\n")) == (2, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def cannot_run(folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[list[str], str]]:
    """Options that cannot be served with here, and what is said about them."""
    match request.param:
        case "port taken":
            with socket.create_server(("127.0.0.1", 0)) as other:
                port = str(other.getsockname()[1])
                yield ["--port", port], f"Port {port} on 127.0.0.1 is taken by another program: end that program or"
        case "host unknown":
            yield ["--host", "203.0.113.1"], "203.0.113.1 is no address of this machine: give --host one that is"
        case "no folder":
            yield ["--database", str(folder / "no" / "x")], f"The folder {folder / 'no'} does not exist: make it or"
        case "not writable":
            yield ["--database", "/proc/portal.sqlite3"], "The folder /proc cannot be written"
        case "not a database":
            (folder / "letter.txt").write_text("Dear all, this is a letter and no database." * 99)
            yield ["--database", str(folder / "letter.txt")], "is no SQLite database; choose another file"
        case "newer version":
            file = folder / "newer.sqlite3"
            with sqlite3.connect(file) as database:
                database.execute("CREATE TABLE alembic_version (version_num TEXT)")
                database.execute("INSERT INTO alembic_version VALUES ('9999')")
            database.close()
            yield ["--database", str(file)], "is from a newer version of the portal"
        case "locked":
            file = folder / "locked.sqlite3"
            database = sqlite3.connect(file, isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            yield ["--database", str(file)], "is locked by another program; close it or choose another file"
            database.close()
        case "no certificate":
            yield ["--tls", f"{folder}/c.pem,{folder}/k.pem"], "cannot be used (No such file or directory)"


Refuse = Callable[..., tuple[int, str]]


@pytest.fixture
def refused_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Refuse]:
    """`serving.refused` without a process; what `main` does to the process that it takes for its own is undone."""
    monkeypatch.setattr(logs, "start", lambda: None)
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def refused(*options: str) -> tuple[int, str]:
        code = main(["serve", "--port", "0", *options])
        said, told = capsys.readouterr()
        assert said == ""
        return code, told

    yield refused
    gc.enable()
    for number, handler in signals.items():
        signal.signal(number, handler)


IN_A_PROCESS = ("port taken", "host unknown")  # the first thing looked at, and so quickly told; the rest takes a second


@pytest.mark.parametrize(
    "cannot_run",
    [
        "port taken",
        "host unknown",
        "no folder",
        "not writable",
        "not a database",
        "newer version",
        pytest.param("locked", marks=pytest.mark.nightly),
        "no certificate",
    ],
    indirect=True,
)
def test_what_cannot_run_is_told_in_a_sentence(
    cannot_run: tuple[list[str], str], folder: Path, refused_here: Refuse, request: pytest.FixtureRequest
) -> None:
    """Exit code 1, one line that says what and what to do, no traceback."""
    options, sentence = cannot_run
    refused = serving.refused if request.node.callspec.params["cannot_run"] in IN_A_PROCESS else refused_here
    code, told = refused("--database", str(folder / "portal.sqlite3"), *options)
    assert (code, told.count("\n")) == (1, 1), told
    assert sentence in told
    assert told.startswith("portal: ")
