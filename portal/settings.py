"""What `python -m portal serve` can be told: on the command line, or as PORTAL_… in the environment.

The command line wins over the environment. Whatever is wrong is told in one sentence (`Unusable`).
"""

from __future__ import annotations

import os
import ssl
import sys
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

import portal
from portal.domain.terms import Terms


class Unusable(Exception):
    """An option, or several together, that cannot be used. The message is a sentence for people."""


class CannotRun(Exception):
    """The command cannot be carried out here. The message is a sentence that says what and what to do."""


def state_folder() -> Path:
    """Where this user's programs keep their state: the same portal wherever it is started from."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "audio-conference-portal"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "audio-conference-portal"


def _whole(value: object, lowest: int, highest: int) -> int:
    if not str(value).isdecimal() or not lowest <= int(str(value)) <= highest:
        raise ValueError(f"give a number from {lowest} to {highest}")
    return int(str(value))


def _database(value: str) -> str:
    if "://" not in value:
        value = f"sqlite:///{Path(value).expanduser().absolute()}"
    scheme, _, file = value.partition(":///")
    if scheme != "sqlite" or not file or file == ":memory:":
        raise ValueError("give a file, as sqlite:///FILE or simply FILE; no other database is supported")
    if Path(file).is_dir():
        raise ValueError("it is a folder; give a file in it")
    return f"sqlite:///{Path(file).absolute()}"


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if value and (not host or not port.isdecimal() or not 0 < int(port) < 65536):
        raise ValueError("give a mail server as HOST:PORT, for example mail.example.org:25")
    return value


def _addresses(value: str) -> str:
    for part in filter(None, map(str.strip, value.split(","))):
        try:
            ip_network(part)
        except ValueError:
            raise ValueError("give addresses or networks by comma, as 192.0.2.7,198.51.100.0/24") from None
    return value


def _certificates(value: str) -> str:
    try:
        if value:
            ssl.create_default_context(cafile=value)
    except OSError as error:  # SSLError is one
        raise ValueError(f"give a PEM file with certificates ({error.strerror or error})") from None
    return value


def _password_file(value: str) -> str:
    try:
        if value and not Path(value).read_text("utf-8").splitlines()[:1]:
            raise ValueError("it is empty; its first line is to be the password")
    except OSError as error:
        raise ValueError(f"give a file whose first line is the password ({error.strerror})") from None
    return value


def _tls(value: str) -> str:
    parts = [part.strip() for part in value.split(",")]
    if value and value != "self-signed" and (len(parts) != 2 or not all(parts)):
        raise ValueError("give self-signed, or two PEM files as CERT,KEY")
    return value


def _sender(value: str) -> str:
    address = parseaddr(value)[1]
    if not all(address.partition("@")) or not value.isprintable():
        raise ValueError("give an address, as portal@example.org or Name <portal@example.org>")
    return value


S = TypeVar("S", bound="Kept")
Port = Annotated[int, BeforeValidator(lambda value: _whole(value, 0, 65535))]
Limit = Annotated[int, BeforeValidator(lambda value: _whole(value, 1, 9_999_999))]


class Kept(BaseSettings):
    """Where a portal keeps its state."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_ignore_empty=True, extra="ignore", frozen=True)

    database: Annotated[str, AfterValidator(_database), Field(validate_default=True)] = Field(
        default_factory=lambda: str(state_folder() / "portal.sqlite3")
    )

    @property
    def database_file(self) -> Path:
        return Path(self.database.removeprefix("sqlite:///"))


