"""The coverage table: verdicts, what is required, and that every worker's tests arrive in it."""

from __future__ import annotations

import json

import pytest

from fixtures import gates
from reports.memo_coverage import NO_BROWSER, Check, Coverage, Finding, Outcome, Statement, together
from tests.stand_in import run_here

WORDS = Statement("1.1", "memo", "по ссылке", "The portal opens.")
OURS = Statement("5.7", "ours", "", "The chair's own telephone is listed.")


def coverage(*checks: Check) -> Coverage:
    return Coverage((WORDS, OURS), checks, "here")


def check(number: str, outcome: Outcome, *, ours: bool = False, leg: str = "chromium", reason: str = "") -> Check:
    return Check(number, ours, "test_x", leg, outcome, reason)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([], "not checked"),
        ([check("1.1", "passed")], "holds"),
        ([check("1.1", "passed"), check("1.1", "failed")], "broken"),
        ([check("1.1", "passed"), check("1.1", "failed", ours=True)], "differs from our decision"),
        ([check("1.1", "failed", ours=True), check("1.1", "failed")], "broken"),
        ([check("1.1", "skipped", reason="no backstage")], "not checked"),
        ([check("1.1", "passed", leg="firefox")], "not checked"),
        ([check("1.1", "passed", leg=NO_BROWSER)], "holds"),
        ([check("1.1", "passed", ours=True)], "not checked"),
    ],
)
def test_verdict_of_a_statement_of_the_memo(checks: list[Check], verdict: str) -> None:
    assert coverage(*checks).finding(WORDS, "chromium").verdict == verdict


def test_a_statement_of_ours_is_decided_by_our_check() -> None:
    assert coverage(check("5.7", "passed", ours=True)).finding(OURS, "chromium") == Finding("holds")


def test_why_something_was_not_checked() -> None:
    found = coverage(check("1.1", "skipped", reason="no backstage")).finding(WORDS, "chromium")
    assert found.why == "no backstage"


def test_scripts_off_is_told_and_never_required() -> None:
    found = coverage(
        check("1.1", "passed"), check("5.7", "passed"), check("1.1", "failed", leg="chromium without JavaScript")
    )
    assert found.legs() == ["chromium", "chromium without JavaScript"]
    assert found.missing() == []
    assert not found.partial
    assert any("scripts off, not an old browser" in line for line in found.lines(everything=True))


def test_the_table_names_what_is_not_driven() -> None:
    assert "Opera 75, Internet Explorer 8, Internet Explorer 11, Edge in IE mode" in coverage().markdown()


def test_written_and_read_again() -> None:
    found = coverage(check("1.1", "passed"), check("5.7", "failed", ours=True, leg="firefox"))
    assert Coverage.from_json(found.to_json()) == found
    assert together([coverage(*found.checks[:1]), coverage(*found.checks[1:])]) == Coverage(
        (WORDS, OURS), found.checks, "here"
    )


MEMO = """
[[statement]]
number = "1.1"
source = "memo"
words = "по ссылке"
english = "The portal opens."
decision = ""

[[statement]]
number = "2.1"
source = "memo"
words = "выберете"
english = "The type is chosen."
decision = "others are disabled"
"""
BOTH = """
import pytest

@pytest.mark.memo("1.1")
def test_opens(): pass

@pytest.mark.memo("2.1", ours=True)
def test_decision(): pass
"""
WORDS_TOO = """
@pytest.mark.memo("2.1")
@pytest.mark.parametrize("n", [1, 2])
def test_words(n): pass
"""


NO_BROWSER_HERE = ("-p", "no:playwright")


@pytest.fixture
def memo(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makefile(".toml", memo=MEMO)
    return pytester


def test_an_unknown_number_fails_the_collection(memo: pytest.Pytester) -> None:
    wrong = "import pytest\n@pytest.mark.memo('99.9')\ndef test_wrong(): pass"
    result = run_here(memo, wrong, "-o", "memo_file=memo.toml")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*test_inside.py::test_wrong: memo mark: 99.9 is not in memo.toml*"])


@pytest.mark.parametrize(
    ("tests", "code", "told", "workers"),
    [
        (BOTH, 1, "required: 2.1 has no passing check in no browser: not checked (our decision holds, *", ()),
        (BOTH + WORDS_TOO, 0, "The memo's statements, complete. no browser: 2 of 2 hold.", ("-n", "2")),
        pytest.param(
            "def test_other(): pass", 1, "required: no statement was checked at all", (), marks=pytest.mark.nightly
        ),
    ],
)
def test_required(memo: pytest.Pytester, tests: str, code: int, told: str, workers: tuple[str, ...]) -> None:
    result = run_here(memo, tests, *NO_BROWSER_HERE, "-o", "memo_file=memo.toml", "--memo-coverage=require", *workers)
    assert result.ret == code
    result.stdout.fnmatch_lines([told])


def test_a_foreign_target_of_which_nothing_was_checked_has_not_passed(memo: pytest.Pytester) -> None:
    """For example without accounts: everything is skipped, and the exit code is not 0."""
    skipped = "import pytest\n@pytest.mark.smoke\n@pytest.mark.memo('1.1')\ndef test_it(): {}"
    for does, code in (("pytest.skip('no account')", pytest.ExitCode.NO_TESTS_COLLECTED), ("pass", pytest.ExitCode.OK)):
        there = ("--base-url=http://127.0.0.1:9", "-o", "memo_file=memo.toml")
        assert run_here(memo, skipped.format(does), *NO_BROWSER_HERE, *there).ret == code


@pytest.mark.parametrize(
    ("withheld", "told"), [([], "differs from our"), (["a number"], "withheld from the target: a number")]
)
def test_what_was_withheld_from_a_foreign_target_is_no_difference(
    memo: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, withheld: list[str], told: str
) -> None:
    """A decision of ours that fails differs; but not where the target did not get what the test meant to send."""
    monkeypatch.setattr(gates, "withheld", lambda: withheld)
    fails = "import pytest\n@pytest.mark.smoke\n@pytest.mark.memo('1.1', ours=True)\ndef test_it(): assert False"
    there = ("--base-url=http://127.0.0.1:9", "-o", "memo_file=memo.toml", "-rsx")
    run_here(memo, fails, *NO_BROWSER_HERE, *there).stdout.fnmatch_lines([f"*{told}*"])


def test_partial_is_no_failure_and_is_written(memo: pytest.Pytester) -> None:
    result = run_here(memo, BOTH, *NO_BROWSER_HERE, "-o", "memo_file=memo.toml")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["The memo's statements, partial. no browser: 1 of 2 hold, 1 not checked."])
    written = json.loads((memo.path / "out" / "test" / "latest" / "coverage.json").read_text("utf-8"))
    assert written["verdicts"]["1.1"] == {"no browser": {"verdict": "holds", "why": ""}}
