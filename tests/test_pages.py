"""Pages that speak of something must have it; a style is said once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from portal.services import booking, control
from portal.web import rendering
from tests.neighbours import living


def test_the_card_of_what_is_over_speaks_of_no_button_that_is_gone(tmp_path: Path) -> None:
    """8.1: «Присоединиться» is named where it stands; afterwards the card leads to the history."""
    with living(tmp_path) as house, house.browser(house.visit(house.anna)) as browser:
        anna, path = house.anna, "/conferences/{id:int}"
        coming, running = house.make(path, anna), house.make(f"{path}/control", anna)
        cards = [browser.get(f"/conferences/{made}").text for made in (coming, running)]
        assert all("«Присоединиться»" in card and ">Присоединиться<" in card for card in cards)
        anna.do(lambda work: booking.cancel(work, anna.account, coming))
        anna.do(lambda work: control.end(work, anna.account, running))
        for made in (coming, running):
            card = browser.get(f"/conferences/{made}").text
            assert "Присоединиться" not in card
            assert "Конференция создана" not in card
            assert f'href="/history/{made}"' in card
            assert browser.get(f"/history/{made}").status_code == 200


@pytest.mark.parametrize("sheet", ["portal.css", "narrow.css"])
def test_no_rule_stands_twice_in_a_style_sheet(sheet: str) -> None:
    """What was pasted into the middle of other rules takes their selectors away and is hard to see on a page."""
    rules = Counter(
        re.findall(r"^\s*[^@{}/\n]+\{[^{}]+\}", (rendering.STATIC / sheet).read_text("utf-8"), re.MULTILINE)
    )
    assert rules
    assert not [rule for rule, times in rules.items() if times > 1]
