"""Accounts of a target: one test at a time has each, log-ins are kept for their owner only, a person is asked once."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures import leases
from fixtures.captcha import CaptchaUnavailable, Person
from fixtures.credentials import Account
from fixtures.judging import known_of
from fixtures.leases import Leases
from pages.steps import Secret
from reports.verdicts import judge

URL = "https://portal.example"
TWO = tuple(Account(f"37525999070{number}", Secret("Konferencia-2026"), "", "") for number in (1, 2))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME" if sys.platform != "win32" else "LOCALAPPDATA", str(tmp_path))
    return tmp_path


def test_nobody_else_gets_an_account_that_is_lent(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = Leases(TWO, URL), Leases(TWO, URL)
    lent = {one.lend().login, other.lend().login}
    assert lent == {account.login for account in TWO}
    with pytest.raises(pytest.skip.Exception, match="in use by another run or worker"):
        Leases(TWO, URL).lend(patience=0.1)
    one.give_back()
    assert Leases(TWO, URL).lend() in TWO


def test_a_test_that_needs_more_accounts_than_there_are_is_told_so() -> None:
    lent = Leases(TWO[:1], URL)
    lent.lend()
    with pytest.raises(pytest.skip.Exception, match="needs 2 accounts of the target, and 1 can be used"):
        lent.lend()
    with pytest.raises(pytest.skip.Exception, match="needs an account of the target, and none is given"):
        Leases((), URL).lend()


def test_an_account_that_is_refused_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few more failures would lock it; when none is left, each test says why, and judges nothing by it."""
    monkeypatch.setattr(leases, "_refused", {})
    leases.refused(URL, TWO[0], "Неверная учетная запись или пароль")
    lent = Leases(TWO, URL)
    assert lent.lend() == TWO[1]
    with pytest.raises(pytest.skip.Exception, match="needs 2 accounts of the target, and 1 can be used"):
        lent.lend()
    lent.give_back()
    assert "+375259990702, which is not tried again" in str(leases.refused(URL, TWO[1], "Неверный пароль"))
    with pytest.raises(leases.AccountRefused, match="refused every account: Неверная учетная запись") as told:
        lent.lend()
    assert judge(known_of(told.value)).verdict == judge(known_of(CaptchaUnavailable("nobody"))).verdict == "data"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_a_log_in_is_kept_for_its_owner_only(cache: Path) -> None:
    state: Any = {"cookies": [], "origins": []}
    assert leases.saved(URL, TWO[0]) is None
    leases.save(URL, TWO[0], state)
    assert leases.saved(URL, TWO[0]) == state and leases.saved(URL, TWO[1]) is None
    (file,) = cache.rglob("state.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (file.parent, file.parent.parent)} == {0o700}
    assert TWO[0].login not in str(file)
    leases.forget(URL, TWO[0])
    assert leases.saved(URL, TWO[0]) is None


class _Page:
    """A window with a picture, as far as a person needs one."""

    child_frames = ()

    def get_by_role(self, role: str, **named: object) -> _Page:
        return self

    def count(self) -> int:
        return 1

    def screenshot(self, path: Path) -> None:
        path.write_bytes(b"a picture")


def test_a_command_answers_for_a_person(tmp_path: Path) -> None:
    script = tmp_path / "answers.py"
    script.write_text("import sys; print(len(open(sys.argv[1], 'rb').read()))")
    page: Any = _Page()
    assert Person(tmp_path / "captcha", f"{sys.executable} {script}")(page) == "9"


def test_where_nobody_answers_it_is_told_and_not_asked_again(tmp_path: Path) -> None:
    asked, page = tmp_path / "asked", _Page()
    script = tmp_path / "silent.py"
    script.write_text(f"open({str(asked)!r}, 'a').write('x')")
    person: Any = Person(tmp_path / "captcha", f"{sys.executable} {script}")
    for _ in range(2):
        with pytest.raises(CaptchaUnavailable, match="gave no answer"):
            person(page)
    assert asked.read_text() == "x"
