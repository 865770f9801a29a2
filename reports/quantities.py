"""How quantities are written for people: times, shares, counts."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """`0.42 ms`, `241 ms`, `1.93 s`, `4 min 05 s`: three digits are measured, no more are written."""
    if seconds < 0:
        return f"−{duration(-seconds)}"
    if seconds == 0:
        return "0 ms"
    if seconds < 0.9995:
        milliseconds = seconds * 1000
        digits = 2 if milliseconds < 9.995 else 1 if milliseconds < 99.95 else 0
        return f"{milliseconds:.{digits}f}".rstrip("0").rstrip(".") + " ms" if digits else f"{milliseconds:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.{2 if seconds < 9.995 else 1}f}".rstrip("0").rstrip(".") + " s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if minutes else f"{hours} h"


def share(value: float) -> str:
    """`0.12 %`, `4.3 %`, `97 %`; what rounds to nothing and is something says so."""
    percent = value * 100
    if 0 < percent < 0.005:
        return "under 0.01 %"
    digits = 2 if percent < 1 else 1 if percent < 10 else 0
    if 98 <= percent < 100:
        digits = 2
    text = f"{percent:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + " %"


def number(value: float) -> str:
    """`12,480`."""
    return f"{round(value):,}"


def things(value: int, one: str, many: str = "") -> str:
    """`1 command`, `12,480 commands`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def rate(value: float) -> str:
    """So many a second: `0.3`, `12`, `1,240`."""
    return number(value) if value >= 10 or value == round(value) else f"{value:.2g}"
