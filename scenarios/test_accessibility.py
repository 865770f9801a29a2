"""Everybody can use the portal: no barrier that axe-core knows of, and no window too narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain as one_after_another

import pytest
from playwright.sync_api import Page

from fixtures.accessibility import expect_accessible, expect_to_fit
from fixtures.actors import Actor, NewActor
from fixtures.clock import Clock
from fixtures.faults import Faults
from fixtures.guard import Guard
from fixtures.people import People
from scenarios import screens
from scenarios.screens import Screen

pytestmark = [pytest.mark.regression, pytest.mark.a11y, pytest.mark.area("accessibility")]

NARROW = ((640, 400), (390, 844))
"""A window of 1280 × 800 at 200 % (640 × 400 pixels of CSS: zoom is nothing else to a page), and a telephone's."""


@pytest.fixture
def russian(
    chair: Actor, new_chair: NewActor, people: People, clock: Clock, faults: Faults, guard: Guard
) -> Iterator[Screen]:
    """All screens, one after another."""
    guard.allow("answer 503")
    visitor = new_chair()
    house = screens.furnish(chair, people, clock)
    return one_after_another(
        screens.before_log_in(visitor),
        screens.refused_log_in(visitor),
        screens.by_address(house),
        screens.by_deed(house, faults),
    )


def walk(shown: Iterator[Screen], expect_so: Callable[[Page], None]) -> None:
    """Looks at every screen, also after one that fails: a person who mends them wants to know all."""
    failures = []
    for name, page in shown:
        try:
            expect_so(page)
        except AssertionError as failure:
            failures.append(f"{name}: {failure}")
    assert not failures, "\n".join(failures)


def fits(page: Page) -> None:
    """In both narrow windows."""
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        expect_to_fit(page)


def test_no_screen_has_a_barrier(russian: Iterator[Screen]) -> None:
    """axe-core, WCAG 2.2 A and AA, on every screen and state."""
    walk(russian, expect_accessible)


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["Беларуская", "English"])
def test_no_screen_has_a_barrier_in_another_language(
    chair: Actor, new_chair: NewActor, people: People, clock: Clock, language: str
) -> None:
    """Other words are longer, and have to be said to be in another language. Widths as well."""
    visitor = new_chair()
    for actor in (visitor, chair):
        actor.open_portal().switch_language(language)
    house = screens.furnish(chair, people, clock, language={"Беларуская": "be", "English": "en"}[language])

    def usable(page: Page) -> None:
        expect_accessible(page)
        fits(page)

    walk(one_after_another(screens.before_log_in(visitor), screens.by_address(house)), usable)


def test_every_screen_fits_at_200_percent_and_on_a_telephone(russian: Iterator[Screen]) -> None:
    """Nothing scrolls sideways, nothing is cut."""
    walk(russian, fits)
