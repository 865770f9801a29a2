"""Texts of one line, as people type them into subjects and names."""

from __future__ import annotations

import re

# Nobody writes them, and wherever such a text comes out, a terminal, a file, a letter, they may be read as orders.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def one_line(text: str) -> str:
    """The words with one space between; line breaks and tabs are spaces, control characters are left out."""
    return " ".join(_CONTROL.sub("", text).split())
