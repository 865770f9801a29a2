"""Many concurrent conferences against a portal: was it good, how many does it carry, is it slower?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from load import commands, compare, launch, options
from load.plan import PlanError
from load.target import Unusable

CODES = """exit codes: 0 good, 10 an objective was missed, 11 slower than before, 12 the audit failed, 20 the run was
not valid, 30 the harness failed, 2 it could not begin, 130 Ctrl-C; of several the first of 30, 12, 20, 10, 11"""


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _read(arguments)
    try:
        return int(chosen.do(chosen))
    except (PlanError, Unusable) as error:
        print(f"load: {error}", file=sys.stderr)
        return 2
    except (launch.HarnessFailed, OSError) as error:
        print(f"load: {error}\nverdict=harness failed code=30", file=sys.stderr)
        return 30
    except KeyboardInterrupt:
        return 130


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m load", description=__doc__, epilog=CODES)
    made = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: str, do: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = made.add_parser(name, help=does, description=does, epilog=CODES)
        added.set_defaults(do=do)
        options.add_target(added)
        return added

    run = command("run", "one run of a profile: was it good?", commands.run)
    _add_run(run, "smoke")
    run.add_argument(
        "--browsers",
        type=int,
        choices=range(4),
        default=0,
        metavar="N",
        help="so many real browsers, 1 to 3, walk the memo meanwhile and tell what a person sees (0)",
    )
    _add_whom(run)
    many = command("capacity", "how many conferences at once does it carry?", commands.capacity)
    _add_run(many, "capacity")
    _add_whom(many)
    many.add_argument(
        "--first",
        type=options.above_zero,
        default=8.0,
        metavar="RATE",
        help="conferences a second to begin the search at (8)",
    )
    slower = command("compare", "is B slower than A? A against A first", commands.comparison)
    _add_run(slower, "compare")
    what = "an address, a git ref of this portal, or a folder of stored runs (both sides then)"
    slower.add_argument("a", metavar="A", help=what)
    slower.add_argument("b", metavar="B", help="the same")
    slower.add_argument(
        "--blocks", type=int, default=compare.BLOCKS, metavar="N", help=f"of two runs of A, one of B ({compare.BLOCKS})"
    )
    again = command("judge", "judges a stored run once more", commands.judge)
    again.add_argument("folder", type=Path, metavar="FOLDER", help="out/load/…, with run.json and ledger.jsonl")
    again.add_argument(
        "--target", metavar="URL", default="", help="its portal, if it runs (default: the audit stands as it was)"
    )
    chosen = parser.parse_args(arguments)
    if getattr(chosen, "workers", 1) < 1:
        parser.error("--workers is at least 1")
    if getattr(chosen, "blocks", compare.BLOCKS) < compare.LEAST_BLOCKS:
        parser.error(f"--blocks is at least {compare.LEAST_BLOCKS}: with fewer no difference of A and A could be sure")
    return chosen


def _add_whom(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--target", metavar="URL", default="", help="a portal that runs (default: one of its own)")


def _add_run(parser: argparse.ArgumentParser, profile: str) -> None:
    parser.add_argument(
        "--profile", default=profile, metavar="NAME", help=f"of load/profiles, or a file (default: {profile})"
    )
    parser.add_argument(
        "--times", type=options.above_zero, default=1.0, metavar="X", help="the profile's rates times X (1)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same number, the same arrivals (1)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="generator processes (1)")
    parser.add_argument(
        "--listen", metavar="HOST:PORT", default="", help="wait here for --workers of other machines (docs/load.md)"
    )


if __name__ == "__main__":
    sys.exit(main())
