"""Numbers, accounts and the planning form: what is read, what is refused and where (memo 3.3, 5.1 to 5.7, 6.5, 6.7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import numbers
from portal.domain.moments import minsk
from portal.domain.plan import EXTENSIONS, REMINDERS, Invitee, Plan
from portal.domain.planning import fields_of, read_plan
from portal.domain.refusals import Refused
from portal.services import booking
from tests.core import MONDAY

OWN = "+375259991000"
TYPED = {
    "subject": "Совещание",
    "date": "23.11.2026",
    "time": "15:00",
    "minutes": "60",
    "size": "3",
    "own": "on",
    "extend_by": "0",
    "reminder": "0",
}


@pytest.mark.parametrize(
    "typed",
    ["375259990002", "+375259990002", "80259990002", "8 025 999-00-02", "+375 (25) 999 00 02", " 375 25 999 00 02 "],
)
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    """5.6: 375…, +375…, 80…, spaces and dashes; shown as +375 …"""
    assert numbers.parse(typed) == "+375259990002"
    assert numbers.shown("+375259990002") == "+375 25 999-00-02"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number_required"),
        ("позвонить Ивану", "number_characters"),
        ("375 25 999 00 0a", "number_characters"),
        ("37525999000", "number_length"),
        ("3752599900021", "number_length"),
        ("+375 20 999 00 02", "number_invalid"),
        ("+375 29 099 00 02", "number_invalid"),
        ("8 902 123 45 67", "number_premium"),
        ("103", "number_short"),
        ("+8816 1234 5678", "number_satellite"),
        ("+979 1 2345 6789", "number_premium"),
        ("+7 495 123 45 67", "number_abroad"),
    ],
)
def test_a_number_that_cannot_be_called_is_refused(typed: str, code: str) -> None:
    """5.6: each with its own reason."""
    with pytest.raises(Refused, match=f"^{code}$"):
        numbers.parse(typed)


@pytest.mark.parametrize("typed", ["+375259991000", "37525999100", "3752599910000", "37525999100a", "80259991000"])
def test_an_account_has_the_form_of_the_memo(typed: str) -> None:
    """3.3: 375 and nine digits, without «+»."""
    assert numbers.login(" 375259991000 ") == "375259991000"
    with pytest.raises(Refused, match="account_format"):
        numbers.login(typed)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"subject": "  "}, [("subject_required", "subject")]),
        ({"subject": "я" * 129}, [("subject_long", "subject")]),
        ({"date": "31.11.2026"}, [("date_format", "date")]),
        ({"date": "01.01.0001"}, [("date_format", "date")]),
        ({"date": "31.12.9999"}, [("date_format", "date")]),
        ({"date": "2026-11-23", "time": "15.00"}, [("date_format", "date"), ("time_format", "time")]),
        ({"time": "24:00"}, [("time_format", "time")]),
        ({"time": "09:59"}, [("start_past", "time")]),
        ({"date": "24.11.2027"}, [("start_far", "date")]),
        ({"minutes": "14"}, [("minutes_range", "minutes")]),
        ({"minutes": "1441"}, [("minutes_range", "minutes")]),
        ({"minutes": "час"}, [("minutes_range", "minutes")]),
        ({"size": "2"}, [("size_range", "size")]),
        ({"size": "51"}, [("size_range", "size")]),
        (
            {"number-1": "375259990002", "number-2": "375259990003", "number-3": "375259990004"},
            [("more_than_size", "size")],
        ),
        ({"number-1": "375259990002", "number-2": "8 025 9990002"}, [("number_repeated", "number-2")]),
        ({"number-1": "375259991000"}, [("number_repeated", "number-1")]),
        ({"number-4": "", "name-4": "Без номера"}, [("number_required", "number-4")]),
        ({"number-1": "375259990002", "email-1": "ivan@"}, [("email_format", "email-1")]),
        ({"number-1": "375259990002", "name-1": "я" * 97}, [("name_long", "name-1")]),
        ({"reminder": "1440"}, [("reminder_past", "reminder")]),
        ({"reminder": "7"}, [("reminder_choice", "reminder")]),
        ({"extend_by": "20"}, [("extend_choice", "extend_by")]),
        ({"subject": "", "size": "нет"}, [("subject_required", "subject"), ("size_range", "size")]),
        (
            {"retries": "9", "number-1": "911", "time": "?", "subject": "", "minutes": "0"},
            [
                ("subject_required", "subject"),
                ("time_format", "time"),
                ("minutes_range", "minutes"),
                ("number_short", "number-1"),
                ("retries_choice", "retries"),
            ],
        ),
    ],
)
def test_the_form_tells_every_problem_at_its_field(changed: dict[str, str], expected: list[tuple[str, str]]) -> None:
    """Steps 5 and 6: the limits, each at the field it was typed in, in the order of the fields."""
    try:
        read_plan(TYPED | changed, own_number=OWN, now=MONDAY)
        found = []
    except Refused as refused:
        found = [(p.code, p.field) for p in refused.problems]
    assert found == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"minutes": "15"},
        {"minutes": "1440"},
        {"size": "50"},
        {"subject": "я" * 128},
        {"date": "23.11.2027", "time": "10:00"},
        {"time": "10:00"},
        {"reminder": "120"},
        {"immediate": "on", "date": "", "time": "вчера", "reminder": "1440"},
    ],
)
def test_the_limits_themselves_are_allowed(changed: dict[str, str]) -> None:
    """Steps 5 and 6: both ends of every range; an immediate conference asks for neither time nor reminder."""
    assert read_plan(TYPED | changed, own_number=OWN, now=MONDAY).subject


PLANS = st.builds(
    Plan,
    subject=st.just("Тема"),
    starts_at=st.integers(0, 500_000).map(lambda n: minsk(MONDAY.date()) + timedelta(hours=12, minutes=n)),
    minutes=st.integers(15, 1440),
    size=st.just(50),
    own_telephone=st.booleans(),
    invitees=st.lists(st.integers(2, 999), unique=True, max_size=9).map(
        lambda ns: tuple(Invitee(f"+375259990{n:03d}", f"Имя {n}", f"n{n}@example.com") for n in ns)
    ),
    auto_invite=st.booleans(),
    extend_by=st.sampled_from((0, *EXTENSIONS)),
    guest_password=st.booleans(),
    reminder=st.sampled_from([0, *REMINDERS[:5]]),
)


@given(PLANS)
def test_a_plan_survives_the_form_and_back(plan: Plan) -> None:
    """7.2 and 7.3: whatever was planned can be put into the form and read again, the same."""
    assert read_plan(fields_of(plan), own_number=OWN, now=MONDAY) == plan


def test_the_two_passwords_differ_though_chance_draws_them_alike() -> None:
    """6.4: the guest's password differs from the chair's."""
    digits = iter(["111111", "111111", "222222"])
    chair, guest = booking.draw_passwords(lambda: next(digits))
    assert (chair, guest) == ("111111", "222222")
