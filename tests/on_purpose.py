"""Scenarios that fail on purpose, one for each verdict, beside one that passes: what a reader of reports must see.

They run in a pytest of their own against a reference portal of its own, with the whole harness.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.stand_in import ROOT

SCENARIOS = '''
from __future__ import annotations

import os
import pytest
from pathlib import Path

from fixtures.actors import Actor

RUN = int(os.environ["RUN"])


@pytest.mark.memo("2.1")
def test_the_account_type_is_chosen(chair: Actor) -> None:
    """The start page offers the telephone account, and whoever chooses it gets in."""
    login = chair.open_portal()
    login.choose_account_type()
    login.expect_account_type()
    chair.sign_in_from(login).expect_signed_in_as(chair.account.name)


@pytest.mark.memo("3.1")
def test_the_account_is_entered(chair: Actor) -> None:
    """The start page has the account type that the memo names."""
    login = chair.open_portal()
    login.choose_account_type()
    login.expect_account_type("Телефонная учетная запись" if RUN == 1 else "Голосовая учетная запись", timeout=300)


@pytest.mark.memo("1.1")
def test_the_portal_stands_at_its_address(chair: Actor) -> None:
    """The address in the memo leads to the portal."""
    chair.visit("http://127.0.0.1:64999/portal")


@pytest.mark.memo("5.3", ours=True)
def test_the_subject_is_counted(chair: Actor) -> None:
    """A subject has a length."""
    planning = chair.sign_in()
    planning.expect_subject(len(None))


class NobodyReadsTheCode(Exception):
    whose = "data"


@pytest.mark.memo("3.1")
def test_a_person_reads_the_code(chair: Actor) -> None:
    """Whoever sits there types what the picture says."""
    chair.open_portal().expect_code_picture()
    raise NobodyReadsTheCode("nobody has answered with the code in 60 s")


@pytest.mark.memo("4.1")
def test_the_tab_opens(chair: Actor) -> None:
    """The help opens from the portal's tab."""
    opened = chair.sign_in().open_help()
    first_try = not Path("tried").exists()
    Path("tried").touch() if first_try else Path("tried").unlink()
    opened.expect_topics(13 if first_try else 12, timeout=300)


@pytest.mark.memo("12.1")
def test_the_help_has_a_film(chair: Actor) -> None:
    """The help has a film."""
    chair.sign_in().open_help().expect_topics(99, timeout=300)
'''
CONFTEST = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom fixtures.plugins import PLUGINS as pytest_plugins\n"
INI = """
[pytest]
addopts = -p no:locust -p no:faker -p no:anyio -p no:schemathesis -p no:hypothesispytest --strict-markers
filterwarnings = error
"""


def lay_down(folder: Path) -> None:
    """The files of such a project: scenarios, quarantine and settings."""
    expires = datetime.now(UTC).date() + timedelta(days=30)
    entry = (
        'id = "test_purpose.py::test_the_help_has_a_film"',
        'owner = "help team"',
        'reason = "the film is being cut"',
    )
    (folder / "test_purpose.py").write_text(SCENARIOS, "utf-8")
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "pytest.ini").write_text(INI, "utf-8")
    (folder / "quarantine.toml").write_text("\n".join(["[[test]]", *entry, f"expires = {expires}", ""]), "utf-8")


def run(pytester: pytest.Pytester, number: int) -> tuple[pytest.RunResult, Path]:
    """One run, and its folder; from the second on the account type is another than the memo says."""
    lay_down(pytester.path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("RUN", str(number))
        result = pytester.runpytest_subprocess("--reruns", "1", "--only-rerun", "13")
    return result, (pytester.path / "out" / "test" / "latest").resolve()
