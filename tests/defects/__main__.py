"""`python -m tests.defects` lists the known defects; with a name and `serve …` it serves a portal that has one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tests.defects.catalogue import ALL
from tests.defects.defect import Defect, Stale
from tests.defects.patching import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: those of `python -m portal`; 2 for a wrong name or a stale defect."""
    parser = argparse.ArgumentParser(
        "python -m tests.defects",
        description="Without NAME: lists the known defects. With NAME: `python -m portal …` with that defect in it.",
        epilog="Example: python -m tests.defects unticked-called-too serve --demo. See docs/defects.md.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a defect of the list")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="serve …", help="what `python -m portal` is told")
    asked = parser.parse_args(arguments)
    if asked.name is None:
        print("\n".join(_list(ALL)))
        return 0
    defect = next((defect for defect in ALL if defect.name == asked.name), None)
    if defect is None:
        parser.error(f"there is no defect {asked.name}; `python -m tests.defects` lists them")
    try:
        return serve(defect, asked.rest)
    except Stale as stale:
        parser.error(str(stale))


def _list(defects: Sequence[Defect]) -> list[str]:
    width = max(len(defect.name) for defect in defects)
    lines = [f"{defect.breaks:<13}  {defect.name:<{width}}  {defect.says}" for defect in defects]
    return [*lines, f"\n{len(defects)} known defects; `python -m tests.defects NAME serve --demo` shows one."]


if __name__ == "__main__":
    sys.exit(main())
