"""Many concurrent conferences against a portal: `python -m load run` (was it good?), `… judge` (once more)."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fixtures import folders
from load import launch, options
from load.arrivals import Arrival, most_within, schedule
from load.journeys import JOURNEYS
from load.judging import judge
from load.plan import Plan, PlanError, read
from load.target import Target, Unusable, start_own
from reports.load_run import LoadRun

ROOT = Path(__file__).parents[1]
CODES = """exit codes: 0 good, 10 an objective was missed, 11 slower than before, 12 the audit failed, 20 the run was
not valid, 30 the harness failed, 2 it could not begin, 130 Ctrl-C; of several the first of 30, 12, 20, 10, 11"""


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _read(arguments)
    try:
        return int(chosen.do(chosen))
    except (PlanError, Unusable) as error:
        print(f"load: {error}", file=sys.stderr)
        return 2
    except launch.HarnessFailed as error:
        print(f"load: {error}\nverdict=harness failed code=30", file=sys.stderr)
        return 30
    except KeyboardInterrupt:
        return 130


def _run(chosen: argparse.Namespace) -> int:
    plan = read(chosen.profile, JOURNEYS)
    planned = schedule(plan, chosen.seed)
    _check_log_ins(plan, planned)
    folder = folders.make(folders.name(ROOT, "load"))
    with tempfile.TemporaryDirectory() as secret, launch.ended_with(_target(chosen, plan, secret), folder) as target:
        print(_announced(plan, planned, target, chosen, folder), flush=True)
        target.accounts(plan.needs.accounts or len(planned))
        told = options.given(chosen, target, target.hand_on(Path(secret) / "accounts.toml"))
        order = launch.Order(chosen.profile, chosen.seed, chosen.workers, chosen.listen, tuple(told))
        interrupted = launch.run(order, target, folder, sys.stdout)
        return _judged(folder, target, 130 if interrupted else None)


def _judge(chosen: argparse.Namespace) -> int:
    return _judged(chosen.folder, options.target(chosen, chosen.target) if chosen.target else None)


def _judged(folder: Path, target: Target | None, code: int | None = None) -> int:
    """`code`: the exit code, if it is not the verdict's."""
    try:
        run = judge(folder, target)
    except (OSError, ValueError) as error:
        raise launch.HarnessFailed(f"{folder} holds no run that can be judged: {error}") from error
    code = run.code if code is None else code
    _tell(run, folder, code)
    return code


def _tell(run: LoadRun, folder: Path, code: int) -> None:
    print(f"\n{run.sentence}\n{folder / 'report.html'}\nverdict={run.verdict} code={code}", flush=True)


def _target(chosen: argparse.Namespace, plan: Plan, secret: str) -> Target:
    return options.target(chosen, chosen.target) if chosen.target else start_own(Path(secret) / "portal", plan)


def _announced(plan: Plan, planned: Sequence[Arrival], target: Target, chosen: argparse.Namespace, folder: Path) -> str:
    coming = plan.arrivals
    where = f"{chosen.workers} workers that come to {chosen.listen}" if chosen.listen else f"{chosen.workers} here"
    return (
        f"{plan.name}: {plan.about}\n"
        f"{len(planned)} journeys within {coming.seconds:g} s ({coming.warm_up:g} s of them to warm up, not measured), "
        f"then up to {plan.drain:g} s to end; seed {chosen.seed}, generator processes: {where}\n"
        f"target: {target.name}; files: {folder}"
    )


def _check_log_ins(plan: Plan, planned: Sequence[Arrival]) -> None:
    """Every journey logs in once."""
    limit = plan.limits.log_ins_a_minute
    most = most_within([one.at for one in planned], 60)
    if limit is not None and most > limit:
        raise Unusable(f"the profile begins {most} journeys within a minute, and limits.log_ins_a_minute is {limit}.")


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m load", description=__doc__, epilog=CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="one run of a profile: was it good?", epilog=CODES)
    run.set_defaults(do=_run)
    run.add_argument("--profile", default="smoke", metavar="NAME", help="of load/profiles, or a file (default: smoke)")
    run.add_argument("--target", metavar="URL", default="", help="a portal that runs (default: one of its own)")
    run.add_argument("--seed", type=int, default=1, metavar="N", help="the same number, the same arrivals (default: 1)")
    run.add_argument("--workers", type=int, default=1, metavar="N", help="generator processes (default: 1)")
    run.add_argument(
        "--listen", metavar="HOST:PORT", default="", help="wait here for --workers of other machines (docs/load.md)"
    )
    options.add_target(run)
    again = commands.add_parser("judge", help="judges a stored run once more", epilog=CODES)
    again.set_defaults(do=_judge)
    again.add_argument("folder", type=Path, metavar="FOLDER", help="out/load/…, with run.json and ledger.jsonl")
    again.add_argument(
        "--target", metavar="URL", default="", help="the portal of the run, if it is still there: for the audit"
    )
    options.add_target(again)
    chosen = parser.parse_args(arguments)
    if getattr(chosen, "workers", 1) < 1:
        parser.error("--workers is at least 1")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
