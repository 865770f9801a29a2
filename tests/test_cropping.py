"""Where pictures are cut: never through a word, a field or a button; at most through the pale edge of a panel."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from reports.guide.cropping import between_words
from reports.guide.record import Box

NEEDED: Box = (300.0, 200.0, 100.0, 40.0)
WANTED: Box = (200.0, 120.0, 300.0, 200.0)


def page(*, words: tuple[Box, ...] = (), fields: tuple[Box, ...] = (), panels: tuple[Box, ...] = ()) -> Image.Image:
    """800 by 500 CSS pixels at 2x: lines of words, fields with dark edges, panels with pale ones."""
    picture = Image.new("RGB", (1600, 1000), "white")
    pen = ImageDraw.Draw(picture)
    for left, top, width, height in words:
        for x in range(round(left * 2), round((left + width) * 2), 10):
            pen.rectangle((x, top * 2, x + 5, (top + height) * 2), fill="black")
    for boxes, edge in ((fields, "#6b7680"), (panels, "#d9e2e4")):
        for left, top, width, height in boxes:
            pen.rectangle((left * 2, top * 2, (left + width) * 2, (top + height) * 2), outline=edge, width=2)
    return picture


def cut(picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the crop."""
    left, top, width, height = between_words(picture, WANTED, NEEDED, 2)
    return left, top, left + width, top + height


def test_blank_space_is_cut_where_it_is_wanted() -> None:
    assert cut(page()) == (200, 120, 500, 320)


@pytest.mark.parametrize(
    ("things", "side", "allowed"),
    [
        ({"words": ((450.0, 210.0, 120.0, 16.0),)}, 2, ((412, 442), (578, 800))),
        ({"words": ((150.0, 210.0, 90.0, 16.0),)}, 0, ((0, 142), (248, 288))),
        ({"words": ((300.0, 310.0, 150.0, 16.0),)}, 3, ((252, 306), (330, 500))),
        ({"words": ((300.0, 110.0, 150.0, 16.0),)}, 1, ((0, 106), (130, 188))),
        ({"fields": ((450.0, 200.0, 120.0, 40.0),)}, 2, ((412, 442), (578, 800))),
        ({"fields": ((300.0, 295.0, 150.0, 40.0),)}, 3, ((252, 291), (339, 500))),
    ],
)
def test_a_word_or_a_field_on_the_edge_is_either_in_or_out(
    things: dict[str, tuple[Box, ...]], side: int, allowed: tuple[tuple[float, float], ...]
) -> None:
    """Each lies on the wanted edge; `allowed` are the places beside it, with what is needed still inside."""
    place = cut(page(**things))[side]
    assert any(low <= place <= high for low, high in allowed), place


def test_the_edge_of_a_panel_may_be_crossed_but_is_rather_left_out() -> None:
    """A panel reaches over the wanted edges: where no blank space is near, the cut goes straight across its edge."""
    left, top, right, bottom = cut(page(panels=((20.0, 20.0, 760.0, 460.0),)))
    assert (left, top, right, bottom) == (200, 120, 500, 320)
    beside = cut(page(panels=((20.0, 130.0, 420.0, 150.0), (480.0, 130.0, 300.0, 150.0))))
    assert 440 < beside[2] < 480, "the gap between two panels is near, and nothing is cut there"


def test_what_is_needed_is_always_inside_though_words_stand_everywhere() -> None:
    lines = tuple((0.0, float(top), 800.0, 12.0) for top in range(0, 500, 14))
    left, top, right, bottom = cut(page(words=lines))
    assert (left, right) == (0, 800)
    assert top <= NEEDED[1] and bottom >= NEEDED[1] + NEEDED[3]
