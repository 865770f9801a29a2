"""Areas: a wrong one, or a scenario that is about nothing, is not collected."""

from __future__ import annotations

import pytest

from tests.stand_in import run_here

NAMED = "import pytest\n@pytest.mark.area('sessions')\ndef test_inside(): pass\n"


@pytest.mark.parametrize(
    ("mark", "named"),
    [("'session'", "session"), ("'sessions', 'control'", "sessions, control"), ("", "(none)")],
)
def test_a_wrong_area_fails_the_collection(pytester: pytest.Pytester, mark: str, named: str) -> None:
    result = run_here(pytester, f"import pytest\n@pytest.mark.area({mark})\ndef test_wrong(): pass\n")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines([f"*test_inside.py::test_wrong: area mark: {named} is not one of: sessions, *"])


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("def test_scenario(): pass\n", pytest.ExitCode.INTERRUPTED),
        ("import pytest\npytestmark = pytest.mark.area('control')\ndef test_scenario(): pass\n", pytest.ExitCode.OK),
        ("import pytest\n@pytest.mark.memo('1.1')\ndef test_scenario(): pass\n", pytest.ExitCode.OK),
    ],
    ids=["neither", "area", "statement"],
)
def test_a_scenario_is_about_something(pytester: pytest.Pytester, test: str, code: pytest.ExitCode) -> None:
    folder = pytester.mkdir("scenarios")
    (folder / "test_given.py").write_text(test, "utf-8")
    result = run_here(pytester, NAMED, "--collect-only")
    assert result.ret == code
    if code is pytest.ExitCode.INTERRUPTED:
        result.stdout.fnmatch_lines(["*test_given.py::test_scenario: a scenario names a statement of the memo or an *"])
