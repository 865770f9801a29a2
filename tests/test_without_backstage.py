"""The suite at a portal without test controls: accounts from a file, the code picture read by a stand-in for a person.

The portal is the reference portal served with nothing but its demonstration accounts; to the run it is a stranger's,
behind a front with a certificate of an authority of its own, which wants a client certificate and HTTP Basic.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fixtures import lifeline
from fixtures.portal import MARK
from fixtures.waiting import until
from portal.demo import PASSWORD
from reports.guide import record
from tests.ways import NAME, Authority, front

ROOT = Path(__file__).parents[1]
WAY = f"""
ca_file = "ours/authority.pem"
client_certificate = "ours/qa.pem"
basic_user = "bench"
basic_password = "env:BASIC_PASSWORD"
hosts = {{ "{NAME}" = "127.0.0.1" }}
"""
LOGINS = ("375259990701", "375259990702")
NAMES = ("Анна Ковалева", "Иван Мороз")
ACCOUNT = '[[account]]\nlogin = "{}"\npassword = "{}"\nname = "{}"\n'
READING = ("scenarios/memo/test_step_04_planning_tab.py", "scenarios/memo/test_any_portal.py")
PERSON = """
import io, sqlite3, sys
from PIL import Image, ImageChops, ImageStat

shown = Image.open(sys.argv[2]).convert("L")

def unlike(png):
    drawn = Image.open(io.BytesIO(png)).convert("L").resize(shown.size)
    return ImageStat.Stat(ImageChops.difference(drawn, shown)).mean[0]

known = sqlite3.connect(sys.argv[1]).execute("select answer, png from captchas").fetchall()
print(min((unlike(png), answer) for answer, png in known)[1])
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A served portal and the files that a run against it is given."""

    url: str
    folder: Path

    def run(self, suffers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A run of scenarios as QA would start it; its folder is `out` in ours."""
        (self.folder / "portal.toml").write_text(
            f'name = "bench"\n[suffers]\n{suffers}\n[capabilities]\nothers = "must"\n[transport]\n{WAY}'
        )
        person = f"{sys.executable} {self.folder / 'person.py'} {self.folder / 'portal.sqlite3'}"
        command = [
            *(sys.executable, "-m", "pytest", *arguments, "--browser", "chromium", "-p", "no:cacheprovider"),
            *("--base-url", self.url, "--profile", str(self.folder / "portal.toml")),
            *("--accounts", str(self.folder / "accounts.toml"), "--captcha", f"person:{person}"),
            *("--out-folder", str(self.folder / "out")),
        ]
        environment = {**os.environ, "BASIC_PASSWORD": "geheim:42", "XDG_CACHE_HOME": str(self.folder / "cache")}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1500)

    def verdicts(self) -> dict[str, str]:
        told = json.loads((self.folder / "out" / "coverage.json").read_text("utf-8"))
        return {number: found["chromium"]["verdict"] for number, found in told["verdicts"].items()}

    def pictures(self) -> int:
        """How often a person was asked."""
        return len(list((self.folder / "out" / "captcha").glob("*.png")))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    database = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    command = [sys.executable, "-m", "portal", "serve", "--demo", "--port", "0", "--database", database]
    command += ["--tls", "self-signed"]
    ready = tmp_path / "ready"
    with ready.open("wb") as stdout, (tmp_path / "log").open("wb") as stderr:
        portal = lifeline.start(command, stdout=stdout, stderr=stderr)
    line = until(lambda: ready.read_text().strip() or None, who="the test", what="the ready line", timeout=60)
    (tmp_path / "person.py").write_text(PERSON)
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(
        "".join(ACCOUNT.format(login, PASSWORD, name) for login, name in zip(LOGINS, NAMES, strict=True))
    )
    accounts.chmod(0o600)
    assert json.loads(line)["backstage"] is None
    ours = Authority(tmp_path / "ours")
    ours.issue("qa", client=True)
    way = front(json.loads(line)["portal"], ours.issue(NAME), visitors=ours, account="bench:geheim:42")
    with way as port:
        yield Bench(f"https://{NAME}:{port}", tmp_path)
    portal.terminate()
    portal.wait(20)


@pytest.mark.nightly
def test_smoke_reads_only_and_asks_a_person_once(bench: Bench) -> None:
    """On a target that may not be written to, three scenarios pass with one code picture between them."""
    ran = bench.run("may_create = false", *READING, "scenarios/memo/test_step_12_help.py", "-rs")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    verdicts = bench.verdicts()
    assert {number for number, verdict in verdicts.items() if verdict == "holds"} == {"4.1", "11.2", "12.1"}
    assert bench.pictures() == 1
    assert "this target is only read (suffers.may_create)" in ran.stdout
    (log_in,) = (bench.folder / "cache").rglob("state.json")
    cookies = [cookie["value"].encode() for cookie in json.loads(log_in.read_bytes())["cookies"]]
    files = [file.read_bytes() for file in (bench.folder / "out").rglob("*") if file.is_file()]
    assert cookies and files and not [cookie for cookie in cookies for file in files if cookie in file]


@pytest.mark.nightly
def test_a_wrong_password_is_tried_once(bench: Bench) -> None:
    """The account is not locked by the run, and the table does not say that the portal is broken."""
    accounts = bench.folder / "accounts.toml"
    accounts.write_text(ACCOUNT.format(LOGINS[0], "not the password", ""))
    ran = bench.run("may_create = false", *READING)
    assert ran.returncode == 1
    assert "2 failed (2 data)" in ran.stdout and bench.pictures() == 1
    assert "AccountRefused: the portal has refused every account" in ran.stdout
    assert "nothing was checked" in (bench.folder / "out/coverage.md").read_text("utf-8")


@pytest.mark.nightly
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("suffers", "guides"),
    [
        ("may_create = false", {"log-in"}),
        (
            'may_create = true\nnumbers = ["+375259990730", "+375259990731"]\nmailboxes = ["qa@example.com"]',
            {"log-in", "template", "contacts-and-rooms", "history"},
        ),
    ],
)
def test_guides_that_a_foreign_portal_lets_be_made(bench: Bench, suffers: str, guides: set[str]) -> None:
    """Reading alone is enough for the log-in; what is left there bears the run's mark, which no guide shows."""
    ran = bench.run(suffers, "scenarios/guides", "--guide", "-m", "guide", "-rs")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "left at" not in ran.stderr, ran.stderr
    records = record.read_all(bench.folder / "out")
    assert {name for told in records for name in told.head.guides} == guides
    for told in records:
        text = (told.folder / record.FILE).read_text("utf-8")
        assert [word for word in (MARK, *LOGINS, *NAMES) if word in text] == []


@pytest.mark.nightly
@pytest.mark.timeout(1600)
def test_the_whole_suite_with_what_is_left(bench: Bench) -> None:
    """Nothing is broken; what needs clock, telephones or mailbox is told as not checked; nothing is left behind."""
    numbers = ", ".join(f'"+37525999073{number}"' for number in range(5))
    mailboxes = ", ".join(
        f'"{mailbox}"' for mailbox in ("qa@example.com", *(f"{login}@example.org" for login in LOGINS))
    )
    ran = bench.run(f"may_create = true\nnumbers = [{numbers}]\nmailboxes = [{mailboxes}]", "scenarios")
    verdicts = bench.verdicts()
    assert "broken" not in verdicts.values(), ran.stdout
    assert [*verdicts.values()].count("holds") >= 25, ran.stdout
    assert verdicts["9.3"] == "not checked"
    assert "left at" not in ran.stderr, ran.stderr
