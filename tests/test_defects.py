"""The known defects: none is stale, nothing is left without one, and they are where the patch says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from fixtures.areas import AREAS
from reports.memo_coverage import read_statements
from tests.defects.__main__ import main
from tests.defects.catalogue import ALL, CATALOGUE
from tests.defects.defect import ROOT, Defect, Stale
from tests.detect import kills
from tests.detect.kills import Kill
from tests.stand_in import lay_down, run_here

MADE_UP = Defect("made-up", "2.1", "portal.domain.plan", "not there", "anything", says="Nothing.")


def test_none_is_stale() -> None:
    """What a defect replaces stands there exactly once, and a module can still be compiled."""
    stale = []
    for defect in ALL:
        try:
            source = defect.patched()
        except Stale as told:
            stale.append(str(told))
        else:
            assert not defect.in_python or compile(source, defect.module, "exec")
    assert not stale, "\n".join(stale)


def test_a_stale_one_is_told() -> None:
    with pytest.raises(Stale, match=r"made-up is stale: in portal\.domain\.plan its old text stands 0 times, not once"):
        MADE_UP.patched()


def test_every_statement_and_area_has_one() -> None:
    broken = Counter(defect.breaks for defect in CATALOGUE)
    assert set(broken) == {*read_statements(ROOT / "memo.toml"), *AREAS}
    assert len(CATALOGUE) >= 80
    assert len({defect.name for defect in ALL}) == len(ALL)


LOOK = """
import json, sys
from pathlib import Path
from tests.defects.catalogue import CATALOGUE
from tests.defects.patching import install
named = {defect.name: defect for defect in CATALOGUE}
install(named["whole-day-refused"], Path())
install(named["sms-can-be-ticked"], Path(sys.argv[1]))
from portal.domain import plan
from portal.web import rendering
template = Path(rendering._environment("ru").loader.searchpath[0], "advanced.html").read_text("utf-8")
print(json.dumps([plan.MINUTES.stop, 'id="sms" type="checkbox" disabled' in template, rendering.STATIC.is_dir()]))
"""


def test_a_module_and_a_template_are_patched_in_the_process_only(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOOK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [1440, False, True]
    template = (ROOT / "portal/web/templates/advanced.html").read_text("utf-8")
    assert 'id="sms" type="checkbox" disabled' in template


def test_the_command_lists_them_and_explains_a_wrong_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(defect.name in listed and defect.says in listed for defect in ALL)
    with pytest.raises(SystemExit) as ended:
        main(["no-such-defect", "serve"])
    assert ended.value.code == 2
    assert "there is no defect no-such-defect; `python -m tests.defects` lists them" in capsys.readouterr().err


SCENARIOS = """
import pytest
from types import SimpleNamespace
from fixtures.process import PortalDown

@pytest.fixture(scope="session")
def target():
    def start():
        if "planning-tab-leads-nowhere" in portal.process.command:
            raise PortalDown("it does not come up")
    portal = SimpleNamespace(process=SimpleNamespace(command=()), stop=lambda: 0, start=start)
    return portal

@pytest.mark.memo("2.1")
def test_notices(): assert False, "the corporate account is on offer"

@pytest.mark.memo("2.1")
def test_left_out(): raise KeyError

@pytest.mark.memo("3.3")
def test_notices_nothing(): pass

@pytest.mark.memo("4.1")
def test_without_a_portal(): pass

@pytest.mark.memo("12.1")
def test_breaks_off_by_itself(): raise KeyError("its own")

@pytest.mark.memo("13.1")
def test_of_no_chosen_defect(): raise KeyError

@pytest.mark.memo("1.3")
@pytest.mark.timeout(1)
def test_hangs():
    while True: pass
"""
CHOSEN = (
    "corporate-account-on-offer",
    "account-with-plus-not-explained",
    "planning-tab-leads-nowhere",
    "help-only-after-log-in",
    "room-place-lost",
    "forms-forbidden-by-policy",
)


def test_only_a_finding_of_a_fitting_scenario_kills(pytester: pytest.Pytester) -> None:
    """A portal that does not come up, a scenario's own trouble and no scenario at all are errors, and told as such.

    So is what a time limit ends: it says nothing of what the scenario waited for.
    """
    written = pytester.path / "kills.json"
    result = run_here(
        pytester,
        SCENARIOS,
        *("-p", "tests.detect.against", "-p", "no:playwright", f"--kills={written}"),
        *(f"--defect={name}" for name in CHOSEN),
    )
    result.assert_outcomes(failed=3, passed=1, skipped=1, errors=1)
    hung, killed, survived, down, own, nothing = kills.read(written)
    assert (killed.verdict, killed.test) == ("killed", "test_inside.py::test_notices")
    assert survived.verdict == "SURVIVED"
    assert {down.verdict, own.verdict, nothing.verdict} == {"ERROR"}
    assert "PortalDown: it does not come up" in down.why
    assert "KeyError: 'its own'" in own.why
    assert nothing.why == "no scenario of it has run"
    assert hung.verdict == "TIMEOUT" and "test_hangs: Failed: Timeout (>1.0s)" in hung.why


LONG = """
import os, signal
from types import SimpleNamespace
import pytest

