"""The report of a load run: what its reader sees in a browser, and what lies beside it for machines."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from load import objectives, validity
from load.verdict import judged
from reports import histograms, load_report, past_runs
from reports.load_allure import FEATURES
from reports.load_figures import SLICES, rows, slices
from reports.load_plots import HIGH, WIDE, Curve, plot
from reports.load_run import Check, LoadRun
from tests.load_runs import a_run, with_latency

ASKED = [objectives.read(text) for text in ("p95 of join < 300 ms", "p99 of invite < 45 ms", "failures < 0.1 %")]
EVIL = Check(
    "audit", "add: acknowledged ≤ portal ≤ attempted", "failed", "<script>alert(1)</script>", 1, 0, ("<b>x</b>",)
)
RUN = a_run(conferences=400, seconds=60, warm_up=20)


def judge(run: LoadRun, *more: Check) -> LoadRun:
    return judged(run, [*validity.checks(run, ASKED), *objectives.checks(run, ASKED), *more])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that missed an objective and failed its audit, with some of its like before it."""
    made = tmp_path_factory.mktemp("load")
    history = made / "history.jsonl"
    for day in range(1, 6):
        past_runs.note(history, replace(judge(RUN), started=f"2026-11-0{day}T10:00:00Z"))
    load_report.write(judge(with_latency(RUN, "end", 0.1, failed=9), EVIL), made / "run", history)
    return made / "run"


