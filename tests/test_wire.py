"""What a load journey writes into a request and reads from a live line, whatever stands in it."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from load import forms
from load.line import Event
from load.server_events import Events

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_VALUES = st.one_of(_TEXT, st.lists(_TEXT, max_size=3))
_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12)


@given(st.lists(st.tuples(_TEXT, _VALUES)))
def test_a_form_is_sent_as_browsers_send_it(pairs: list[tuple[str, str | list[str]]]) -> None:
    """WHATWG URL, 5: as the standard library encodes it."""
    assert forms.encoded(pairs) == urlencode(pairs, doseq=True).encode()


@given(
    st.lists(st.tuples(_LINE, st.lists(_LINE, min_size=1, max_size=3))),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(st.integers(0, 300)),
)
def test_events_are_the_same_however_they_arrive(told: list[tuple[str, list[str]]], ends: str, cuts: list[int]) -> None:
    """WHATWG HTML, 9.2.6: cut anywhere, in the middle of a letter, too; comments are no events."""
    lines = [
        line
        for number, (kind, data) in enumerate(told)
        for line in (f"id: {number}", f"event: {kind}", ": a sign of life", *(f"data: {one}" for one in data), "")
    ]
    sent = "".join(line + ends for line in lines).encode()
    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    events = Events()
    seen = [event for a, b in pairwise(places) for event in events.feed(sent[a:b])]
    expected = [Event(kind or "message", str(n), "\n".join(data)) for n, (kind, data) in enumerate(told)]
    assert seen == expected
