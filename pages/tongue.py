"""The language that the portal speaks: the house knows the interface by its Russian words, others are looked up.

Whoever starts a run in another language gives the translation here (`fixtures.speech`); words that it does not know,
such as what people have typed, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable

_translate: Callable[[str], str] | None = None


def speak(translate: Callable[[str], str] | None) -> None:
    """From now on the interface has the words of `translate`; None: the Russian ones. Set before the first page."""
    global _translate
    _translate = translate


def said(text: str) -> str:
    """What stands on the page where the Russian portal has `text`."""
    return text if _translate is None else _translate(text)