@pytest.mark.parametrize("width", [1280, 390])
def test_its_reader_finds_the_sentence_first_and_nothing_from_the_network(width: int, folder: Path, page: Page) -> None:
    """Opened as a file: no request leaves the machine, no script fails, nothing sticks out of a narrow window."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / "report.html").as_uri())
    sentence = page.get_by_role("heading", level=1)
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_have_text(LoadRun.read(folder).sentence)
    expect(page.get_by_text("<script>alert(1)</script>").last).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Verdicts")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [(folder / "report.html").as_uri()]


def test_what_failed_lies_open_what_passed_is_folded(folder: Path, page: Page) -> None:
    page.goto((folder / "report.html").as_uri())
    expect(page.get_by_text("p99 of invite:")).to_be_visible()
    expect(page.get_by_text("<b>x</b>")).to_be_visible()
    folded = page.get_by_text("no worker was lost", exact=False).or_(page.get_by_text("2 workers, none was lost."))
    expect(folded.first).to_be_hidden()
    page.get_by_text("Was the run valid?").click()
    expect(folded.first).to_be_visible()


def test_the_cursor_reads_all_curves_at_the_same_moment(folder: Path, page: Page) -> None:
    page.goto((folder / "report.html").as_uri())
    live = page.get_by_role("figure").filter(has_text="Journeys at the same time")
    expect(live.get_by_role("status")).to_contain_text("max")
    live.get_by_role("img").hover()
    expect(live.get_by_role("status")).to_have_text(re.compile("|".join(_live_in_the_middle(RUN))))
    processor = page.get_by_role("figure").filter(has_text="The generator's processor")
    expect(processor.get_by_role("status").first).not_to_contain_text("max")


def _live_in_the_middle(run: LoadRun) -> list[str]:
    """Of the two intervals that meet there."""
    middle = (run.warm_up + run.seconds) / 2
    return [f"^{one.live}$" for one in run.intervals if one.begins <= middle <= one.begins + one.seconds]


def test_the_table_says_what_the_histograms_say(folder: Path, page: Page) -> None:
    page.goto((folder / "report.html").as_uri())
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="end", exact=True)).first
    expect(row).to_contain_text("2,0009 (0.45 %)")
    p99 = histograms.at(
        histograms.decode(next(m.service for m in LoadRun.read(folder).measured if m.name == "end")), 99
    )
    assert 0.1 <= p99 < 0.106
    expect(row).to_contain_text(f"{p99 * 1000:.0f} ms")


def test_a_run_of_which_nothing_is_known_is_shown_too(tmp_path: Path, page: Page) -> None:
    nothing = replace(RUN, measured=(), intervals=(), workers=(), slowest=(), ledger={}, inputs={}, target={})
    run = judge(replace(nothing, incomplete="the target cannot be reached", target_absent="it has no /metrics."))
    page.goto(load_report.write(run, tmp_path / "run", tmp_path / "none.jsonl").as_uri())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not valid")
    expect(page.get_by_text("Nothing was measured.")).to_be_visible()
    expect(page.get_by_text("it has no /metrics.")).to_be_visible()


def test_the_files_beside_it(folder: Path) -> None:
    """JSON of everything, CSV of figures, of the course of time and of the checks."""
    run = LoadRun.read(folder)
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        figures = list(csv.DictReader(file))
    assert len(figures) == len(run.measured)
    join = next(row for row in figures if row["name"] == "join")
    told = histograms.decode(next(one.service for one in run.measured if one.name == "join"))
    assert float(join["service p95"]) == pytest.approx(histograms.at(told, 95))
    assert join["service p99.9"] == ""  # of 400 none lies beyond
    with (folder / "over-time.csv").open(encoding="utf-8", newline="") as file:
        over_time = list(csv.DictReader(file))
    assert len(over_time) == sum(len(one.latency) for one in run.intervals)
    with (folder / "checks.csv").open(encoding="utf-8", newline="") as file:
        assert [row["verdict"] for row in csv.DictReader(file)] == [one.verdict for one in run.checks]


def test_allure_has_a_case_for_each_check(folder: Path) -> None:
    """In their order; the sentence and the report hang on the whole run, for a file that many share is shown once."""
    run = LoadRun.read(folder)
    cases = [json.loads(file.read_text("utf-8")) for file in (folder / "allure-results").glob("*-result.json")]
    assert len(cases) == len(run.checks)
    status = {"passed": "passed", "failed": "failed", "not checked": "skipped"}
    assert {one["name"]: one["status"] for one in cases} == {one.name: status[one.verdict] for one in run.checks}
    labels = {one["name"]: {label["name"]: label["value"] for label in one["labels"]} for one in cases}
    assert labels[EVIL.name] == {
        "epic": "Load",
        "feature": FEATURES["audit"],
        "suite": "Load: peak",
        "verdict": "product",
    }
    in_order = [one["name"] for one in sorted(cases, key=lambda one: one["start"])]
    assert in_order == [one.name for one in run.checks]
    assert all(("description" in one) is (one["status"] != "failed") for one in cases)
    (file,) = (folder / "allure-results").glob("*-globals.json")
    whole = json.loads(file.read_text("utf-8"))
    assert whole["errors"] == [{"message": run.sentence}]
    attached = {one["name"]: one["source"] for one in whole["attachments"]}
    assert attached.keys() == {"report.html", "figures.csv"}
    assert all((folder / "allure-results" / source).stat().st_size for source in attached.values())
    told = (folder / "allure-results" / "environment.properties").read_text("utf-8").splitlines()
    assert told[:2] == ["verdict=audit failed", "profile=peak"]
    again = {one["historyId"] for one in cases}
    load_report.write(run, folder, folder.parent / "history.jsonl")
    cases = [json.loads(file.read_text("utf-8")) for file in (folder / "allure-results").glob("*-result.json")]
    assert {one["historyId"] for one in cases} == again  # and what was there before is gone
    assert len(cases) == len(run.checks)


def test_the_history_keeps_what_is_alike_together(tmp_path: Path) -> None:
    history = tmp_path / "load" / "history.jsonl"
    run = judge(RUN)
    assert past_runs.last(history, run) == []
    for number in range(35):
        past_runs.note(history, replace(run, started=str(number)))
        past_runs.note(history, replace(run, inputs={**run.inputs, "profile": "soak"}))
    with history.open("a", encoding="utf-8") as file:
        file.write('{"started": "cut off by a full di')
    found = past_runs.last(history, run)
    assert [one.started for one in found] == [str(number) for number in range(5, 35)]
    assert found[0].values.keys() == {one.text for one in ASKED}
    assert found[0].verdict == run.verdict


def test_the_command_writes_it_again_and_says_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load_report.main([str(folder)]) == 0
    assert LoadRun.read(folder).sentence in capsys.readouterr().out
    assert load_report.main([str(folder / "none")]) == 2
    assert "report: " in capsys.readouterr().err


def test_long_runs_are_drawn_in_few_slices_and_lose_nothing() -> None:
    many = [replace(RUN.intervals[0], begins=5.0 * n, live=n, good=3) for n in range(2000)]
    few = slices(many)
    assert len(few) <= SLICES
    assert sum(one.good for one in few) == 6000
    assert max(one.live for one in few) == 1999
    counts = [sum(histograms.decode(one.latency["join"][0]).total_count for one in some) for some in (few, many[:20])]
    assert counts[0] == 100 * counts[1]


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**10).map(lambda n: n / 1000)), min_size=1, max_size=50),
    st.sampled_from([None, 0.001, 1.0, 5e6]),
    st.floats(1, 1e6),
)
def test_curves_stay_on_their_plane(values: list[float | None], limit: float | None, seconds: float) -> None:
    """Whatever the values are: the highest fits, ticks are few, in order and on the plane."""
    points = [(seconds * n / len(values), value) for n, value in enumerate(values)]
    drawn = plot("x", [Curve("x", points, "c1", filled=True)], (0.0, seconds), limit=limit, warm_up=seconds / 3)
    there = [value for value in values if value is not None]
    assert bool(drawn) == bool(there)
    if drawn is None:
        return
    places = [tuple(map(float, place.split())) for place in re.split("[ML]", drawn.curves[0].path)[1:]]
    assert len(places) == len(there)
    assert all(0 <= x <= WIDE and -0.01 <= y <= HIGH for x, y in places)
    assert drawn.top >= max(there) * 0.999
    assert max(there) == 0 or drawn.limit or drawn.top <= 5 * max(there)
    for ticks in (drawn.across, drawn.up):
        assert 1 <= len(ticks) <= 9
        assert all(-0.01 <= place <= 100.01 and math.isfinite(place) for place, _ in ticks)
    assert drawn.limit is None or 0 <= drawn.limit[0] <= 100


def test_a_gap_breaks_the_line_and_a_point_alone_is_a_dot() -> None:
    """Nothing is drawn where nothing was measured."""
    drawn = plot("x", [Curve("x", [(0, 4.0), (1, 4.0), (2, None), (3, 2.0)], "c1")], (0, 4))
    assert drawn
    assert drawn.curves[0].path == "M0.0 33.33L250.0 33.33M750.0 66.67"
    assert drawn.curves[0].dots == "M750.0 66.67h0"


def test_nothing_to_draw_is_no_plot() -> None:
    assert plot("x", [Curve("x", [], "c1")], (0, 10)) is None


def test_rows_keep_good_and_failed_apart() -> None:
    row = next(row for row in rows(with_latency(RUN, "end", 0.1, failed=9), "action") if row.name == "end")
    assert (row.good, row.failed, row.service.count, row.failures.count) == (2000, 9, 2000, 9)
    assert row.share_failed == pytest.approx(9 / 2009)
