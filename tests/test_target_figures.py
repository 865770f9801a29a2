"""What a target tells of itself during a load run: its gauges, or why there are none. It never ends the run."""

from __future__ import annotations

import pytest

from load.target_figures import TargetFigures
from tests.scripted import Answer, Text, page, reset, scripted

METRICS = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 30\r\n\r\n# TYPE live gauge\nlive 7.0\n"


@pytest.mark.parametrize(
    "answer",
    [page("", "404 Not Found"), reset, Text("no HTTP at all\r\n\r\n", goes_on=False), Text(METRICS, goes_on=False)],
    ids=["none", "reset", "no HTTP", "cut off"],
)
def test_a_target_without_figures_is_said_so(answer: Answer) -> None:
    with scripted({"/metrics": answer}) as url:
        figures = TargetFigures(url, None)
        figures.look(0.0)
    assert figures.absent.startswith(f"{url}/metrics gives no figures: ")
    assert not figures.series
