"""What is taken for a number or an address, and what is not: the pure judgement that browsers and load ask alike."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.strangers import Rules, refusal, typed

RULES = Rules(
    True,
    frozenset({"80 25 999-07-01"}),
    frozenset({"QA@example.com", "375291234567@example.com"}),
    {"375259990700": "Konferencia-2026"},
)
FORM = {"content-type": "application/x-www-form-urlencoded"}


@given(
    code=st.sampled_from(["25", "29", "33", "44", "17"]),
    rest=st.text("0123456789", min_size=7, max_size=7),
    begin=st.sampled_from(["+375", "375", "80", "8 0", "00375", "810375", ""]),
    gaps=st.lists(st.sampled_from(["", " ", "-", ".", "(", ")", "\u00a0", "–", " ("]), min_size=9, max_size=9),
    field=st.sampled_from(["number-1", "to", "x"]),
)
def test_a_number_is_seen_however_it_is_grouped(code: str, rest: str, begin: str, gaps: list[str], field: str) -> None:
    written = begin + "".join(gap + digit for gap, digit in zip(gaps, code + rest, strict=True))
    if (code + rest) == "259990701":
        return
    assert typed(RULES, written)
    assert refusal(
        RULES,
        "POST",
        "https://p.example/x",
        {"content-type": "application/json"},
        json.dumps({field: written}).encode(),
    )


@pytest.mark.parametrize(
    "text",
    [
        "+375 25 999-07-01", "375259990701", "8 (025) 999-07-01", "qa@example.com", "375291234567@example.com",
        "23.11.2026 15:30", "2026-11-23", "Совет 23.11.2026, 60 минут", "1440", "999999", "1732272000000",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "123e4567-e89b-12d3-a456-426614174000",
        "375259990700", "Konferencia-2026", "№ 17-25/2026",
    ],
)  # fmt: skip
def test_what_is_harmless_may_be_typed(text: str) -> None:
    assert not typed(RULES, text)


def test_an_own_number_is_a_strangers_anywhere_but_in_the_log_in() -> None:
    log_in = b"account=375259990700&password=Konferencia-2026&code=12345"
    assert not refusal(RULES, "POST", "https://p.example/login", FORM, log_in)
    assert refusal(RULES, "POST", "https://p.example/login", FORM, b"account=375259990700&password=another&code=12345")
    assert refusal(RULES, "POST", "https://p.example/planning", FORM, b"number-1=375259990700")
    assert refusal(RULES, "POST", "https://p.example/login", FORM, log_in + b"&to=375259990700")


def test_the_way_out_is_free_whatever_stands_in_the_page() -> None:
    shown = ["Мой телефон +375 29 123-45-67"]
    assert not refusal(RULES, "POST", "https://p.example/logout", FORM, b"csrf=a1b2c3", shown)
    assert refusal(RULES, "POST", "https://p.example/logout", FORM, b"a=1&b=2&c=3&d=schedule", shown)
    assert refusal(RULES, "POST", "https://p.example/plan?next=logout", FORM, b"csrf=a1b2c3", shown)


def test_what_stands_in_the_form_counts_as_sent() -> None:
    assert refusal(RULES, "POST", "https://p.example/x", FORM, b"ticked=3", ["Иван +375 29 123-45-67"])
    assert not refusal(RULES, "POST", "https://p.example/x", FORM, b"ticked=3", ["Анна +375 25 999-07-01"])
    assert not refusal(RULES, "GET", "https://p.example/x", {}, None, ["Иван +375 29 123-45-67"])


def test_a_refusal_does_not_repeat_the_number() -> None:
    assert "1234567" not in typed(RULES, "+375 29 123-45-67")
