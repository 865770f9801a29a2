"""What `compare` finds in a folder of stored runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from load import builds
from load.target import Unusable
from reports.load_run import LoadRun
from tests.load_runs import a_run

RUN = a_run(conferences=20, seconds=10, warm_up=5)


def kept(folder: Path, run: LoadRun) -> Path:
    folder.mkdir()
    run.write(folder / "run.json")
    return folder


def test_each_run_of_the_profile_is_taken_once(tmp_path: Path) -> None:
    """Not what `latest` leads to, which is one of them, and no run of another profile."""
    first = kept(tmp_path / "1", RUN)
    kept(tmp_path / "2", replace(RUN, started="later"))
    kept(tmp_path / "3", replace(RUN, inputs={**RUN.inputs, "profile": "smoke"}))
    (tmp_path / "latest").symlink_to(first)
    assert [run.started for run in builds.stored(str(tmp_path), "peak")] == [RUN.started, "later"]
    assert builds.stored(str(first), "peak") == [RUN]


def test_what_is_no_run_is_told(tmp_path: Path) -> None:
    (kept(tmp_path / "1", RUN) / "run.json").write_text("{}", "utf-8")
    with pytest.raises(Unusable, match="is a file of another kind"):
        builds.stored(str(tmp_path), "peak")


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"plan": {"arrivals": {"phases": [{"seconds": 10, "rate": [4, 4]}]}}}, "--times"),
        ({"workers": 3}, "workers"),
        ({"arrivals": "one after another, by Locust's users"}, "how conferences came"),
    ],
)
def test_runs_of_another_load_are_not_compared(other: dict[str, object], what: str) -> None:
    """Twice the rate is slower, too."""
    builds.check_alike([RUN, RUN])
    with pytest.raises(Unusable, match=what):
        builds.check_alike([RUN, replace(RUN, inputs={**RUN.inputs, **other})])
