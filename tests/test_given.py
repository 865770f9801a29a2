"""What a scenario is given: people, time in words, waiting, and the tests that Firefox must run."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from faker import Faker

from fixtures.clock import in_words
from fixtures.people import People
from fixtures.waiting import until
from tests.stand_in import run_here


def people(seed: str) -> People:
    return People(Faker("ru_RU"), seed)


def test_the_same_seed_makes_the_same_people() -> None:
    assert people("1 a").persons(5) == people("1 a").persons(5)
    assert people("1 a").persons(5) != people("1 b").persons(5)


def test_people_are_nobody_else() -> None:
    somebody = people("1 a").persons(200)
    assert len({person.number for person in somebody}) == len({person.email for person in somebody}) == 200
    assert all(re.fullmatch(r"\+375259990[789]\d\d", person.number) for person in somebody)
    assert all(re.search(r"@example\.(com|net|org)$", person.email) for person in somebody)
    assert somebody[0].shown.startswith("+375 25 999-0")


def test_numbers_by_behaviour() -> None:
    given = people("1 a")
    assert [given.busy(), given.busy(), given.no_answer(), given.rejects(), given.unreachable(), given.invalid()] == [
        f"+375259990{last}" for last in (200, 201, 300, 400, 500, 600)
    ]
    assert (given.answers_after(7), given.hangs_up_after(30)) == ("+375259990007", "+375259990130")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=1), "1 минута"),
        (timedelta(hours=2, minutes=21, seconds=5), "2 часа 21 минута 5 секунд"),
        (timedelta(days=11), "11 суток"),
        (timedelta(minutes=12, seconds=3), "12 минут 3 секунды"),
        (timedelta(), "ни секунды"),
    ],
)
def test_time_in_words(span: timedelta, words: str) -> None:
    assert in_words(span) == words


def test_who_waited_for_what() -> None:
    with pytest.raises(AssertionError, match=r"^the chair waited 0\.01 s for two calls, but saw one$"):
        until(lambda: False, who="the chair", what=lambda: "two calls, but saw one", timeout=0.01, pause=0.001)
    answers = iter([None, None, 7])
    assert until(lambda: next(answers), who="the chair", what="seven", pause=0.001) == 7


CHOICE = """
import pytest

@pytest.mark.story
@pytest.mark.memo("1.1")
def test_story(page): pass

@pytest.mark.memo("2.1")
def test_one(page): pass

@pytest.mark.memo("2.1")
@pytest.mark.memo("3.1")
def test_two(page): pass

@pytest.mark.memo("2.1")
@pytest.mark.memo("3.1")
@pytest.mark.memo("3.2")
@pytest.mark.skip_browser("firefox")
def test_not_in_firefox(page): pass

@pytest.mark.memo("5.5", ours=True)
def test_decision(page): pass

@pytest.mark.memo("5.7", ours=True)
def test_ours(page): pass

@pytest.mark.memo("1.1")
def test_what_the_story_checks_too(page): pass

def test_nothing(page): pass
"""


def test_the_essential_tests_of_firefox(pytester: pytest.Pytester) -> None:
    browsers = ("--browser", "chromium", "--browser", "firefox")
    result = run_here(pytester, CHOICE, *browsers, "--firefox=essential", "--collect-only", "-q")
    collected = [line.split("::")[1] for line in result.outlines if "::" in line]
    assert len([name for name in collected if name.endswith("[chromium]")]) == 8
    assert [name for name in collected if name.endswith("[firefox]")] == [
        f"{name}[firefox]" for name in ("test_story", "test_two", "test_ours")
    ]
