"""Picture codes: a real captcha picture, digits only, so that no keyboard layout is in the way (memo 3.1)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

DIGITS = 5
SIZE = (180, 60)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture code: the answer and the PNG that shows it."""

    answer: str
    png: bytes


def draw() -> Picture:
    """A fresh picture; about 10 ms of work, so not on the event loop."""
    from captcha.image import ImageCaptcha

    answer = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return Picture(answer, ImageCaptcha(*SIZE).generate(answer).getvalue())
