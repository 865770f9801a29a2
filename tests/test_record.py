"""The record of a run: reruns are told, a quarantine is held to its terms, and every reader is told the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from reports.run import Run, read, together
from tests.stand_in import run_here

NO_BROWSER = ("-p", "no:playwright", "-p", "no:cacheprovider")
TODAY = datetime.now(UTC).date()

FLAKY = '''
import pytest
tries = []

def test_wobbles():
    """It holds at the second try."""
    tries.append(1)
    assert len(tries) > 1, "the first try\\n\\nmore of it"

def test_breaks():
    raise TypeError("no number")

def test_holds():
    pass

@pytest.fixture
def wobbly():
    tries.append(1)
    yield
    assert len(tries) > 3, "left a mess"

def test_leaves_a_mess_once(wobbly):
    pass
'''


def recorded(pytester: pytest.Pytester) -> tuple[Run, ElementTree.Element, str]:
    folder = pytester.path / "out" / "test" / "latest"
    run = read([folder])[0]
    return run, ElementTree.parse(folder / "junit.xml").getroot(), (folder / "summary.html").read_text("utf-8")


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "1"), marks=pytest.mark.nightly)])
def test_a_pass_at_the_second_try_is_told_as_flaky(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    result = run_here(pytester, FLAKY, *NO_BROWSER, "--reruns", "1", *workers)
    run, xml, page = recorded(pytester)
    assert {tested.test.split("::")[1]: tested.outcome for tested in run.tests} == {
        "test_wobbles": "flaky",
        "test_breaks": "failed",
        "test_holds": "passed",
        "test_leaves_a_mess_once": "flaky",
    }
    wobbles = next(tested for tested in run.tests if "wobbles" in tested.test)
    assert (wobbles.verdict, wobbles.broke, wobbles.attempts) == ("flaky", "the first try", 2)
    assert wobbles.sentence == "It holds at the second try."
    assert run.headline() == "1 failed (1 test), 2 flaky, 1 passed"
    result.stdout.fnmatch_lines(
        [
            "TEST * test_inside.py::test_breaks: TypeError: no number",
            "*the test itself broke*",
            "*again: python -m pytest test_inside.py::test_breaks --people-seed *",
            "1 failed (1 test), 2 flaky, 1 passed: */summary.html",
        ]
    )
    result.stdout.fnmatch_lines(["FLAKY * test_inside.py::test_wobbles: the first try"])
    suite = xml.find("testsuite")
    assert suite is not None
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["4", "1", "0"]
    cases = {case.get("name"): case for case in suite}
    assert len(suite) == 4  # attempts are no test cases
    assert [fold.attrib for fold in cases["test_wobbles"].iter("flakyFailure")] == [
        {"message": "the first try", "type": "product"}
    ]
    assert len(list(cases["test_breaks"].iter("rerunFailure"))) == 1
    told = {one.get("name"): one.get("value") for one in cases["test_wobbles"].iter("property")}
    assert told["verdict"] == "flaky"
    assert "Flaky: failed, then passed" in page
    assert "test_breaks" in page


@pytest.mark.parametrize(("policy", "code"), [("tell", 0), ("fail", 1)])
def test_whether_a_flaky_test_fails_the_run_is_chosen(pytester: pytest.Pytester, policy: str, code: int) -> None:
    result = run_here(pytester, FLAKY, *NO_BROWSER, "--reruns", "1", "-k", "wobbles", f"--flaky={policy}")
    assert result.ret == code
    assert recorded(pytester)[0].good == (code == 0)


def test_without_reruns_a_failure_is_a_failure(pytester: pytest.Pytester) -> None:
    result = run_here(pytester, FLAKY, *NO_BROWSER, "-k", "wobbles")
    assert result.ret == 1
    assert recorded(pytester)[0].headline() == "1 failed (1 product)"


SOFT = """

def test_two_checks():
    raise ExceptionGroup("Soft assertion failures", [AssertionError("no subject"), AssertionError("no time")])

def test_a_check_and_a_slip():
    raise ExceptionGroup("Soft assertion failures", [AssertionError("no subject"), TypeError("no number")])
