"""`python -m portal serve`: see `portal.settings` for what it can be told."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers with its exit code: 0 in order, 1 cannot run, 2 an option is wrong."""
    gc.disable()  # starting makes modules and tables, which stay: looking through them again and again takes 0.2 s
    from portal import settings

    try:
        asked = settings.read(arguments)
        from portal.app import CannotServe, serve  # half a second, not for --help

        return serve(asked)
    except settings.Unusable as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2
    except CannotServe as error:
        print(f"portal: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
