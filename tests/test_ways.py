"""The way to a target over real sockets: proxy with account, own authority, client certificate, mapped name, Basic.

The look before any browser tells what is missing in a sentence; a run with everything in place gets there, in the
browser and with plain requests, and the same browser does not without the setting.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures import profile
from fixtures.masking import mask
from fixtures.reachability import look
from fixtures.transport import Transport
from pages.steps import DOTS
from tests.stand_in import INI, ROOT, stand_in
from tests.ways import NAME, Authority, front, proxy

SECRETS = {"PROXY_PASSWORD": "tor?42@Minsk", "BASIC_PASSWORD": "geheim:42", "KEY_PASSPHRASE": "x 42", "WRONG": "wrong"}
THROUGH = "# through the proxy\n"
ACCOUNT = 'proxy_user = "qa"\nproxy_password = "env:PROXY_PASSWORD"\n'
AUTHORITY = 'ca_file = "ours/authority.pem"\n'
CLIENT = 'client_certificate = "ours/qa.pem"\nclient_passphrase = "env:KEY_PASSPHRASE"\n'
MAPPED = f'hosts = {{ "{NAME}" = "127.0.0.1" }}\n'
SENT = "Basic " + base64.b64encode(f"bench:{SECRETS['BASIC_PASSWORD']}".encode()).decode()
BASIC = 'basic_user = "bench"\nbasic_password = "env:BASIC_PASSWORD"\n'


@dataclass(frozen=True, slots=True)
class Street:
    """Doors to the same portal, by what they want, and the proxy that knows the name."""

    folder: Path
    doors: dict[str, str]
    proxy: str
    passed: list[str]
    heard: list[str]

    def profile(self, settings: str, door: str) -> Path:
        """A profile of the portal behind that door, whose `transport` is `settings`."""
        path = self.folder / "portal.toml"
        settings = settings.replace(THROUGH, f'proxy = "{self.proxy}"\n')
        path.write_text(f'name = "bench"\nurl = "{self.doors[door]}"\n[transport]\n{settings}', "utf-8")
        return path

    def sentence(self, settings: str, door: str) -> str:
        """What the look says."""
        read = profile.read(self.profile(settings, door))
        return look(read.url, read.transport).obstacle(own=False)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    ours, others = Authority(folder / "ours"), Authority(folder / "others")
    server, another = ours.issue(NAME), ours.issue("another.test")
    ours.issue("qa", client=True, passphrase=SECRETS["KEY_PASSPHRASE"])
    others.issue("qa", client=True)
    heard: list[str] = []
    basic, old = f"bench:{SECRETS['BASIC_PASSWORD']}", ssl.TLSVersion.TLSv1_2
    with ExitStack() as open_:
        behind, _ = open_.enter_context(stand_in())
        through, passed = open_.enter_context(proxy(f"qa:{SECRETS['PROXY_PASSWORD']}"))
        ports = {
            "plain": front(behind),
            "tls": front(behind, server),
            "client": front(behind, server, visitors=ours),
            "client, TLS 1.2": front(behind, server, visitors=ours, newest=old),
            "basic": front(behind, account=basic),
            "basic, TLS": front(behind, server, account=basic, heard=heard),
            "basic, another's name": front(behind, another, account=basic, heard=heard),
            "everything": front(behind, server, visitors=ours, account=basic),
        }
        doors = {door: _address(open_.enter_context(served), door) for door, served in ports.items()}
        doors["basic here"] = doors["basic"].replace(NAME, "127.0.0.1")
        doors["capitals"] = doors["plain"].replace(NAME, NAME.upper())
        yield Street(folder, doors, through, passed, heard)


def _address(port: int, door: str) -> str:
    return f"http{'' if door in ('plain', 'basic') else 's'}://{NAME}:{port}/portal"


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)


GOOD = [
    ("plain", THROUGH + ACCOUNT),
    ("tls", THROUGH + ACCOUNT + AUTHORITY),
    ("tls", MAPPED + AUTHORITY),
    ("client", MAPPED + AUTHORITY + CLIENT),
    ("client, TLS 1.2", MAPPED + AUTHORITY + CLIENT),
    ("client", THROUGH + ACCOUNT + AUTHORITY + CLIENT),
    ("basic", MAPPED + BASIC),
    ("capitals", MAPPED),
    ("plain", MAPPED.replace(NAME, NAME.upper())),
    ("everything", MAPPED + AUTHORITY + CLIENT + BASIC),
]
WRONG_ACCOUNT = ACCOUNT.replace("PROXY_PASSWORD", "WRONG")
REFUSES, ASKS = "refuses the account: check transport.proxy_user", "asks for an account: give transport.proxy_user"
UNKNOWN = "cannot be trusted: neither this machine nor the profile's transport.ca_file knows the authority"
WANTS = "do that want a client certificate: give transport.client_certificate and client_key"
BAD = [
    ("plain", THROUGH + WRONG_ACCOUNT, REFUSES),
    ("plain", THROUGH, ASKS),
    ("tls", THROUGH + WRONG_ACCOUNT + AUTHORITY, REFUSES),
    ("tls", THROUGH + AUTHORITY, ASKS),
    ("tls", THROUGH + ACCOUNT, UNKNOWN),
    ("plain", 'proxy = "http://127.0.0.1:9"', "the proxy http://127.0.0.1:9 does not answer: check transport.proxy"),
    ("tls", 'proxy = "http://127.0.0.1:9"', "the proxy http://127.0.0.1:9 does not answer: check transport.proxy"),
    ("tls", AUTHORITY, f"the name {NAME} is not known here"),
    ("tls", MAPPED, UNKNOWN),
    ("tls", MAPPED + AUTHORITY.replace("ours", "others"), UNKNOWN),
    ("client", MAPPED + AUTHORITY, WANTS),
    ("client, TLS 1.2", MAPPED + AUTHORITY, WANTS),
    (
        "client",
        MAPPED + AUTHORITY + 'client_certificate = "others/qa.pem"',
        "does not accept the client certificate",
    ),
    ("basic", MAPPED, "asks for a name and a password (HTTP Basic): check transport.basic_user"),
    ("basic", MAPPED + BASIC.replace("BASIC_PASSWORD", "WRONG"), "refuses transport.basic_user with its password"),
]


@pytest.mark.parametrize(("door", "settings"), GOOD)
def test_the_look_goes_the_way_of_the_profile(street: Street, door: str, settings: str) -> None:
    assert street.sentence(settings, door) == ""


@pytest.mark.parametrize(("door", "settings", "told"), BAD)
def test_what_is_missing_is_told_in_a_sentence(street: Street, door: str, settings: str, told: str) -> None:
    assert told in street.sentence(settings, door)


@pytest.mark.parametrize(
    ("door", "settings", "told", "heard"),
    [
        ("basic, TLS", AUTHORITY, "", {SENT}),
        ("basic, TLS", "", UNKNOWN, {""}),
        ("basic, another's name", AUTHORITY, "cannot be trusted: its certificate is for another name", {""}),
    ],
)
def test_the_password_is_sent_to_a_trusted_host_only(
    street: Street, door: str, settings: str, told: str, heard: set[str]
) -> None:
    """HTTP Basic goes where the certificate is good; elsewhere the certificate's trouble is told, and no password."""
    street.heard.clear()
    sentence = street.sentence(MAPPED + BASIC + settings, door)
    assert (set(street.heard), told in sentence, sentence == "") == (heard, True, told == "")