"""


def test_several_failed_checks_are_one_failed_check(pytester: pytest.Pytester) -> None:
    run_here(pytester, SOFT, *NO_BROWSER)
    two, slip = recorded(pytester)[0].tests
    assert (two.verdict, two.broke) == ("product", "2 checks failed: no subject; no time")
    assert slip.verdict == "product"


def quarantine(pytester: pytest.Pytester, test: str, expires: object, owner: str = "anna") -> None:
    told = f'[[test]]\nid = "test_inside.py::{test}"\nowner = "{owner}"\nreason = "slow line"\nexpires = {expires}\n'
    (pytester.path / "quarantine.toml").write_text(told, "utf-8")


def test_the_quarantined_still_run_and_do_not_fail_the_run(pytester: pytest.Pytester) -> None:
    quarantine(pytester, "test_breaks", TODAY)
    result = run_here(pytester, FLAKY, *NO_BROWSER, "-k", "breaks or holds", "--reruns", "1")
    run, xml, page = recorded(pytester)
    assert result.ret == 0
    assert run.headline() == "1 quarantined, 1 passed"
    assert run.of("quarantined")[0].attempts == 1
    result.stdout.fnmatch_lines(
        ["QUARANTINED * test_inside.py::test_breaks: TypeError: no number", f"*; anna, until {TODAY}: slow line"]
    )
    assert [case.get("type") for case in xml.iter("skipped")] == ["pytest.xfail"]
    assert "Quarantined: failed, and do not fail the run" in page


def test_a_quarantined_test_that_passes_is_a_candidate_to_leave(pytester: pytest.Pytester) -> None:
    quarantine(pytester, "test_holds", TODAY)
    result = run_here(pytester, FLAKY, *NO_BROWSER, "-k", "holds")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["test_inside.py::test_holds is quarantined and passes: a candidate to leave *"])


@pytest.mark.parametrize("test", ["test_holds", "test_breaks"])
def test_an_expired_entry_fails_the_run(pytester: pytest.Pytester, test: str) -> None:
    quarantine(pytester, test, TODAY - timedelta(days=1))
    result = run_here(pytester, FLAKY, *NO_BROWSER, "-k", test)
    assert result.ret == 1
    told = f"quarantine.toml: the entry of test_inside.py::{test} expired on * mend the test or renew the entry *"
    result.stdout.fnmatch_lines([told])


@pytest.mark.parametrize(
    ("test", "expires", "owner", "told"),
    [
        (
            "test_gone",
            TODAY,
            "anna",
            "*quarantine.toml: there is no test test_inside.py::test_gone; take the entry out*",
        ),
        ("test_holds", '"soon"', "anna", "*quarantine.toml: the entry of * is not as it must be: expires. It has id,*"),
        ("test_holds", TODAY, "", "*quarantine.toml: the entry of * is not as it must be: owner. It has id,*"),
    ],
)
def test_a_wrong_entry_stops_the_run(
    pytester: pytest.Pytester, test: str, expires: object, owner: str, told: str
) -> None:
    quarantine(pytester, test, expires, owner)
    result = run_here(pytester, FLAKY, *NO_BROWSER)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_what_cannot_be_collected_is_told(pytester: pytest.Pytester) -> None:
    run_here(pytester, "import nothing_of_the_kind", *NO_BROWSER)
    (told,) = recorded(pytester)[0].tests
    assert (told.outcome, told.verdict, told.why) == ("failed", "test", "it cannot be collected")
    assert "No module named 'nothing_of_the_kind'" in told.broke


@pytest.mark.nightly
def test_a_worker_that_dies_is_the_fault_of_the_environment(pytester: pytest.Pytester) -> None:
    result = run_here(pytester, "import os\ndef test_dies():\n    os._exit(3)", *NO_BROWSER, "-n", "1")
    (told,) = recorded(pytester)[0].tests
    assert (told.outcome, told.verdict) == ("failed", "environment")
    result.stdout.fnmatch_lines(["ENVIRONMENT * test_inside.py::test_dies: worker 'gw0' crashed while running *"])


def test_shards_are_read_as_one_run(pytester: pytest.Pytester, tmp_path: Path) -> None:
    run_here(pytester, FLAKY, *NO_BROWSER, "-k", "holds")
    first = recorded(pytester)[0]
    run_here(pytester, FLAKY, *NO_BROWSER, "-k", "breaks")
    both = together([first, recorded(pytester)[0]])
    assert both.headline() == "1 failed (1 test), 1 passed"
    assert not both.good
    assert both.facts["portal"] == "the reference portal"
