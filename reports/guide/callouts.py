"""Pictures with callouts, drawn from the clean picture and the recorded boxes; nothing of it was ever on the page.

A thing is outlined, and a numbered badge stands beside it where the picture is empty, with an arrow if it had to stand
off. A badge never lies over what is to be read; where there is no empty place the picture gets a margin for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from reports.guide import cropping
from reports.guide.model import Figure
from reports.guide.record import Box

INK, HALO, PAPER = "#c2182b", "#ffffff", "#f3f4f6"
WIDEST = 1400
"""Pixels: what stands in a document is not wider, and a page zooms in no further."""
_FONTS = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf")
_MARGIN = 52.0
_STRIP = 22.0
_BADGE = 13.0
_NEAR = 6.0
_DARK, _PALE = 150, 72


class PictureError(ValueError):
    """Why a picture cannot be drawn, in a sentence."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a badge stands: its middle, and whether an arrow must lead from it to the thing."""

    x: float
    y: float
    arrow: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn picture, its size in pixels; `margin` (left) and `strip` (below) are what was added, in CSS pixels."""

    path: Path
    width: int
    height: int
    figure: Figure
    margin: float
    strip: float

    @property
    def across(self) -> float:
        """CSS pixels from edge to edge: how wide it was in the window, and so how wide it is to be shown."""
        return self.figure.crop[2] + self.margin

    def share(self, box: Box) -> Box:
        """Where a box of the page is in the drawn picture, in per cent of it."""
        left, top, width, height = self.figure.crop
        across, down = (width + self.margin) / 100, (height + self.strip) / 100
        x, y = (box[0] - left + self.margin) / across, (box[1] - top) / down
        return round(x, 2), round(y, 2), round(box[2] / across, 2), round(box[3] / down, 2)


def draw(figure: Figure, folder: Path, training: str = "") -> Drawn:
    """Draws the figure into `folder`; `training` is the word that a picture of the reference portal bears."""
    clean = _open(figure)
    scale = figure.scale
    width, height = clean.size[0] / scale, clean.size[1] / scale
    for mark in figure.marks:
        left, top, wide, high = mark.box
        if left < -1 or top < -1 or left + wide > width + 1 or top + high > height + 1 or wide < 2 or high < 2:
            raise PictureError(
                f"{figure.picture}: «{mark.name}» ({mark.role}) is off the picture {figure.source.name}."
            )
    needed = _around([mark.box for mark in figure.marks] or [(*figure.crop[:3], 0.0)])
    figure = replace(figure, crop=cropping.between_words(clean, figure.crop, needed, scale))
    places = dict(_places(clean, figure))
    margin = _MARGIN if any(place.x < figure.crop[0] for place in places.values()) else 0.0
    shown = _cropped(clean, figure.crop, scale, margin)
    pen = ImageDraw.Draw(shown)

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - figure.crop[0] + margin) * scale, (y - figure.crop[1]) * scale

    for mark in figure.marks:
        _outline(pen, mark.box, at, scale)
    for number, place in places.items():
        mark = figure.marks[number]
        if place.arrow:
            _arrow(pen, at(place.x, place.y), at(*_edge(mark.box, place)), scale)
        _badge(pen, at(place.x, place.y), mark.number, scale)
    finished = _finished(shown, training, scale)
    path = folder / figure.picture
    finished.save(path, compress_level=9)
    return Drawn(path, finished.width, finished.height, figure, margin, _STRIP if training else 0.0)


def _open(figure: Figure) -> Image.Image:
    try:
        with Image.open(figure.source) as picture:
            return picture.convert("RGB")
    except OSError as error:
        raise PictureError(f"{figure.picture}: the picture {figure.source} cannot be read ({error}).") from error


def _places(clean: Image.Image, figure: Figure) -> Iterator[tuple[int, _Place]]:
    """A place for each badge: the nearest empty one beside its thing, else in the margin."""
    taken: list[Box] = [mark.box for mark in figure.marks]
    in_margin: list[float] = []
    for number, mark in enumerate(figure.marks):
        if not mark.number or any(mark.number == other.number for other in figure.marks[:number]):
            continue
        place = next((p for p in _beside(mark.box) if _empty(clean, figure, p, taken, mark.box)), None)
        if place is None:
            y = _way_in(clean, figure, mark.box)
            while any(abs(y - other) < 2 * _BADGE + 4 for other in in_margin):
                y += 2 * _BADGE + 4
            in_margin.append(y)
            place = _Place(figure.crop[0] - _MARGIN / 2, y, arrow=True)
        taken.append((place.x - _BADGE, place.y - _BADGE, 2 * _BADGE, 2 * _BADGE))
        yield number, place


def _way_in(clean: Image.Image, figure: Figure, box: Box) -> float:
    """Where an arrow from the margin meets a box: it crosses the least ink, which the edge of a panel is not."""
    middle, most, start = box[1] + box[3] / 2, max(box[3] / 2 - 6, 0), figure.crop[0]
    ways = [middle + off for off in (0, 5, -5, 10, -10, 15, -15, 20, -20) if abs(off) <= most]
    return min(ways, key=lambda y: _ink(clean, (start, y - 5, max(box[0] - 6 - start, 1), 10), figure.scale))


def _beside(box: Box) -> Iterator[_Place]:
    """Left, right, above and below a box; inside at its empty end; then further off, with an arrow that leads to it."""
    left, top, width, height = box
    middle = top + min(height, 60) / 2
    for off in (0.0, 10.0, 24.0):
        if off and height > 2 * _BADGE + 2 and width > 8 * _BADGE:
            yield _Place(left + width - _BADGE - off, middle, arrow=False)
        away = _BADGE + _NEAR + off
        yield _Place(left - away, middle, arrow=off > 0)
        yield _Place(left + width + away, middle, arrow=off > 0)
        yield _Place(left + min(width / 2, 40), top - away, arrow=off > 0)
        yield _Place(left + min(width / 2, 40), top + height + away, arrow=off > 0)


def _empty(clean: Image.Image, figure: Figure, place: _Place, taken: Sequence[Box], own: Box) -> bool:
    """Inside what is shown, the arrow too, over nothing that is written, covered or marked itself."""
    edge = _BADGE + 2
    area = place.x - edge, place.y - edge, 2 * edge, 2 * edge
    left, top, width, height = figure.crop
    inside = (
        left <= area[0] and top <= area[1] and area[0] + 2 * edge <= left + width and area[1] + 2 * edge <= top + height
    )
    others = [other for other in taken if other is not own]
    if not inside or any(_overlap(area, other) for other in (*others, *figure.covers)):
        return False
    ground = [area]
    if place.arrow:
        x, y = _edge(own, place)
        ground.append((min(x, place.x) - 3, min(y, place.y) - 3, abs(x - place.x) + 6, abs(y - place.y) + 6))
    return all(_plain(clean, part, figure.scale) for part in ground)


def _ink(clean: Image.Image, area: Box, scale: float) -> int:
    """How many pixels of the area are as dark as words are."""
    left, top, width, height = area
    corners = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
    grey = clean.crop((round(corners[0]), round(corners[1]), round(corners[2]), round(corners[3]))).convert("L")
    return sum(grey.histogram()[:_DARK])


def _plain(clean: Image.Image, area: Box, scale: float) -> bool:
    """Whether one colour fills the area, or two that a straight pale line parts: the edge of a panel."""
    left, top, width, height = area
    corners = tuple(round(value * scale) for value in (left, top, left + width, top + height))
    ground = clean.crop(corners)  # type: ignore[arg-type]  # four numbers
    if all(high - low < 24 for low, high in ground.getextrema()):  # type: ignore[misc]  # three bands
        return True
    grey = ground.convert("L")
    darkest, lightest = grey.getextrema()
    return lightest - darkest < _PALE and any(  # type: ignore[operator]  # one band
        ImageChops.difference(grey, ImageChops.offset(grey, *along)).getextrema()[1] < 12  # type: ignore[operator]  # one
        for along in ((1, 0), (0, 1))
    )


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    )  # fmt: skip


def _cropped(clean: Image.Image, crop: Box, scale: float, margin: float) -> Image.Image:
    left, top, width, height = (round(value * scale) for value in crop)
    part = clean.crop((left, top, left + width, top + height))
    if not margin:
        return part
    wider = Image.new("RGB", (part.width + round(margin * scale), part.height), PAPER)
    wider.paste(part, (round(margin * scale), 0))
    return wider


def _edge(box: Box, place: _Place) -> tuple[float, float]:
    """The point of a box's outline that is nearest to a place."""
    x = min(max(place.x, box[0] - 4), box[0] + box[2] + 4)
    y = min(max(place.y, box[1] - 4), box[1] + box[3] + 4)
    return x, y


