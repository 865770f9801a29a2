"""Objectives of a load profile: the grammar, what each is judged by, and that nothing to look at has not passed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from load.objectives import checks, read, value
from reports import histograms
from reports.load_run import LoadRun, Measured
from tests.load_runs import a_run, with_latency

RUN = a_run(conferences=400, seconds=30, warm_up=10)


@pytest.mark.parametrize(
    ("text", "what", "percentile", "clock", "limit"),
    [
        ("p95 of join < 300 ms", "join", 95, "service", 0.3),
        ("p95 of join from intended start < 0.4 s", "join", 95, "intended", 0.4),
        ("join p99.9 < 2 min", "join", 99.9, "service", 120),
        ("  p50   of log in<40ms ", "log in", 50, "service", 0.04),
        ("first participant connected p99 < 2 s after answer", "connected", 99, "service", 2),
        ("p99 of first participant connected < 2 s", "connected", 99, "service", 2),
        ("p95 of chair actions < 300 ms", "chair actions", 95, "service", 0.3),
        ("p95 of POST /planning < 300 ms", "POST /planning", 95, "service", 0.3),
        ("failures < 0.1 %", "actions", None, "service", 0.001),
        ("failures of conference < 1%", "conference", None, "service", 0.01),
    ],
)
def test_what_people_say_is_understood(text: str, what: str, percentile: float, clock: str, limit: float) -> None:
    found = read(text, ["join", "log_in", "connected", "conference"])
    assert (found.what, found.percentile, found.clock) == (what, percentile, clock)
    assert found.limit == pytest.approx(limit)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("join is fast", "is not understood: write it like “p95 of join < 300 ms”"),
        ("p95 of join > 300 ms", "is not understood"),
        ("join < 300 ms", "does not say what to measure"),
        ("p95 of join < 3 %", "its limit must be a time"),
        ("failures < 3 ms", "its limit must be a share"),
        ("p100 of join < 3 ms", "a percentile lies between 0 and 100"),
        ("p95 of join < 0 ms", "is impossible"),
        ("failures < 0 %", "is impossible"),
        ("failures < 100 %", "asks for nothing"),
        ("p9.5.1 of join < 3 ms", "9.5.1 is no number"),
        ("p95 of join < . ms", ". is no number"),
        ("p95 of join < 3 s after answer", "“after answer” goes with"),
        ("failures from intended start < 1 %", "failures have no clock"),
        ("p95 of jion < 3 ms", "no “jion”. Did you mean “join”?"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(text: str, told: str) -> None:
    with pytest.raises(ValueError, match="objective") as refused:
        read(text, ["join", "log_in"])
    assert told in str(refused.value) and str(refused.value).endswith((".", "?"))
    assert text in str(refused.value)


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        assert read(text).limit > 0
    except ValueError as refused:
        assert "the objective" in str(refused)


def judged(text: str, run: LoadRun = RUN) -> tuple[str, str]:
    [check] = checks(run, [read(text)])
    return check.verdict, check.says


def test_value_limit_and_margin_are_read_aloud() -> None:
    run = with_latency(RUN, "join", 0.2, count=1000)
    assert judged("p50 of join < 400 ms", run) == (
        "passed",
        "p50 of join: 200 ms, limit 400 ms, 50 % to spare; of 1,000.",
    )
    assert judged("p50 of join < 100 ms", run)[0] == "failed"
    assert "100 % over" in judged("p50 of join < 100 ms", run)[1]


def test_a_limit_that_is_reached_is_missed() -> None:
    asked = read("p95 of join < 1 s")
    reached = value(RUN, asked)
    assert reached
    [check] = checks(RUN, [replace(asked, limit=reached)])
    assert (check.verdict, check.value) == ("failed", check.limit)
    assert "and it must stay below" in check.says


def test_the_clock_that_is_asked_for_is_read() -> None:
    service, intended = (histograms.encoded(histograms.of([seconds] * 9)) for seconds in (0.1, 0.5))
    late = Measured("action", "join", 9, 0, service, intended, "")
    run = replace(RUN, measured=(late,))
    assert judged("p95 of join < 300 ms", run)[0] == "passed"
    assert judged("p95 of join from intended start < 300 ms", run)[0] == "failed"


def test_a_group_is_judged_as_one() -> None:
    """One slow action of several moves the percentile of the group by its share."""
    run = replace(RUN, measured=())
    for action, seconds in (("add", 0.01), ("invite", 0.01), ("end", 1.0), ("log_in", 9.0)):
        run = with_latency(run, action, seconds, count=100)
    assert judged("p60 of chair actions < 100 ms", run)[0] == "passed"
    assert judged("p70 of chair actions < 100 ms", run)[0] == "failed"
    assert "of 300." in judged("p60 of chair actions < 100 ms", run)[1]


def test_failures() -> None:
    run = with_latency(RUN, "join", 0.01, count=90, failed=10)
    assert judged("failures of join < 10 %", run)[0] == "failed"  # must stay below
    assert judged("failures of join < 11 %", run)[0] == "passed"
    assert "10 % (10 of 100), limit 11 %, 9 % to spare." in judged("failures of join < 11 %", run)[1]
    assert "limit 5 %, 100 % over." in judged("failures of join < 5 %", run)[1]
    assert "could go unseen" in judged("failures of join < 1 %", with_latency(RUN, "join", 0.01, count=50))[1]


@pytest.mark.parametrize("text", ["p95 of dial_in < 1 s", "failures of dial_in < 1 %", "p95 of join < 1 s"])
def test_nothing_to_look_at_has_not_passed(text: str) -> None:
    verdict, says = judged(text, replace(RUN, measured=tuple(m for m in RUN.measured if m.name != "join")))
    assert verdict == "failed"
    assert "nothing to look at has not passed" in says


@pytest.mark.parametrize(("percentile", "samples"), [(50, 5), (90, 29), (95, 59), (99, 299), (99.9, 2995)])
def test_how_many_samples_a_percentile_needs(percentile: float, samples: int) -> None:
    """Wilks: the least n with 1 − p^n ≥ 95 %."""
    assert read(f"p{percentile} of join < 1 s").samples == samples
