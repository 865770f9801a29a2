"""Profiles of targets: what they say, what is refused and in which words; accounts and secrets beside them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from fixtures import credentials, profile
from fixtures.profile import CAPABILITIES, REFERENCE, STRANGER, Limits, Profile, ProfileError
from fixtures.withheld import ABOUT
from pages.labels import HELP, SIGN_IN, Label
from tests.stand_in import run_here

ROOT = Path(__file__).parents[1]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "portal.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_of_the_docs_is_a_profile(tmp_path: Path) -> None:
    text = (ROOT / "docs/targets.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    for name in ("authority.pem", "qa.pem", "qa.key"):
        (tmp_path / name).touch()
    read = profile.read(written(tmp_path, text))
    assert (read.suffers.may_create, read.block, read.transport.proxy_user) == (True, "muted", "qa")
    assert (read.need("rooms"), read.need("templates"), read.need("languages")) == ("absent", "must", "adapt")
    assert read.labels()[SIGN_IN] == Label("Вход", "button", "profile The test bench")
    assert read.labels()[HELP].word == "Справка"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = 'x'\nnaem = 'y'", "naem: there is no such key; did you mean «name»?"),
        ("name = 'x'\n[suffers]\nnumber = []", "suffers.number: there is no such key; did you mean «numbers»?"),
        (
            "name = 'x'\n[capabilities]\ntemplate = 'must'",
            "no capability is called «template»; did you mean «templates»?",
        ),
        (
            "name = 'x'\n[capabilities]\nrooms = 'maybe'",
            "capabilities.rooms: Input should be 'must', 'absent' or 'adapt'",
        ),
        ("name = 'x'\n[words]\nSIGNIN = 'Вход'", "«SIGNIN» is no entry of pages/labels.py; did you mean «SIGN_IN»?"),
        ("name = 'x'\n[transport]\nbasic_password = 'abc'", "a secret never stands in a profile"),
        ("name = 'x'\n[transport]\nproxy = 'http://me:secret@proxy'", "go to proxy_user and proxy_password"),
        (
            "name = 'x'\n[transport]\nproxy = 'socks5://proxy:1080'",
            "no address of a proxy: write it as http://name:port",
        ),
        (
            "name = 'x'\n[transport]\nproxy = 'http://proxy:3128'\nhosts = { 'portal.example' = '10.0.0.7' }",
            "transport: hosts has no effect behind a proxy",
        ),
        (
            "name = 'x'\n[transport]\nproxy = 'http://proxy:3128'\nproxy_user = 'qa'\nbasic_user = 'bench'",
            "transport: proxy_user and basic_user do not go together",
        ),
        ("name = 'x'\n[transport]\nca_file = 'gone.pem'", "transport.ca_file: there is no file"),
        ("name = 'x'\nurl = 'portal.example'", "write it as https://name"),
        ("name = ", "is no TOML"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ProfileError) as told:
        profile.read(written(tmp_path, text))
    assert sentence in str(told.value)


def test_a_stranger_suffers_nothing_and_the_reference_portal_has_everything() -> None:
    assert (STRANGER.suffers.may_create, STRANGER.suffers.numbers, STRANGER.suffers.mailboxes) == (False, (), ())
    assert {REFERENCE.need(name) for name in CAPABILITIES} == {"must"}


def test_a_draft_is_read_as_what_it_was_made_of() -> None:
    made = Profile(name='the "bench"', url="https://portal.example", words={"SIGN_IN": "Вход"}, block="barred")
    again = Profile.model_validate(tomllib.loads(profile.draft(made)))
    assert (again.name, again.url, again.block, again.labels()) == (made.name, made.url, made.block, made.labels())
    assert again.limits == made.limits


def test_accounts_come_from_a_file_for_its_owners_eyes_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST", "Konferencia-2026")
    path = written(tmp_path, "[[account]]\nlogin = '375259990701'\npassword = 'env:FIRST'\nname = 'Анна'\n")
    (account,) = credentials.from_file(path)
    assert (account.login, account.name, account.password.reveal()) == ("375259990701", "Анна", "Konferencia-2026")
    assert "Konferencia" not in repr(account)
    path = written(tmp_path, "[[account]]\nlogin = '375259990701'\npassword = 'Konferencia-2026'\n")
    path.chmod(0o644)
    with pytest.raises(ValueError, match="chmod 600"):
        credentials.from_file(path)
    path.chmod(0o600)
    assert credentials.from_file(path)[0].name == "375259990701"


def test_accounts_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(credentials.VARIABLE, "375259990701:geheim-42 375259990702:andere:42")
    assert [account.password.reveal() for account in credentials.from_environment()] == ["geheim-42", "andere:42"]
    monkeypatch.setenv(credentials.VARIABLE, "375259990701")
    with pytest.raises(ValueError, match="LOGIN:PASSWORD"):
        credentials.from_environment()


ABOUT_SOMETHING = """
import pytest

pytestmark = pytest.mark.smoke

@pytest.mark.block("muted")
def test_not_heard(): pass

@pytest.mark.block("barred")
def test_kept_out(): pass

@pytest.mark.memo("11.5")
def test_rooms(): pass

@pytest.mark.memo("11.4")
def test_contacts(): pass
"""


@pytest.mark.parametrize(
    ("block", "ran"),
    [("muted", {"test_not_heard"}), ("barred", {"test_kept_out"}), ("both", {"test_not_heard", "test_kept_out"})],
)
def test_what_a_scenario_is_about_is_asked_of_the_profile(
    pytester: pytest.Pytester, tmp_path: Path, block: str, ran: set[str]
) -> None:
    """Blocking is checked as what it means there, a statement only where its capability is not ruled out."""
    told = f"name = 'x'\nurl = 'http://127.0.0.1:9'\nblock = '{block}'\n[capabilities]\nrooms = 'absent'\n"
    result = run_here(
        pytester, ABOUT_SOMETHING, f"--profile={written(tmp_path, told)}", "-p", "no:playwright", "-v", "-rs"
    )
    passed = set(re.findall(r"::(\w+) PASSED", result.stdout.str()))
    assert passed == ran | {"test_contacts"}
    result.stdout.fnmatch_lines(["*the profile says that the target has no rooms*"])


def test_every_capability_and_every_limit_is_read_by_a_scenario() -> None:
    """A key of a profile that no scenario reads would promise what nothing holds."""
    sources = [path.read_text("utf-8") for path in (ROOT / "scenarios").rglob("test_*.py")]
    named = {name for text in sources for name in re.findall(r'mark\.capability\("(\w+)"\)', text)}
    numbers = {number for text in sources for number in re.findall(r'mark\.memo\("([\d.]+)"', text)}
    assert named | {name for number, name in ABOUT.items() if number in numbers} == set(CAPABILITIES)
    assert {name for text in sources for name in re.findall(r"\blimits\.(\w+)", text)} == set(Limits.model_fields)
    assert {name for text in sources for name in re.findall(r'mark\.block\("(\w+)"\)', text)} == {"muted", "barred"}