def _outline(
    pen: ImageDraw.ImageDraw, box: Box, at: Callable[[float, float], tuple[float, float]], scale: float
) -> None:
    left, top, width, height = box
    for off, colour, thick in ((5.5, HALO, 5.5), (4.0, INK, 2.5)):
        corners = (*at(left - off, top - off), *at(left + width + off, top + height + off))
        pen.rounded_rectangle(corners, radius=7 * scale, outline=colour, width=round(thick * scale))


def _arrow(pen: ImageDraw.ImageDraw, start: tuple[float, float], tip: tuple[float, float], scale: float) -> None:
    dx, dy = tip[0] - start[0], tip[1] - start[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1.0)
    ux, uy = dx / length, dy / length
    back = tip[0] - ux * 9 * scale, tip[1] - uy * 9 * scale
    wing = 4.5 * scale
    head = [tip, (back[0] - uy * wing, back[1] + ux * wing), (back[0] + uy * wing, back[1] - ux * wing)]
    pen.line((*start, *back), fill=HALO, width=round(5.5 * scale))
    pen.line((*start, *back), fill=INK, width=round(2.5 * scale))
    pen.polygon(head, fill=INK, outline=HALO)


def _badge(pen: ImageDraw.ImageDraw, middle: tuple[float, float], text: str, scale: float) -> None:
    for radius, colour in ((_BADGE + 1.5, HALO), (_BADGE, INK)):
        r = radius * scale
        pen.ellipse((middle[0] - r, middle[1] - r, middle[0] + r, middle[1] + r), fill=colour)
    size = (15 if len(text) < 3 else 11) * scale
    pen.text(middle, text, fill=HALO, font=font(round(size)), anchor="mm")


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A bold face with Cyrillic letters, of so many pixels. Raises PictureError."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise PictureError(
        "no font with Cyrillic letters was found for the callouts: install fonts-dejavu-core (make setup does)."
    )


def _finished(shown: Image.Image, training: str, scale: float) -> Image.Image:
    """With a thin frame and, of the reference portal, a strip below that says so; no wider than is of use."""
    strip = round(_STRIP * scale) if training else 0
    whole = Image.new("RGB", (shown.width, shown.height + strip), "#e7eaee")
    whole.paste(shown, (0, 0))
    pen = ImageDraw.Draw(whole)
    if training:
        spot = (whole.width - 10 * scale, shown.height + strip / 2)
        pen.text(spot, training, fill="#3d4650", font=font(round(12 * scale)), anchor="rm")
    if whole.width > WIDEST:
        whole = whole.resize((WIDEST, round(whole.height * WIDEST / whole.width)), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(whole)
    pen.rectangle((0, 0, whole.width - 1, whole.height - 1), outline="#9aa4ae", width=2)
    return whole.quantize(192, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
