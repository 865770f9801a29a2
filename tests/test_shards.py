"""Shards of a run: every test in exactly one of them, about equally long, the same each time; and together one run."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import durations, junit, memo_coverage, summary
from reports.durations import shards
from reports.run import read
from tests.stand_in import run_here

NAMES = st.sets(st.text("abcdef", min_size=1, max_size=6), max_size=40)
KNOWN = st.dictionaries(st.text("abcdef", min_size=1, max_size=6), st.floats(0.01, 90), max_size=40)


@given(NAMES, KNOWN, st.integers(1, 6))
def test_each_test_is_in_one_shard_and_shards_are_even(names: set[str], known: dict[str, float], count: int) -> None:
    parts = shards(names, known, count)
    assert len(parts) == count
    assert sorted(name for part in parts for name in part) == sorted(names)
    assert parts == shards(reversed(sorted(names)), known, count)
    record = sorted(known[name] for name in names if name in known)
    middling = (record[(len(record) - 1) // 2] + record[len(record) // 2]) / 2 if record else 1.0
    lengths = [sum(known.get(name, middling) for name in part) for part in parts]
    longest = max((known.get(name, middling) for name in names), default=0.0)
    assert max(lengths) - min(lengths) <= longest + 1e-6


TESTS = """
import pytest
@pytest.mark.memo("1.1")
def test_long(): pass
@pytest.mark.parametrize("n", range(4))
def test_short(n): pass
@pytest.mark.memo("2.1")
def test_new(): pass
"""
SECONDS = {"test_inside.py::test_long": 4.0} | {f"test_inside.py::test_short[{n}]": 1.0 for n in range(4)}
NO_BROWSER = ("-p", "no:playwright", "-p", "no:cacheprovider")


def test_two_shards_together_are_the_run(pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]) -> None:
    (pytester.path / "durations.json").write_text(json.dumps(SECONDS), "utf-8")
    told = []
    for number in (1, 2):
        folder = pytester.path / f"shard-{number}"
        run_here(pytester, TESTS, *NO_BROWSER, "--shard", f"{number}/2", "--out-folder", str(folder))
        told.append(folder)
    assert [len(run.tests) for run in read(told)] == [2, 4]  # 5 s and 4 s, the new one taken for 1 s
    capsys.readouterr()
    assert summary.main([*map(str, told), "-o", str(pytester.path / "all.html")]) == 0
    assert "6 passed" in capsys.readouterr().out
    page = (pytester.path / "all.html").read_text("utf-8")
    assert "1/2, 2/2" in page
    assert "test_long" in page
    assert junit.main([*(str(one / "junit.xml") for one in told), "-o", str(pytester.path / "all.xml")]) == 0
    assert (pytester.path / "all.xml").read_text("utf-8").count("<testcase ") == 6
    coverage = [str(one / "coverage.json") for one in told]
    assert memo_coverage.main(coverage) == 0
    assert "2 of 44 hold" in capsys.readouterr().out
    assert memo_coverage.main(["--require", *coverage]) == 1
    assert durations.main([*map(str, told), "-o", str(pytester.path / "new.json")]) == 0
    assert set(durations.load(pytester.path / "new.json")) == {*SECONDS, "test_inside.py::test_new"}


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "2", "a/b", "1/0"])
def test_a_wrong_shard_is_told(pytester: pytest.Pytester, wrong: str) -> None:
    result = run_here(pytester, TESTS, *NO_BROWSER, "--shard", wrong)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--shard {wrong}: it is the number of a part and how many there are, 2/5*"])


def test_the_whole_memo_is_not_required_of_a_part(pytester: pytest.Pytester) -> None:
    result = run_here(pytester, TESTS, *NO_BROWSER, "--shard", "1/2", "--memo-coverage=require")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*require it of all parts together*"])


@pytest.mark.parametrize(
    ("chosen", "dist"),
    [((), ("load", 1)), (("--maxschedchunk", "3"), ("load", 3)), (("--dist", "loadfile"), ("loadfile", None))],
)
def test_workers_are_handed_one_test_after_another(
    pytester: pytest.Pytester, chosen: tuple[str, ...], dist: tuple[str, int | None]
) -> None:
    """Unless the command line wants it otherwise."""
    pytester.makeconftest('pytest_plugins = ["fixtures.shards"]')  # as the house loads it
    config = pytester.parseconfig("-n", "2", *chosen)
    config.hook.pytest_cmdline_main.call_extra([lambda config: 0], {"config": config})
    assert (config.option.dist, config.option.maxschedchunk) == dist


IN_BROWSERS = """
import pytest
@pytest.mark.memo("1.1")
@pytest.mark.parametrize("browser_name", ["chromium", "firefox"])
@pytest.mark.parametrize("n", range(4))
def test_one(n, browser_name): pass
"""
OF_BROWSERS = {f"test_inside.py::test_one[{n}-chromium]": seconds for n, seconds in enumerate((1.0, 0.5, 3.0, 2.0))}


def test_a_worker_takes_the_longest_first_and_the_browsers_in_turn(pytester: pytest.Pytester) -> None:
    """All workers then end at about the same time. Firefox's tests are not known here: they stay as they are."""
    (pytester.path / "durations.json").write_text(json.dumps(OF_BROWSERS), "utf-8")
    result = run_here(pytester, IN_BROWSERS, *NO_BROWSER, "-n", "1", "-v")
    ran = [
        line.split("::test_one[")[1].split("]")[0] for line in result.outlines if "PASSED" in line and "[gw0]" in line
    ]
    assert ran == [f"{n}-chromium" for n in (2, 3, 0, 1)] + [f"{n}-firefox" for n in range(4)]


def test_a_run_with_an_order_of_its_own_keeps_it(pytester: pytest.Pytester) -> None:
    """`make detect` is one: it is done with a defect at the last of its scenarios."""
    (pytester.path / "durations.json").write_text(json.dumps(SECONDS | {"test_inside.py::test_new": 9.0}), "utf-8")
    result = run_here(pytester, TESTS, *NO_BROWSER, "-n", "1", "--dist", "loadscope", "-v")
    ran = [line.partition("::test_")[2].split()[0] for line in result.outlines if "PASSED" in line and "[gw0]" in line]
    assert ran == ["long", *(f"short[{n}]" for n in range(4)), "new"]


def test_durations_that_cannot_be_read_end_the_run_in_a_sentence(pytester: pytest.Pytester) -> None:
    (pytester.path / "durations.json").write_text("[]", "utf-8")
    result = run_here(pytester, TESTS, *NO_BROWSER, "-n", "1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*durations.json is no file of durations*"])