def test_secrets_of_the_way_are_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also as an account in an address and as a header have them."""
    (tmp_path / "proxy").write_text("Лось / 4711\n", "utf-8")
    monkeypatch.setenv("KEY_PASSPHRASE", "Iltis 4711")
    monkeypatch.setenv("BASIC_PASSWORD", "Wisent:4711")
    told = {"client_passphrase": "env:KEY_PASSPHRASE", "client_certificate": tmp_path / "proxy"}
    proxied = Transport(proxy="http://proxy.test", proxy_user="qa", proxy_password=f"file:{tmp_path / 'proxy'}")
    texts = (
        str(proxied.proxy_url()),
        str(proxied.context_args("http://portal.test", "chromium")),
        str(Transport(basic_user="bench", basic_password="env:BASIC_PASSWORD").basic()),
        str(Transport.model_validate(told).context_args("https://portal.test", "chromium")),
    )
    assert [DOTS in text for text in texts] == [False] * 4
    assert [DOTS in mask(text) for text in texts] == [True] * 4


def test_a_proxy_that_does_not_know_the_name_says_so(street: Street) -> None:
    read = profile.read(street.profile(THROUGH + ACCOUNT, "tls"))
    told = look("https://elsewhere.test", read.transport).obstacle(own=False)
    assert "does not lead to elsewhere.test:443 (status 502)" in told


INSIDE = """
import pytest
from playwright.sync_api import Error

