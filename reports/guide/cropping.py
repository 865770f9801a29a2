"""Where a picture is cut: near the wanted edges, in blank space or beside the edge of a panel, never through a word.

The clean picture is looked at in cells. A line through it may pass a cell where nothing changes along its way, and may
cross the pale edge of a panel or of a table's row; words stop it, and so do the dark edges of fields and buttons.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from PIL import Image, ImageChops

from reports.guide.record import Box

_CELL = 4
"""CSS pixels."""
_CHANGE, _DARK = 12, 72
"""Grey levels between neighbours: what is a change at all, and what is more than the edge of a panel."""
_ROOM = 12.0
"""CSS pixels around what is pointed at that a cut leaves in any case: the outline is drawn there."""
_DEAR = 3
"""How many times more a cut may wander than it would save: a picture that is too wide makes everything small."""
_EDGE = 40
"""Cells that a cut rather goes aside than through the edges of a panel."""


def between_words(clean: Image.Image, wanted: Box, needed: Box, scale: float) -> Box:
    """The crop nearest to `wanted` that shows all of `needed` and cuts nothing that is to be read.

    `clean` has `scale` times as many pixels as the boxes, which are in CSS pixels. Where there is no such crop the
    whole width is shown, and of the height as much as is wanted.
    """
    page = _Page(clean, scale)
    left, top, right, bottom = page.cells(wanted)
    inner = page.cells((needed[0] - _ROOM, needed[1] - _ROOM, needed[2] + 2 * _ROOM, needed[3] + 2 * _ROOM))
    best, found = 10**6, (0, top, page.columns, bottom)
    lows = [low for low in _near(bottom, inner[3], page.rows) if page.calm(low, inner[0], inner[2], inside=-1)]
    for high in _near(top, 0, inner[1]):
        if not page.calm(high, inner[0], inner[2], inside=1):
            continue
        for low in lows:
            cost = abs(high - top) + abs(low - bottom)
            if cost >= best:
                break  # the next ones are further off
            stopped, crossed = page.between(high, low)
            near, aside = page.side(left, range(inner[0] + 1), stopped, crossed)
            far, further = page.side(right, range(inner[2], page.columns + 1), stopped, crossed)
            cost += (aside + further) // _DEAR
            if cost < best and page.calm(high, near, far, inside=1) and page.calm(low, near, far, inside=-1):
                best, found = cost, (near, high, far, low)
    return page.box(found)


class _Page:
    """A picture in cells. Of each row two numbers, whose bits, from the left and highest, are its cells:

    `across`: what stops a cut from left to right; `down`: what stops one from top to bottom; `edges`: what the latter
    may cross, but better does not.
    """

    def __init__(self, clean: Image.Image, scale: float) -> None:
        self.width, self.height = clean.width / scale, clean.height / scale
        self.columns, self.rows = round(self.width / _CELL), round(self.height / _CELL)
        grey = clean.convert("L")
        beside = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
        below = ImageChops.difference(grey, ImageChops.offset(grey, 0, 1))
        beside.paste(0, (0, 0, 1, grey.height))  # the first column was compared with the last one
        below.paste(0, (0, 0, grey.width, 1))
        changes, ends = _over(beside, _CHANGE), _over(below, _CHANGE)
        self.across = self._lines(ImageChops.lighter(ends, _over(beside, _DARK)))
        self.down = self._lines(ImageChops.lighter(changes, _over(below, _DARK)))
        self.edges = self._lines(ends)

    def _lines(self, stops: Image.Image) -> list[int]:
        cells = stops.resize((self.columns, self.rows), Image.Resampling.BOX).tobytes()
        told = cells.translate(bytes([ord("0"), *[ord("1")] * 255]))
        return [int(told[at : at + self.columns], 2) for at in range(0, len(told), self.columns)]

    def cells(self, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in cells, outwards, inside the picture."""
        left, top = int(box[0] // _CELL), int(box[1] // _CELL)
        right, bottom = -int(-(box[0] + box[2]) // _CELL), -int(-(box[1] + box[3]) // _CELL)
        return max(left, 0), max(top, 0), min(right, self.columns), min(bottom, self.rows)

    def box(self, cells: tuple[int, int, int, int]) -> Box:
        left, top = float(cells[0] * _CELL), float(cells[1] * _CELL)
        right = self.width if cells[2] == self.columns else cells[2] * _CELL
        bottom = self.height if cells[3] == self.rows else cells[3] * _CELL
        return left, top, right - left, bottom - top

    def between(self, high: int, low: int) -> tuple[int, int]:
        """What stops and what hinders a cut from top to bottom through these rows."""
        return reduce(or_, self.down[high:low], 0), reduce(or_, self.edges[high:low], 0)

    def side(self, wanted: int, places: range, stopped: int, crossed: int) -> tuple[int, int]:
        """The best place for a cut from top to bottom, and how far it is from the wanted one, edges counted in."""
        best, found = 10**6, places[0] if places[0] == 0 else places[-1]
        for place in _near(wanted, places[0], places[-1]):
            away = abs(place - wanted)
            if away >= best:
                break
            within = place in (0, self.columns)
            if within or not self._at(stopped, place):
                away += 0 if within or not self._at(crossed, place) else _EDGE
                best, found = min((best, found), (away, place))
        return found, best

    def _at(self, line: int, place: int) -> int:
        """The two cells on each side of a place."""
        return (line << 2 >> (self.columns - place)) & 0b1111

    def calm(self, cut: int, left: int, right: int, *, inside: int) -> bool:
        """Whether a cut from left to right goes through blank space; at the edge of the page nothing is cut."""
        if cut in (0, self.rows):
            return True
        shown = ((1 << (right - left)) - 1) << (self.columns - right)
        rows = (cut - 1, cut, cut + 1) if inside > 0 else (cut - 2, cut - 1, cut)
        return not any(self.across[row] & shown for row in rows if row < self.rows)


def _over(change: Image.Image, limit: int) -> Image.Image:
    return change.point([255 if level > limit else 0 for level in range(256)])


def _near(wanted: int, least: int, most: int) -> Iterator[int]:
    """The numbers from `least` to `most`, the nearest to `wanted` first."""
    wanted = min(max(wanted, least), most)
    yield wanted
    for off in range(1, most - least + 1):
        if wanted - off >= least:
            yield wanted - off
        if wanted + off <= most:
            yield wanted + off
