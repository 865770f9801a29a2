"""What a browser on board writes down: of each page visit the vitals once, of each step its time."""

from __future__ import annotations

import io
import json

from fixtures.aboard import Logbook
from pages.steps import Step


def test_a_visit_counts_once() -> None:
    """Of a page visit the latest LCP and the longest INP, when its scenario is over."""
    file = io.StringIO()
    book = Logbook(file)
    for what, seconds in (("LCP", 0.1), ("INP", 0.2), ("LCP", 0.3), ("INP", 0.1)):
        book.see(None, {"what": what, "seconds": seconds, "path": "/conferences/17/control", "visit": 5.5})
    assert not file.getvalue()
    book.close_visits()
    book.close_visits()
    told = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [(one["what"], one["name"], one["seconds"]) for one in told] == [
        ("LCP", "/conferences/N/control", 0.3),
        ("INP", "/conferences/N/control", 0.2),
    ]


def test_a_step_within_a_step_counts_once_and_a_short_cut_not_at_all() -> None:
    """What a scenario is given past the pages nobody sees; of what prepares by pages the steps within are seen."""
    file = io.StringIO()
    book = Logbook(file)

    def take(name: str, *within: str) -> None:
        step = Step(name, "", "", (), "do", 0, {})
        book.step_started(step)
        for one in within:
            take(one)
        book.step_ended(step, None)

    take("given.conference")
    take("planning.schedule", "plan.enter_subject")
    take("given.on_the_way", "portal.open_planning")
    assert [json.loads(line)["name"] for line in file.getvalue().splitlines()] == [
        "planning.schedule",
        "portal.open_planning",
    ]
