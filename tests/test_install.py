"""The setup script: what it finds missing, what it says, and that a half-made `.venv` is mended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from fixtures import install, installed

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text()
DEBIAN = {"ID": "debian", "VERSION_ID": "12"}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working copy of its own with nothing installed."""
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    places = {"ROOT": ".", "VENV": ".venv", "LOCK": "requirements.lock", "STAMP": ".venv/installed.sha256"}
    for name, place in (places | {"LOG": "out/setup.log", "PYTHON": ".venv/bin/python"}).items():
        monkeypatch.setattr(install, name, tmp_path / place)
    monkeypatch.setattr(installed, "VENV", tmp_path / ".venv")
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The commands that setup would run, none of them run."""
    commands: list[Sequence[str]] = []
    monkeypatch.setattr(install, "run", lambda command, what: commands.append(command))
    return commands


def put_packages(copy: Path, browsers: str = '{"browsers": []}') -> None:
    """Lay down the few files that an installed `.venv` is known by, without the stamp."""
    listed = copy / ".venv/lib/python3.11/site-packages/playwright/driver/package/browsers.json"
    listed.parent.mkdir(parents=True)
    listed.write_text(browsers)
    python = copy / ".venv/bin/python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)


def test_a_venv_counts_only_with_the_stamp_of_today(copy: Path) -> None:
    assert not install.packages_are_installed()
    put_packages(copy)
    assert not install.packages_are_installed(), "half made: everything is there but the stamp"
    install.STAMP.write_text(install.fingerprint())
    assert install.packages_are_installed()
    install.LOCK.write_text(LOCK + "# changed\n")
    assert not install.packages_are_installed(), "the lock has changed"


def test_a_setting_of_a_tool_leaves_the_venv_alone(copy: Path) -> None:
    before = install.fingerprint()
    (copy / "pyproject.toml").write_text("[project]\n[tool.ruff]\nline-length = 99\n")
    assert install.fingerprint() == before
    (copy / "pyproject.toml").write_text('[project]\n[tool.setuptools.packages.find]\ninclude = ["more"]\n')
    assert install.fingerprint() != before


def test_another_interpreter_makes_the_venv_again(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_packages(copy)
    install.STAMP.write_text(install.fingerprint())
    monkeypatch.setattr(sys, "base_prefix", "/usr/another")
    assert not install.packages_are_installed()


def test_a_venv_whose_interpreter_is_gone_is_made_again(copy: Path) -> None:
    put_packages(copy)
    install.STAMP.write_text(install.fingerprint())
    (copy / ".venv/bin/python").unlink()
    (copy / ".venv/bin/python").symlink_to(copy / "nowhere")
    assert not install.packages_are_installed()


def test_the_stamp_is_written_last(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_packages(copy)
    install.STAMP.write_text(install.fingerprint())

    def interrupted(command: Sequence[str], what: str) -> None:
        assert not install.STAMP.exists()
        if "-e" in command:
            raise KeyboardInterrupt

    monkeypatch.setattr(install, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        install.install_packages()
    assert not install.packages_are_installed()


def test_every_package_is_installed_with_its_hash(copy: Path, ran: list[Sequence[str]]) -> None:
    put_packages(copy)
    install.install_packages()
    assert ran[0][1:4] == ["-m", "venv", "--clear"]
    for command in ran[1:-1]:
        assert "--require-hashes" in command
    assert {"--no-index", "--no-deps", "--no-build-isolation", "-e"} <= set(ran[-1])


def test_uv_failing_leaves_the_work_to_pip(
    copy: Path, monkeypatch: pytest.MonkeyPatch, ran: list[Sequence[str]]
) -> None:
    put_packages(copy)

    def run(command: Sequence[str], what: str) -> None:
        ran.append(command)
        if "uv" in command:
            raise install.CommandFailed(what, "invalid peer certificate: UnknownIssuer")

    monkeypatch.setattr(install, "pip_has_an_index_of_its_own", lambda: False)
    monkeypatch.setattr(install, "run", run)
    install.install_packages()
    assert ran[-2][:4] == [str(install.PYTHON), "-m", "pip", "install"]
    assert "--require-hashes" in ran[-2]


def test_uv_is_taken_from_the_lock(copy: Path) -> None:
    lines = install.locked("uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    with pytest.raises(install.Trouble, match="make lock"):
        install.locked("no-such-package")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error sending request for url\n  dns error: failed to lookup", "network"),
        ("WARNING: Retrying … Temporary failure in name resolution", "network"),
        ("ERROR: No matching distribution found for uv==0.1", "network"),
        ("E: Failed to fetch a.deb  Connection timed out", "network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.\nnot enough free space", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "requirements.lock"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "another program"),
        ("sudo: a password is required", "rights"),
        ("first\nsomething nobody thought of\n\n", "«something nobody thought of»"),
        ("", "said nothing"),
    ],
)
def test_a_failure_is_one_sentence(output: str, sentence: str) -> None:
    assert sentence in install.explain(output)
    assert "\n" not in install.explain(output)


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(install.Trouble, match=r"3\.11 or newer is needed and this is 3\.9"):
        install.prepare(headed=False)


def test_without_rights_the_one_command_is_named(monkeypatch: pytest.MonkeyPatch, ran: list[Sequence[str]]) -> None:
    monkeypatch.setattr(install, "rights", lambda: None)
    with pytest.raises(install.Trouble, match=r"apt-get install .* chromium-headless-shell firefox-esr"):
        install.install_with_apt(["chromium-headless-shell", "firefox-esr"])
    assert not ran


def test_the_lists_are_refreshed_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch, ran: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """An old list has brought a Firefox that Playwright cannot drive."""
    monkeypatch.setattr(install, "rights", lambda: ["sudo", "-n"])
    install.install_with_apt(["firefox-esr"])
    assert [command[2:4] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert all(command[:2] == ["sudo", "-n"] for command in ran)
    assert "will be installed with apt-get: firefox-esr" in capsys.readouterr().out


@pytest.mark.parametrize(("told", "missing"), [("140.12.0", True), ("153.7.0", False), (None, False)])
def test_a_firefox_that_is_too_old_is_as_good_as_none(
    told: str | None, missing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its version stands in a file beside the program; a program without that file is believed."""
    (tmp_path / "firefox-esr").touch(mode=0o755)
    if told:
        (tmp_path / "application.ini").write_text(f"[App]\nVendor=Mozilla\nVersion={told}\n")
    monkeypatch.setattr(installed, "playwright_has", lambda browser: browser != "firefox")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (installed.FIREFOX in installed.missing_browsers(headed=False)) is missing