@pytest.fixture(scope="session")
def target():
    return SimpleNamespace(process=SimpleNamespace(command=()), stop=lambda: 0, start=lambda: None)

@pytest.mark.memo("2.1")
def test_notices(): assert False, "the corporate account is on offer"

@pytest.mark.memo("3.3")
@pytest.mark.memo("4.1")
def test_ended_by_a_person(): os.kill(os.getpid(), signal.SIGINT)
"""


def test_after_ctrl_c_it_is_known_which_have_not_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = pytester.path / "kills.json"
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    lay_down(pytester, LONG)
    result = pytester.runpytest_subprocess(
        *("-p", "tests.detect.against", "-p", "no:playwright", f"--kills={written}"),
        *(f"--defect={name}" for name in CHOSEN[:3]),
        timeout=60,
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
    found = kills.read(written)
    assert [kill.verdict for kill in found] == ["killed", "not run", "not run"]
    assert kills.headline(found) == "1 of 3 known defects killed, 2 not run."


SLOW = """
from types import SimpleNamespace
import pytest

@pytest.fixture(scope="session")
def target():
    return SimpleNamespace(process=SimpleNamespace(command=()), stop=lambda: 0, start=lambda: None)

@pytest.mark.memo("3.3")
def test_takes_all_the_time(): pass

@pytest.mark.memo("3.3")
def test_another(): assert False, "there is no time for it"
"""


def test_a_defect_has_its_time(pytester: pytest.Pytester) -> None:
    """The scenarios that are left when it is over do not begin."""
    written = pytester.path / "kills.json"
    result = run_here(
        pytester,
        SLOW,
        *("-p", "tests.detect.against", "-p", "no:playwright", f"--kills={written}"),
        *("--defect=account-with-plus-not-explained", "--defect-seconds=1e-9"),
    )
    result.assert_outcomes(passed=1, skipped=1)
    (found,) = kills.read(written)
    assert found.verdict == "TIMEOUT" and "test_another: its scenarios together took more than 1e-09 s" in found.why


# Ten of all kinds that are noticed at once; `make detect` runs all defects.
STEPS = "scenarios/memo/test_step_"
SAMPLE = {
    "pop-up-taken-for-blocked": "scenarios/memo/test_pop_up.py::test_the_control_has_a_window_of_its_own",
    "wrong-code-counts-as-wrong-password": f"{STEPS}03_log_in.py::test_wrong_codes_never_lock",
    "subject-one-sign-short": f"{STEPS}05_planning.py::test_both_ends_of_the_limits_are_taken",
    "brackets-not-read": f"{STEPS}05_participants.py::test_numbers_are_read_as_people_write_them",
    "let-in-without-the-guest-password": f"{STEPS}06_advanced.py::"
    "test_with_a_guest_password_anybody_who_knows_it_may_dial_in",
    "calendar-entry-in-utc": f"{STEPS}06_reminders.py::"
    "test_the_reminder_says_all_that_is_needed_and_has_a_calendar_entry",
    "shared-mailbox-in-capitals": f"{STEPS}06_reminders.py::"
    "test_one_message_to_each_mailbox_and_the_owners_only_if_listed",
    "card-open-to-everybody": f"{STEPS}08_created.py::test_passwords_are_for_the_owner_only",
    "unticked-called-too": f"{STEPS}09_control.py::test_whom_nobody_can_invite",
    "export-of-the-first-page-only": "scenarios/test_history.py::test_a_long_history_is_shown_twenty_at_a_time",
}


@pytest.mark.timeout(300)
def test_a_sample_is_noticed(tmp_path: Path) -> None:
    """In a process of its own: two Playwrights do not live in one."""
    written = tmp_path / "kills.json"
    told = [*SAMPLE.values(), "-p", "tests.detect.against", "--browser", "chromium", f"--kills={written}", "-q"]
    told += [f"--out-folder={tmp_path}", *(f"--defect={name}" for name in SAMPLE)]
    done = subprocess.run([sys.executable, "-m", "pytest", *told], cwd=ROOT, capture_output=True, text=True)
    assert written.exists(), done.stdout + done.stderr
    found = kills.read(written)
    assert {kill.defect for kill in found if kill.verdict == "killed"} == set(SAMPLE), "\n".join(map(kills.line, found))


def test_the_table() -> None:
    found = [
        Kill(
            "last-day-missing", "10.1", "The 24th is missing.", "killed", 3.2, "scenarios/test_x.py::test_y", "no row"
        ),
        Kill("days-of-utc", "10.1", "The day before.", "SURVIVED", 9.0),
    ]
    assert kills.headline(found) == "1 of 2 known defects killed, 1 survived."
    assert (
        "| `last-day-missing` | 10.1 | killed | `scenarios/test_x.py::test_y` | 3.2 | no row | The 24th is missing. |"
        in (kills.markdown(found))
    )
    assert "days-of-utc" in kills.line(found[1]) and "The day before." in kills.line(found[1])
