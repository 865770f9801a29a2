"""What guards, steps and evidence cost a test: scenarios with all of it, and with nobody watching, turn about.

A test is all of it: set-up, call and teardown. Chosen is one scenario from most steps of the memo: forms, cards, the
live page and its telephones, lists, settings. The browser is the headless shell, as in every run without HEADED.
`python -m tests.bench.watching` prints the figures as one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from statistics import median
from typing import cast

import pytest

from fixtures.windows import Windows
from pages.steps import listeners

MEMO = Path(__file__).parents[2] / "scenarios" / "memo"
CHOSEN = (
    "test_account_password_and_code_log_in",
    "test_an_immediate_conference_runs_right_after_its_creation",
    "test_with_a_guest_password_anybody_who_knows_it_may_dial_in",
    "test_subject_and_time_are_shown",
    "test_only_the_ticked_are_called_and_nobody_twice",
    "test_the_conferences_of_the_chosen_period_are_listed",
    "test_a_new_password_asks_for_the_old_one_and_ends_other_log_ins",
    "test_contacts_are_shown_changed_and_added",
)
TURNS = 7  # the first is thrown away
WATCHED, BARE = "watched", "bare"


class Turns:
    """Takes each test of a run several times, watched and bare next to one another, and notes how long it took."""

    def __init__(self) -> None:
        self.seconds: defaultdict[tuple[str, int, str], float] = defaultdict(float)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        turns = [(turn, kind) for turn in range(TURNS) for kind in (WATCHED, BARE)]
        metafunc.fixturenames.append("turn")
        metafunc.parametrize("turn", turns, ids=[f"{kind}-{turn}" for turn, kind in turns], indirect=True)

    @pytest.fixture
    def turn(self, request: pytest.FixtureRequest) -> object:
        return request.param

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Turn by turn; within a turn a test's two runs side by side, and which comes first changes."""
        items.sort(
            key=lambda item: (_turn(item)[0], _name(item), (_turn(item)[1] == BARE) == (_turn(item)[0] % 2 == 0))
        )

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Innermost, so that the listeners of this test are there already."""
        if _turn(item)[1] == WATCHED:
            return (yield)
        following = listeners[:]
        listeners.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Windows, "watch", lambda windows, context: windows.contexts.append(context))
            patch.setattr(Windows, "settle", lambda windows: None)
            try:
                return (yield)
            finally:
                listeners[:] = following

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        self.seconds[_name(item), *_turn(item)] += call.duration
        return (yield)

    def pairs(self) -> list[tuple[float, float]]:
        """Seconds of every pair but those of the first turn: watched, bare."""
        warm = {(name, turn) for name, turn, _ in self.seconds if turn}
        return [(self.seconds[name, turn, WATCHED], self.seconds[name, turn, BARE]) for name, turn in sorted(warm)]


def _turn(item: pytest.Item) -> tuple[int, str]:
    assert isinstance(item, pytest.Function)
    turn, kind = cast("tuple[int, str]", item.callspec.params["turn"])
    return turn, kind


def _name(item: pytest.Item) -> str:
    return getattr(item, "originalname", item.name)


def main() -> int:
    turns = Turns()
    told = [str(MEMO), "-q", "--no-header", "--no-summary", "--browser", "chromium", "-k", " or ".join(CHOSEN)]
    failed = pytest.main([*told, "-p", "no:cacheprovider"], plugins=[turns])
    pairs = turns.pairs()
    if failed or len({name for name, _, _ in turns.seconds}) != len(CHOSEN):
        print("The chosen scenarios did not pass, or are not all there; there is nothing to compare.", file=sys.stderr)
        return 1
    figures = {
        "share": median(watched / bare for watched, bare in pairs) - 1,
        WATCHED: median(watched for watched, _ in pairs),
        BARE: median(bare for _, bare in pairs),
    }
    print(f"\n{json.dumps(figures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
