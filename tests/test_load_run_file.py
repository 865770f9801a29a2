"""The run record as a file: read back as it was written, and a sentence for what is no such file."""

from __future__ import annotations

from pathlib import Path

import pytest

from load import objectives, validity
from load.verdict import judged
from reports.load_run import LoadRun
from reports.quantities import duration, share, things
from tests.load_runs import a_run

RUN = a_run(conferences=100, seconds=20, warm_up=10)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    asked = [objectives.read("p95 of join < 300 ms")]
    run = judged(RUN, [*validity.checks(RUN, asked), *objectives.checks(RUN, asked)])
    run.write(tmp_path / "run.json")
    assert LoadRun.read(tmp_path / "run.json") == LoadRun.read(tmp_path) == run


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no load run: Expecting value"),
        ("[]", "of another kind; load runs of schema 2"),
        ('{"tests": []}', "of another kind"),
        ('{"schema": 1}', "of schema 1; load runs of schema 2"),
        ('{"schema": 2, "started": "now"}', "is no whole load run: inputs: Field required."),
    ],
)
def test_another_file_is_refused_in_a_sentence(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"other\.json is") as refused:
        LoadRun.read(file)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 ms"), (0.000123, "0.12 ms"), (0.00512, "5.12 ms"), (0.0123, "12.3 ms"), (0.03, "30 ms"), (0.1, "100 ms"),
        (0.2414, "241 ms"), (0.9999, "1 s"), (1.934, "1.93 s"), (12.04, "12 s"), (59.97, "1 min"), (245, "4 min 05 s"),
        (3600, "1 h"), (5400, "1 h 30 min"), (-0.02, "−20 ms"),
    ],
)  # fmt: skip
def test_times_are_written_with_the_digits_that_were_measured(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 %"), (0.00001, "under 0.01 %"), (0.001, "0.1 %"), (0.0312, "3.1 %"), (0.5, "50 %"), (0.9949, "99.49 %"),
     (1, "100 %"), (18.1818, "1818 %")],
)  # fmt: skip
def test_shares(value: float, said: str) -> None:
    assert share(value) == said


def test_things() -> None:
    assert (things(1, "entry", "entries"), things(1200, "entry", "entries")) == ("1 entry", "1,200 entries")
