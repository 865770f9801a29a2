"""Patterns for words on a page: however lines break, as whole words, a telephone number in any grouping."""

from __future__ import annotations

import re

from pages.tongue import said

LETTERS = "0-9A-Za-zА-Яа-яЁёІіЎў_"  # the browser's \w knows no Cyrillic


def words(text: str) -> str:
    """A pattern for `text` as the portal says it, wherever its lines break.

    The slash would end the pattern on its way to the browser.
    """
    return r"\s+".join(re.escape(word).replace("/", r"\/") for word in said(text).split())


def looks_like(text: str, *, begin: bool = False) -> re.Pattern[str]:
    """`text` as whole words; a telephone number however it is grouped: 375259990702 is also «+375 25 999-07-02»."""
    if is_number(text):
        return re.compile(r"(?<!\d)" + r"[\s()-]*".join(re.sub(r"\D", "", text)) + r"(?!\d)")
    return re.compile((r"^\s*" if begin else f"(?<![{LETTERS}])") + words(text) + f"(?![{LETTERS}])")


def is_number(text: str) -> bool:
    """Whether `text` is a telephone number, grouped in any way."""
    return bool(re.fullmatch(r"\+?[\d\s()-]{7,}", text)) and sum(sign.isdigit() for sign in text) >= 7
