"""Starts the portal in a disguise; everything after the name goes to `python -m portal`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.disguises import old, shuffled

_PUT_ON: dict[str, Callable[[], None]] = {"shuffled": shuffled.put_on, "old": old.put_on}


def main() -> int:
    if len(sys.argv) < 3 or sys.argv[1] not in _PUT_ON:
        print(f"usage: python -m tests.disguises {'|'.join(_PUT_ON)} serve …", file=sys.stderr)
        return 2
    _PUT_ON[sys.argv[1]]()
    from portal.__main__ import main as portal

    return portal(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
