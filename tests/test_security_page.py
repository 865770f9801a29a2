"""What docs/security.md promises is held by tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d", line)]
NAMED = re.compile(r"`(test_\w+\.py)(?:::(test_\w+))?`")


def test_every_row_names_a_test() -> None:
    assert len(ROWS) > 30
    assert [row[0] for row in ROWS if len(row) != 4 or not NAMED.search(row[3])] == []


def test_every_test_that_is_named_exists() -> None:
    for file, test in NAMED.findall(PAGE):
        if file != "test_security_page.py":
            defined = re.findall(r"^def (test_\w+)", (ROOT / "tests" / file).read_text("utf-8"), re.MULTILINE)
            assert test in defined if test else defined, f"{file}::{test}"


def test_rows_are_in_order_and_none_is_there_twice() -> None:
    firsts = [tuple(map(int, re.findall(r"\d+", row[0])[:3])) for row in ROWS]
    chapters = [first[0] for first in firsts]
    assert chapters == sorted(chapters)
    assert len(set(firsts)) == len(firsts)
