"""The soak: what counts as flaky, how tests are ranked, and that an unchanged portal was really unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures import folders, soak
from reports.run import Case, Outcome, Run
from reports.soak import Endurance, ranked
from tests.stand_in import lay_down


def repetition(*outcomes: tuple[str, Outcome, float]) -> Run:
    tests = tuple(
        Case(name, outcome, seconds=seconds, verdict="" if outcome == "passed" else "product", broke=f"{name} broke")
        for name, outcome, seconds in outcomes
    )
    return Run("now", 1.0, {}, tests)


def test_the_ranking() -> None:
    runs = [
        repetition(("a", "passed", 1.0), ("b", "failed", 2.0), ("c", "flaky", 1.0), ("d", "passed", 1.0)),
        repetition(("a", "failed", 3.0), ("b", "failed", 2.0), ("c", "failed", 1.0), ("d", "passed", 5.0)),
        repetition(("a", "passed", 2.0), ("b", "failed", 2.0), ("c", "passed", 1.0), ("d", "skipped", 0.0)),
    ]
    found = ranked(runs, "quiet")
    assert [(one.test, one.failed, one.ran, one.flaky) for one in found.tests] == [
        ("b", 3, 3, False),
        ("c", 2, 3, True),
        ("a", 1, 3, True),
        ("d", 0, 2, False),
    ]
    assert found.tests[2] == Endurance("a", 3, 1, median=2.0, p95=3.0, verdicts=("product",), broke="a broke")
    assert found.headline() == "3 repetitions of 4 tests, quiet: 2 flaky, 1 always failing."
    assert not found.good
    assert any(line.startswith("FLAKY   2 of 3  c") for line in found.lines())


def test_what_was_changed_meanwhile_spoils_it() -> None:
    found = ranked([repetition(("a", "passed", 1.0))], "quiet", ["pages/login.py"])
    assert not found.good
    assert "changed meanwhile: pages/login.py; start it again" in found.lines()
    assert ranked([repetition(("a", "passed", 1.0))], "quiet").good
    assert not ranked([], "quiet").good  # a check that had nothing to look at has not passed


SOAKED = """
from pathlib import Path
import pytest

def test_wobbles():
    tried = Path(__file__).with_name("tried")
    tried.touch() if not tried.exists() else tried.unlink()
    assert tried.exists()

def test_holds(): pass
"""


@pytest.mark.parametrize(
    ("chosen", "code", "told"),
    [
        ("wobbles or holds", 1, "2 repetitions of 2 tests, beside 1 busy processes: 1 flaky."),
        pytest.param("nothing", 2, "pytest ended with code 5", marks=pytest.mark.nightly),
    ],
)
def test_a_soak(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    chosen: str,
    code: int,
    told: str,
) -> None:
    lay_down(pytester, SOAKED)
    monkeypatch.setattr(folders, "name", lambda root, kind: tmp_path / "out" / kind / "one")
    arguments = ["--times", "2", "--load", "1", "--", str(pytester.path), "-p", "no:playwright", "-k", chosen]
    assert soak.main(arguments) == code
    assert told in "".join(capsys.readouterr())
    if code == 1:
        written = json.loads((tmp_path / "out" / "soak" / "one" / "soak.json").read_text("utf-8"))
        assert [(one["test"].split("::")[1], one["failed"]) for one in written["tests"]] == [
            ("test_wobbles", 1),
            ("test_holds", 0),
        ]


def test_ctrl_c_leaves_what_the_repetitions_up_to_now_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    done = iter([repetition(("a", "passed", 1.0)), repetition(("a", "failed", 1.0))])

    def repeat(folder: Path, arguments: list[str]) -> Run:
        try:
            return next(done)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(folders, "name", lambda root, kind: tmp_path / kind / "one")
    monkeypatch.setattr(soak, "_repeat", repeat)
    assert soak.main(["--times", "5"]) == 130
    assert "2 repetitions of 1 tests, quiet: 1 flaky." in capsys.readouterr().out
    assert json.loads((tmp_path / "soak" / "one" / "soak.json").read_text("utf-8"))["repetitions"] == 2