pytestmark = pytest.mark.smoke

def opens(context, url):
    try:
        return context.new_page().goto(url).ok
    except Error:
        return False

def test_the_way(page, target):
    page.goto(target.url)
    assert page.get_by_role("heading", name="Планирование").is_visible()
    assert page.request.get(target.url).ok

@pytest.mark.parametrize("setting", {settings})
def test_a_browser_that_is_not_told(browser, browser_context_args, target, setting):
    told = dict(browser_context_args)
    del told[setting]
    context = browser.new_context(**told)
    assert not opens(context, target.url)
    context.close()

@pytest.mark.parametrize("flag", {flags})
def test_a_browser_that_is_started_without(browser_type, browser_type_launch_args, browser_context_args, target, flag):
    told = dict(browser_type_launch_args)
    told["args"] = [one for one in told["args"] if not one.startswith(flag)]
    assert len(told["args"]) == len(browser_type_launch_args["args"]) - 1
    browser = browser_type.launch(**told)
    assert not opens(browser.new_context(**browser_context_args), target.url)
    browser.close()
"""
CONFTEST = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom fixtures.plugins import PLUGINS as pytest_plugins"
PIN, RULES = "--ignore-certificate-errors-spki-list", "--host-resolver-rules"
RUNS = [
    pytest.param(
        *("chromium", "tls", MAPPED + AUTHORITY, [], [PIN, RULES]), marks=pytest.mark.nightly, id="chromium-straight"
    ),
    pytest.param(
        *("chromium", "everything", MAPPED + AUTHORITY + CLIENT + BASIC),
        *(["client_certificates", "http_credentials"], []),
        id="chromium-everything",
    ),
    pytest.param(
        *("firefox", "client", THROUGH + ACCOUNT + AUTHORITY + CLIENT),
        *(["proxy", "client_certificates"], []),
        marks=pytest.mark.nightly,
        id="firefox-through-proxy",
    ),
    pytest.param(
        *("chromium", "client", THROUGH + ACCOUNT + AUTHORITY + CLIENT),
        *(["proxy", "client_certificates"], []),
        marks=pytest.mark.nightly,
        id="chromium-through-proxy",
    ),
    *(
        pytest.param(engine, door, settings, without, [], marks=pytest.mark.nightly, id=f"{engine}-{door}")
        for engine in ("chromium", "firefox")
        for door, settings, without in (
            ("plain", THROUGH + ACCOUNT, ["proxy"]),
            ("tls", THROUGH + ACCOUNT + AUTHORITY, ["proxy"]),
            ("basic here", BASIC, ["http_credentials"]),
        )
    ),
]


@pytest.mark.parametrize(("engine", "door", "settings", "without", "flags"), RUNS)
def test_a_run_gets_there_and_not_without(
    street: Street,
    pytester: pytest.Pytester,
    engine: str,
    door: str,
    settings: str,
    without: list[str],
    flags: list[str],
) -> None:
    """The browser and its plain requests; what is left out of the context or of the start bars the same browser."""
    street.passed.clear()
    pytester.makeconftest(CONFTEST)
    pytester.makeini(INI)
    pytester.makepyfile(test_inside=INSIDE.replace("{settings}", repr(without)).replace("{flags}", repr(flags)))
    ran = pytester.runpytest_subprocess(f"--profile={street.profile(settings, door)}", "--browser", engine)
    ran.assert_outcomes(passed=1 + len(without) + len(flags), skipped=(not without) + (not flags))
    assert (NAME in street.passed) is (THROUGH in settings)


def test_names_are_mapped_in_chromium_only(street: Street, pytester: pytest.Pytester) -> None:
    """A run in Firefox ends before its first test, in a sentence."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("def test_nothing(page): pass")
    ran = pytester.runpytest_inprocess(
        *("-p", "no:allure_pytest", "--browser", "firefox"),
        f"--profile={street.profile(MAPPED + AUTHORITY, 'tls')}",
    )
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines(["*transport.hosts works in Chromium only; for Firefox*the hosts file*"])