class Settings(Kept):
    """One running portal. Every field is also an environment variable: PORTAL_HOST, PORTAL_BACKSTAGE_PORT, …"""

    host: str = "127.0.0.1"
    port: Port = 8080
    backstage_port: Port | None = None
    tls: Annotated[str, AfterValidator(_tls)] = ""
    tls_profile: Literal["modern", "legacy"] = "modern"
    smtp: Annotated[str, AfterValidator(_host_and_port)] = ""
    smtp_tls: Literal["auto", "none", "starttls", "tls"] = "auto"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_password_file: Annotated[str, AfterValidator(_password_file)] = ""
    smtp_ca: Annotated[str, AfterValidator(_certificates)] = ""
    mail_from: Annotated[str, AfterValidator(_sender)] = "Аудиоконференция <conference@portal.example>"
    access_number: str = "+375 17 999-00-00"
    max_legs: Limit = 10_000
    max_conferences: Limit = 20
    max_calls: Limit = 120
    max_pictures: Limit = 120
    trusted_proxies: str = ""
    metrics_from: Annotated[str, AfterValidator(_addresses)] = ""
    demo: bool = False

    @property
    def terms(self) -> Terms:
        """What every command is held to."""
        limits = {"legs": self.max_legs, "conferences": self.max_conferences, "calls_a_minute": self.max_calls}
        return Terms(**limits, sender=self.mail_from, access_number=self.access_number)

    @property
    def smtp_address(self) -> tuple[str, int]:
        host, _, port = self.smtp.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def smtp_secret(self) -> str:
        """The password at the mail server."""
        if self.smtp_password_file:
            return Path(self.smtp_password_file).read_text("utf-8").splitlines()[0]
        return self.smtp_password.get_secret_value()


class Copy(NamedTuple):
    """A copy of the file `database` is wanted, as the new file `to`."""

    database: Path
    to: Path


DESCRIPTION = """\
The reference audio-conference portal, one process with its own database.

When it answers, it prints exactly one line of JSON on standard output:
  {"portal": "http://…", "backstage": "http://…"|null, "backstage_token": "…"|null, "pid": N, "version": "…"}
and logs one JSON object a line on standard error. SIGTERM or Ctrl-C ends it in order, a second one at once.
"""

EPILOG = """\
examples:
  python -m portal serve --demo                                try it by hand: log-ins are told on standard error
  python -m portal serve --port 0 --backstage-port 0 --database /tmp/test.sqlite3          as a test starts it
  python -m portal serve --tls self-signed --tls-profile legacy                  as an old installation speaks
  PORTAL_PORT=9000 PORTAL_SMTP=mail.example.org:25 python -m portal serve    every option also as PORTAL_…

exit codes: 0 ended in order, 1 cannot run (a sentence says why), 2 an option is wrong
"""

_OPTIONS: tuple[tuple[str, str, str], ...] = (
    ("host", "ADDRESS", "address to listen on (default 127.0.0.1: this machine only; 0.0.0.0: everybody)"),
    ("port", "N", "port to listen on (default 8080; 0 picks a free one)"),
    ("database", "URL", "sqlite:///FILE or FILE; made when absent (default: portal.sqlite3 in your state folder)"),
    ("backstage-port", "N", "also serve the test controls, on 127.0.0.1 only (0 picks a free port; default: none)"),
    ("tls", "WHICH", "serve https: self-signed (made once, kept beside the database) or CERT,KEY as PEM files"),
    ("tls-profile", "NAME", "modern: TLS 1.2 and 1.3 (default); legacy: TLS 1.0 and 1.1 only, for tests"),
    ("smtp", "HOST:PORT", "mail server (default: a mailbox inside the portal, read by backstage)"),
    ("smtp-tls", "HOW", "auto (default): encrypted if the server can, always with a log-in; none; starttls; tls"),
    ("smtp-user", "NAME", "log-in at the mail server; its password is in PORTAL_SMTP_PASSWORD or in a file"),
    ("smtp-password-file", "FILE", "file whose first line is that password, which is never given on a command line"),
    ("smtp-ca", "FILE", "PEM file of whoever vouches for the mail server (default: whom this machine trusts)"),
    ("mail-from", "ADDRESS", "sender of mail (default conference@portal.example)"),
    ("access-number", "NUMBER", "telephone number people dial to join, as shown (default +375 17 999-00-00)"),
    ("max-legs", "N", "calls at the same time in the whole portal (default 10000)"),
    ("max-conferences", "N", "conferences of one account at the same time (default 20)"),
    ("max-calls", "N", "outgoing calls of one account in a minute; further ones wait (default 120)"),
    ("max-pictures", "N", "pictures with a code for one address in a minute, this machine aside (default 120)"),
    ("trusted-proxies", "LIST", "addresses, by comma, whose X-Forwarded-For is believed (default: none)"),
    ("metrics-from", "LIST", "addresses or networks, by comma, that may read /metrics beside this machine"),
)


