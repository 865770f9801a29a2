"""Curves of a load report as pieces of SVG and HTML, without a library: they are to follow the width of the window and
the colours of day and night, which a picture made beforehand does not.

An SVG here is a plane of 1000 × 100 that is stretched to its place; words stand beside it as HTML and stay readable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from reports.quantities import duration, number, rate, share

WIDE, HIGH = 1000.0, 100.0
Points = Sequence[tuple[float, float | None]]

Says = Literal["number", "rate", "share", "duration"]
SAYS: dict[Says, Callable[[float], str]] = {"number": number, "rate": rate, "share": share, "duration": duration}

_DAY = 86400
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, _DAY)
_TICKS = 7


@dataclass(frozen=True, slots=True)
class Curve:
    """`points`: `(moment, value)` in order, a value of None breaks the line. `look`: classes of the style sheet."""

    name: str
    points: Points
    look: str
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve on the plane: the line, points of it that stand alone, what lies under it if that is to be filled, and
    the highest value as people read it."""

    name: str
    look: str
    path: str
    dots: str
    area: str
    most: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Ticks are `(place in %, words)`: from the left, from the top. `warm_up` and `limit` are places in % or None.

    `says`: how values are written, for the page's script as well; `top` is the value at the upper edge.
    """

    title: str
    says: str
    top: float
    span: tuple[float, float]
    curves: tuple[Drawn, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    warm_up: float | None
    limit: tuple[float, str] | None


def plot(
    title: str,
    curves: Iterable[Curve],
    span: tuple[float, float],
    *,
    says: Says = "number",
    warm_up: float | None = None,
    limit: float | None = None,
    most: float | None = None,
    across: Sequence[tuple[float, str]] | None = None,
) -> Plot | None:
    """Over the moments of `span`, from nought to the highest value, or to `most`; None if there is nothing to draw.

    `limit` draws a line, and makes room for it unless that would flatten the curves. `across`: moments with their
    words, in place of the times of a run.
    """
    drawn = [curve for curve in curves if any(value is not None for _, value in curve.points)]
    if not drawn:
        return None
    highest = max(value for curve in drawn for _, value in curve.points if value is not None)
    if limit is not None and limit <= 4 * highest:
        highest = max(highest, limit)
    top, step = _round_up(most or 1.03 * highest)
    words = SAYS[says]
    return Plot(
        title,
        says,
        top,
        span,
        tuple(_drawn(curve, span, top, words) for curve in drawn),
        tuple((100 * _share(moment, span), said) for moment, said in (across or _moments(span))),
        tuple((100 - 100 * n * step / top, words(n * step)) for n in range(round(top / step) + 1)),
        100 * _share(warm_up, span) if warm_up else None,
        (100 - 100 * limit / top, words(limit)) if limit is not None and limit <= top else None,
    )


def _drawn(curve: Curve, span: tuple[float, float], top: float, words: Callable[[float], str]) -> Drawn:
    pieces: list[list[str]] = [[]]
    for at, value in curve.points:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{WIDE * _share(at, span):.1f} {HIGH - HIGH * min(value / top, 1):.2f}")
    pieces = [piece for piece in pieces if piece]
    path = "".join(f"M{'L'.join(piece)}" for piece in pieces)
    dots = "".join(f"M{piece[0]}h0" for piece in pieces if len(piece) == 1)
    first, last = (piece.partition(" ")[0] for piece in (pieces[0][0], pieces[-1][-1]))
    area = f"{path}L{last} {HIGH:g}L{first} {HIGH:g}Z" if curve.filled else ""
    most = max(value for _, value in curve.points if value is not None)
    return Drawn(curve.name, curve.look, path, dots, area, words(most))


def _share(moment: float, span: tuple[float, float]) -> float:
    first, last = span
    return (moment - first) / (last - first) if last > first else 0.0


def _moments(span: tuple[float, float]) -> list[tuple[float, str]]:
    first, last = span
    step = next((step for step in _STEPS if (last - first) / step <= _TICKS), 0)
    step = step or math.ceil((last - first) / _TICKS / _DAY) * _DAY
    moments = [n * step for n in range(math.ceil(first / step), math.floor(last / step) + 1)]
    return [(moment, duration(moment) if moment else "0") for moment in moments]


def _round_up(highest: float) -> tuple[float, float]:
    """The top of the plane and the step of its ticks: 1, 2, 2.5 or 5 times a power of ten, three to five of them."""
    if highest < 1e-9:
        return 1.0, 1.0
    power = 10.0 ** math.floor(math.log10(highest / 4))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times * 4 >= highest * 0.999)
    return step * math.ceil(highest / step - 0.001), step
