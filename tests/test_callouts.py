"""Callouts: badges and arrows beside what is to be read, never over it; a target that is not there fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pages.steps import tell
from reports.guide import callouts, html
from reports.guide.build import Builder, GuideError
from reports.guide.callouts import PictureError
from reports.guide.words import Words
from tests.guide_stuff import BUTTON, guide, walkthrough


def test_a_badge_covers_nothing_that_is_to_be_read(tmp_path: Path) -> None:
    """Words stand on three sides of the first field, and in the second the cover: each badge is on plain ground."""
    (figure,) = guide(walkthrough(tmp_path)).figures()
    with Image.open(figure.source) as picture:
        clean = picture.convert("RGB")
    places = dict(callouts._places(clean, figure))
    assert len(places) == len(figure.marks) == 3
    for place in places.values():
        if place.x > figure.crop[0]:  # else it stands in the margin
            x, y = round(place.x * 2), round(place.y * 2)
            around = clean.crop((x - 26, y - 26, x + 26, y + 26))
            assert len(around.getcolors() or []) == 1
    crowded = clean.point(lambda value: value)
    for x in range(0, 1600, 8):
        crowded.paste((0, 0, 0), (x, 0, x + 3, 1000))  # something to be read everywhere
    assert all(place.x < figure.crop[0] and place.arrow for _, place in callouts._places(crowded, figure))


def test_an_arrow_from_the_margin_goes_between_the_words(tmp_path: Path) -> None:
    """Where there is no empty place; the edges of panels that it crosses are nothing to be read."""
    (figure,) = guide(walkthrough(tmp_path)).figures()
    clean = Image.new("RGB", (1600, 1000), "white")
    pen = ImageDraw.Draw(clean)
    left, top, _, height = BUTTON
    middle = top + height / 2
    for x in range(0, 1600, 8):  # a line of words beside, another one above; 10 px over the middle nothing
        pen.rectangle((x, (middle - 5) * 2, x + 3, (middle + 30) * 2), fill="black")
        pen.rectangle((x, (middle - 70) * 2, x + 3, (middle - 18) * 2), fill="black")
    pen.line((left, 0, left, 1000), fill="#d9e2e4", width=2)
    alone = replace(figure, marks=(replace(figure.marks[2], number="1"),))
    ((_, place),) = callouts._places(clean, alone)
    assert (place.arrow, place.y) == (True, middle - 10)


@pytest.mark.parametrize(
    "box", [(790.0, 10.0, 60.0, 20.0), (10.0, 490.0, 60.0, 40.0), (-20.0, 0.0, 40.0, 20.0), (5.0, 5.0, 0.0, 0.0)]
)
def test_a_target_off_the_picture_fails(tmp_path: Path, box: tuple[float, float, float, float]) -> None:
    (figure,) = guide(walkthrough(tmp_path)).figures()
    wrong = replace(figure, marks=(replace(figure.marks[0], box=box),))
    with pytest.raises(PictureError, match="is off the picture"):
        callouts.draw(wrong, tmp_path)


def test_a_missing_target_fails(tmp_path: Path) -> None:
    told = walkthrough(tmp_path)
    blind = replace(told, pictures=(replace(told.pictures[0], boxes={}), told.pictures[1]))
    with pytest.raises(GuideError, match="where a callout should point at it"):
        builder = Builder(blind, Words("ru", "ru", told.names, tell))
        builder._mark(told.steps[2].touches[0], 0, "1")


def test_the_place_to_press_is_told_in_per_cent(tmp_path: Path) -> None:
    (figure,) = guide(walkthrough(tmp_path)).figures()
    drawn = callouts.draw(figure, tmp_path, "учебный портал")
    left, top, width, height = drawn.share(BUTTON)
    assert 0 < left < left + width < 100 and 0 < top < top + height < 100
    assert html.clicks(guide(walkthrough(tmp_path)), {figure.picture: drawn})[0]["told"].endswith("Нажмите «Войти».")