def parser() -> ArgumentParser:
    """The command line. Options that are not given are absent from its answer."""
    top = ArgumentParser(prog="python -m portal", description="The reference audio-conference portal.")
    top.add_argument("--version", action="version", version=portal.__version__)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    serve = commands.add_parser(
        "serve",
        help="serve the portal until told to end (see: python -m portal serve --help)",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        argument_default=SUPPRESS,
        allow_abbrev=False,
    )
    for name, metavar, text in _OPTIONS:
        serve.add_argument(f"--{name}", metavar=metavar, help=f"{text} [{_variable(name)}]")
    serve.add_argument("--demo", action="store_true", help=f"make demonstration accounts [{_variable('demo')}]")
    backup = commands.add_parser(
        "backup",
        help="copy the database, also while the portal serves from it",
        description="Copies the database to a new file and checks the copy, which can be served as it is.",
        epilog="exit codes: 0 the copy is whole, 1 there is none (a sentence says why), 2 an option is wrong",
        argument_default=SUPPRESS,
        allow_abbrev=False,
    )
    backup.add_argument("--database", metavar="URL", help="the portal's database, as for serve [PORTAL_DATABASE]")
    backup.add_argument("--to", metavar="FILE", type=Path, required=True, help="the new file; nothing is ever replaced")
    return top


def read(arguments: Sequence[str] | None = None) -> Settings | Copy:
    """What this command line and environment ask for. Raises Unusable; SystemExit(2) as argparse does."""
    given = vars(parser().parse_args(arguments))
    if given.pop("command") == "backup":
        to: Path = given.pop("to").expanduser().absolute()
        return Copy(_valid(Kept, given).database_file, to)
    settings = _valid(Settings, given)
    if settings.tls_profile == "legacy" and not settings.tls:
        raise Unusable("--tls-profile legacy changes nothing without --tls: add --tls self-signed or --tls CERT,KEY.")
    if settings.backstage_port and settings.backstage_port == settings.port:
        raise Unusable(f"--port and --backstage-port are both {settings.port}: give one of them another port.")
    if settings.smtp_user:
        _check_log_in(settings)
    return settings


def _valid(model: type[S], given: dict[str, str]) -> S:
    try:
        return model(**{name: value for name, value in given.items() if value != ""})
    except ValidationError as error:
        first = error.errors()[0]
        raise Unusable(_sentence(str(first["loc"][0]), first["input"], first["msg"], given)) from error


def _check_log_in(settings: Settings) -> None:
    if not settings.smtp:
        raise Unusable("--smtp-user changes nothing without --smtp: add --smtp HOST:PORT.")
    if not settings.smtp_secret:
        raise Unusable("--smtp-user needs a password: set PORTAL_SMTP_PASSWORD or give --smtp-password-file FILE.")
    if settings.smtp_tls == "none" and not loopback(settings.smtp_address[0]):
        raise Unusable(
            "--smtp-tls none would send the password of --smtp-user readably: give starttls or tls, or leave it out."
        )


def loopback(host: str) -> bool:
    """Whether `host` is this machine, by name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _variable(option: str) -> str:
    return "PORTAL_" + option.replace("-", "_").upper()


def _sentence(field: str, value: object, message: str, given: dict[str, str]) -> str:
    value = value if str(value).isprintable() else repr(value)
    option = f"--{field.replace('_', '-')} {value}" if field in given else f"{_variable(field)}={value}"
    reason = message.removeprefix("Value error, ").replace("Input should be ", "give ")
    return f"{option} cannot be used: {reason}."
