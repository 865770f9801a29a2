"""`python -m portal serve` and `backup`: see `portal.settings` for what they can be told."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from types import FrameType


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and answers with its exit code: 0 in order, 1 cannot run, 2 an option is wrong."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    gc.disable()  # starting makes modules and tables, which stay: looking through them again and again takes 0.2 s
    from portal import ground, settings

    try:
        asked = settings.read(arguments)
        if isinstance(asked, settings.Copy):
            from portal import backup

            print(backup.make(*asked))
            return 0
        with ground.taken(asked) as taken:
            from portal.app import serve  # takes a second, which neither --help nor a taken port need wait for

            return serve(asked, taken)
    except (settings.Unusable, settings.CannotRun) as error:
        print(f"portal: {error}", file=sys.stderr)
        return 2 if isinstance(error, settings.Unusable) else 1


def _end(number: int, _: FrameType | None) -> None:
    """Told to end before anything has begun."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
