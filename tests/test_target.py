"""Which portal a run is about, and the one sentence when there is none; strangers, scripts off, and no process left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.waiting import until
from tests.stand_in import ROOT, run, run_here, stand_in

ASKS = "def test_one(page): pass\ndef test_two(portal): pass"


def refusal(pytester: pytest.Pytester, *arguments: str) -> str:
    """The sentence of a run that ends before its first test."""
    result = run_here(pytester, ASKS, *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = result.stderr.str()
    assert told.count("ERROR: ") == 1
    assert "Traceback" not in told + result.stdout.str()
    return told


def test_a_portal_that_does_not_come_up_is_told_once_with_its_log(pytester: pytest.Pytester) -> None:
    told = refusal(pytester, "--portal-option=--tls=nothing", "-n", "2")
    assert "the reference portal does not come up: the portal ended with code 2 before it was ready; its log:" in told
    assert "--tls nothing cannot be used" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--base-url", "https://no-such-host.invalid"], "the name no-such-host.invalid is not known here"),
        (["--backstage-url", "http://127.0.0.1:9"], "--backstage-url and --backstage-token go together"),
        (["--legacy-tls"], "--legacy-tls is for Firefox"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    pytester: pytest.Pytester, arguments: list[str], sentence: str
) -> None:
    assert sentence in refusal(pytester, *arguments)


def test_not_a_portal(pytester: pytest.Pytester) -> None:
    with stand_in() as (url, _):
        assert "is not an audio-conference portal" in refusal(pytester, "--base-url", f"{url}/page")


def test_no_browser(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(pytester.path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(pytester.path))
    assert "no Firefox was found on this machine: run `make setup`" in refusal(pytester, "--browser", "firefox")


STRANGER_WITHOUT_SCRIPTS = """
import pytest
from fixtures import scripts
from playwright.sync_api import Error

def test_reads(page):
    page.goto("/page")
    assert page.title() == "still"

def test_posts_nothing(page):
    page.goto("/page")
    page.get_by_role("textbox").fill("anything")
    with page.expect_event("requestfailed"):
        page.get_by_role("button").click()

def test_sends_no_number_in_an_address(page):
    with pytest.raises(Error):
        page.goto("/page?number=375291234567")

def test_needs_backstage(clock):
    raise AssertionError("never run")

def test_off(page):
    page.goto("/page?title")
    assert page.title() == "still"

def test_proof(browser):
    context = browser.new_context()
    with pytest.raises(AssertionError, match="JavaScript was to be off"):
        scripts.turn_off(context, "chromium")
    context.close()
"""


@pytest.mark.parametrize("engine", ["chromium", pytest.param("firefox", marks=pytest.mark.nightly)])
def test_at_a_strangers_portal_a_run_only_reads_and_without_scripts_it_proves_so(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """Two things about a run as a whole, in one run of a browser."""
    with stand_in() as (url, posted):
        monkeypatch.setenv("STAND_IN", url)
        monkeypatch.setenv("STRANGER", "yes")
        result = run(pytester, STRANGER_WITHOUT_SCRIPTS, "--without-javascript", "--browser", engine, "-rs")
    assert posted == []
    result.assert_outcomes(passed=5, skipped=1)
    result.stdout.fnmatch_lines(["*needs the test controls of a reference portal*"])


@pytest.mark.parametrize("watchman", [False, True])
@pytest.mark.skipif(sys.platform == "win32", reason="a run is killed by a signal here")
def test_no_process_outlives_a_killed_run(tmp_path: Path, watchman: bool) -> None:
    if not watchman and sys.platform != "linux":
        pytest.skip("needs the kernel of Linux")
    told = tmp_path / "pid"
    child = f"import os, time; open({str(told)!r}, 'w').write(f'{{os.getpid()}} '); time.sleep(600)"
    run_ = (
        "import sys, os, signal; from fixtures import lifeline; out = open(os.devnull, 'wb')\n"
        f"lifeline.start([sys.executable, '-c', {child!r}], stdout=out, stderr=out, watchman={watchman})\n"
        f"while not (os.path.exists({str(told)!r}) and open({str(told)!r}).read().endswith(' ')): pass\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", run_], cwd=ROOT)
    pid = int(told.read_text())
    until(lambda: not _alive(pid), who="the test", what=f"the end of process {pid}")


def _alive(pid: int) -> bool:
    """One that ends between two looks has no state any more."""
    state = Path(f"/proc/{pid}/stat")
    try:
        os.kill(pid, 0)
        return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
    except (ProcessLookupError, FileNotFoundError):
        return False