def test_a_browser_that_stays_too_old_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "missing_browsers", lambda headed: [installed.FIREFOX])
    with pytest.raises(install.Trouble, match=r"firefox-esr is older than 153.* security updates .* `make setup`"):
        install.check_versions(headed=False)


@pytest.mark.parametrize(
    ("about", "debian"),
    [
        (DEBIAN, True),
        ({"ID": "debian"}, True),
        ({"ID": "debian", "VERSION_ID": "11"}, False),
        ({"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_ID": "24.04"}, False),
        ({}, False),
    ],
)
def test_only_debian_12_and_newer_get_system_browsers(about: dict[str, str], debian: bool) -> None:
    assert installed.is_debian(about) is debian


@pytest.mark.parametrize("headed", [False, True])
def test_missing_browsers_come_from_debian(
    headed: bool, copy: Path, monkeypatch: pytest.MonkeyPatch, ran: list[Sequence[str]]
) -> None:
    put_packages(
        copy, '{"browsers": [' + ",".join(f'{{"name": "{n}", "revision": "7"}}' for n in PLAYWRIGHTS_NAMES) + "]}"
    )
    install.STAMP.write_text(install.fingerprint())
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(copy / "browsers"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(install, "system", lambda: DEBIAN)
    monkeypatch.setattr(install, "rights", lambda: [])
    monkeypatch.setattr(install, "cyrillic_font_is_missing", lambda: True)
    monkeypatch.setattr(install, "check_versions", lambda headed: None)
    install.prepare(headed=headed)
    extra = ["chromium"] if headed else []
    browsers = ["chromium-headless-shell", "firefox-esr", *extra]
    assert ran[1:] == [["apt-get", "install", "--yes", "--no-install-recommends", *browsers, "fonts-dejavu-core"]]


PLAYWRIGHTS_NAMES = ("chromium", "chromium-headless-shell", "firefox")


def test_a_browser_of_playwright_is_enough(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_packages(copy, '{"browsers": [{"name": "firefox", "revision": "1500"}]}')
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(copy / "browsers"))
    assert not installed.playwright_has("firefox")
    folder = copy / "browsers" / "firefox-1500"
    folder.mkdir(parents=True)
    assert not installed.playwright_has("firefox"), "a download that was cut off leaves the folder without its marker"
    (folder / "INSTALLATION_COMPLETE").touch()
    assert installed.playwright_has("firefox")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_the_running_tool_and_says_so(by: signal.Signals) -> None:
    script = (
        "import sys, fixtures.install as i\n"
        "tool = [sys.executable, '-c', 'import threading; threading.Event().wait()']\n"
        "i.prepare = lambda headed: i.run(tool, 'waiting')\n"
        "sys.exit(i.main())"
    )
    setup = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert setup.stdout is not None
    assert "waiting" in setup.stdout.readline()
    os.kill(setup.pid, by)
    _, errors = setup.communicate(timeout=20)
    assert setup.returncode == 130
    assert "stopped" in errors
    assert "Traceback" not in errors


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    requirements = re.findall(r"^(\S+==\S+)(.*(?:\n    .*)*)", LOCK, re.MULTILINE)
    assert len(requirements) > 50
    for name, rest in requirements:
        assert "--hash=sha256:" in rest, name
    assert not re.search(r"://|index|find-links|\bwww\.|\.(org|com|io)\b", LOCK)


def test_the_lock_names_everything_the_groups_ask_for() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))
    for line in [line for group in groups.values() for line in group]:
        wanted = Requirement(line)
        assert wanted.name in locked, f"{wanted.name} is not in requirements.lock: run `make lock`"
        assert wanted.specifier.contains(locked[wanted.name]), f"{wanted} and the lock disagree: run `make lock`"
