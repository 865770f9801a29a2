"""The page objects depend on words alone: the memo's scenarios at the reference portal in other clothes.

With the words and roles unchanged they pass as they are; at a portal as they were built twenty years ago with the
profile that first contact drafted there, as it is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures import profile
from fixtures.process import PortalProcess
from portal.demo import PASSWORD

ROOT = Path(__file__).parents[1]
OLD = ("-m", "tests.disguises", "old", "serve")
ACCOUNT = '[[account]]\nlogin = "375259990701"\npassword = "{}"\n'
# What the draft rules out, and what is skipped at the reference portal too.
RIGHTLY_SKIPPED = ("the target has no without_scripts", "skipped for this browser")


@pytest.fixture
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalProcess]:
    """One for each test: scenarios with its test controls empty it, and then nobody has an account there any more."""
    portal = PortalProcess(tmp_path_factory.mktemp("old"), "--demo", command=OLD)
    portal.start()
    yield portal
    portal.stop()


def contact(
    portal: PortalProcess, folder: Path, *arguments: str, password: str = PASSWORD
) -> subprocess.CompletedProcess[str]:
    """First contact with it; what it makes is in `folder`."""
    accounts = folder / "accounts.toml"
    accounts.write_text(ACCOUNT.format(password))
    accounts.chmod(0o600)
    return _run(
        folder,
        *("fixtures.probe", portal.url, "--accounts", str(accounts), "--out-folder", str(folder / "contact")),
        *("--backstage-url", portal.backstage_url, "--backstage-token", portal.token, *arguments),
    )


def scenarios(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of scenarios in Chromium; what it makes is in `folder`."""
    given = ("--browser", "chromium", "-p", "no:cacheprovider", "--out-folder", str(folder / "out"), "-rs")
    return _run(folder, "pytest", *arguments, *given)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=2400
    )


@pytest.mark.nightly
@pytest.mark.timeout(600)  # two more runs inside of it, on a machine that may be busy
def test_first_contact_drafts_a_profile_with_which_scenarios_pass(old: PortalProcess, tmp_path: Path) -> None:
    """Words in frames, cells and pictures are told, the draft is valid, and a conference is planned and found by it."""
    told = contact(old, tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    table = (tmp_path / "contact" / "first-contact.txt").read_text("utf-8")
    assert table.partition("\nstart page")[2].strip() in told.stdout
    lines = [" ".join(line.split()) for line in table.splitlines()]
    for line in (
        "pop-ups open",
        "planning, in the frame «work»",
        "~ SCHEDULE button «Запланировать» a picture",
        "~ HISTORY link «История конференций» a cell of a table",
        "~ SUBJECT textbox «Тема конференции» the textbox beside that text",
        "COMING table «Предстоящие и идущие конференции» as expected",
        "planning, advanced: not looked at («Настройки дополнительных параметров» sends a form, and "
        "first contact sends none)",
    ):
        assert line in lines
    draft = tmp_path / "contact" / "profile.toml"
    known = profile.read(draft)
    assert (known.url, known.suffers.may_create, known.need("rooms")) == (old.url, False, "must")
    ran = scenarios(
        tmp_path,
        *(
            "scenarios/memo/test_step_04_planning_tab.py",
            "scenarios/memo/test_any_portal.py",
            "-k",
            "planning_tab or typed",
        ),
        *("--base-url", old.url, "--backstage-url", old.backstage_url, "--backstage-token", old.token),
        *("--profile", str(draft)),
    )
    assert re.search(r"\b2 passed", ran.stdout), ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        ((), "совсем не тот", "The log-in did not come about: the portal refuses +375"),
        pytest.param(
            ("--captcha", "person:false"), PASSWORD, "person:false gave no answer (code 1)", marks=pytest.mark.nightly
        ),
    ],
)
def test_a_log_in_that_fails_leaves_the_table_of_what_was_seen(
    old: PortalProcess, tmp_path: Path, arguments: tuple[str, ...], password: str, sentence: str
) -> None:
    told = contact(old, tmp_path, *arguments, password=password)
    assert told.returncode == 1, told.stdout + told.stderr
    assert sentence in told.stdout.strip().splitlines()[-1]
    table = (tmp_path / "contact" / "first-contact.txt").read_text("utf-8")
    assert "~ SIGN_IN" in table
    assert "planning: not looked at (the log-in did not come about)" in table
    assert password not in told.stdout + table


@pytest.mark.nightly
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("disguise", ["shuffled", "old"])
def test_the_memo_at_a_portal_in_disguise(old: PortalProcess, tmp_path: Path, disguise: str) -> None:
    """All of scenarios/memo; skipped is only what the draft rules out."""
    given = []
    if disguise == "old":
        told = contact(old, tmp_path)
        assert told.returncode == 0, told.stdout + told.stderr
        given = ["--profile", str(tmp_path / "contact" / "profile.toml")]
    command = f"--portal-command=-m tests.disguises {disguise} serve"
    ran = scenarios(tmp_path, "scenarios/memo", command, *given, "-n", "2")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (passed,) = re.findall(r"(\d+) passed", ran.stdout.splitlines()[-1])
    assert int(passed) > 100
    skipped = [line for line in ran.stdout.splitlines() if line.startswith("SKIPPED")]
    assert [line for line in skipped if not any(reason in line for reason in RIGHTLY_SKIPPED)] == []
