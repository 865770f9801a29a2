"""Options that `python -m load …` and `locust -f load/locustfile.py` share, and what they mean."""

from __future__ import annotations

import math
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ArgumentGroup
from pathlib import Path

from fixtures import credentials, profile, reachability
from fixtures.profile import STRANGER, ProfileError
from load.assignment import Foreign
from load.connection import basic
from load.target import Target, Unusable, may_load
from load.world import Account

TOKEN = "LOAD_BACKSTAGE_TOKEN"
"""The environment variable with the token of the target's test controls; no secret stands on a command line."""


def above_zero(text: str) -> float:
    """A number of the command line. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise ArgumentTypeError(f"{text} is no number above 0")
    return value


def add_target(parser: ArgumentParser | _ArgumentGroup) -> None:
    """What is told of a portal that runs already."""
    parser.add_argument(
        "--backstage-url", metavar="URL", default="", help=f"test controls of a reference portal (token: {TOKEN})"
    )
    parser.add_argument(
        "--target-pid",
        type=int,
        metavar="N",
        help="its process on this machine, for what it takes of processor and memory",
    )
    parser.add_argument(
        "--target-profile", type=Path, metavar="FILE", help="of a portal that is not ours (docs/targets.md)"
    )
    parser.add_argument(
        "--accounts",
        type=Path,
        metavar="FILE",
        help="its accounts: one for each planned conference, or as many as the profile's needs say",
    )
    parser.add_argument("--code", metavar="TEXT", default="", help="what the code picture there always shows")
    parser.add_argument(
        "--i-may-load-this-host", action="store_true", help="the owner of a target that is not this machine has agreed"
    )


def add_for_locust(group: _ArgumentGroup) -> None:
    """What only Locust's own command line has to be told."""
    group.add_argument(
        "--load-profile",
        default="average",
        metavar="NAME",
        help="mix, sizes and think times: a profile of load/profiles or a file (default: average)",
    )
    group.add_argument(
        "--load-times", type=above_zero, default=1.0, metavar="X", help="the profile's rates times X (1)"
    )
    group.add_argument("--load-seed", type=int, default=1, metavar="N", help="the same number, the same conferences")
    group.add_argument(
        "--arrivals",
        action="store_true",
        help="conferences begin when the profile plans it, whatever the number of users (python -m load run)",
    )
    group.add_argument(
        "--load-folder",
        type=Path,
        metavar="FOLDER",
        help="where the record goes; whoever names it judges it himself (python -m load judge FOLDER)",
    )


def given(options: Namespace, target: Target, accounts: Path) -> list[str]:
    """How another program is told of `target`, whose accounts stand in a file; its token goes into the environment."""
    named = {
        "--backstage-url": target.backstage[0],
        "--target-pid": target.pid,
        "--target-profile": options.target_profile,
        "--accounts": accounts,
        "--code": options.code,
    }
    allowed = ["--i-may-load-this-host"] if options.i_may_load_this_host else []
    return [*allowed, *(str(part) for name, value in named.items() if value for part in (name, value))]


def target(options: Namespace, url: str) -> Target:
    """A portal that runs already, looked at once. Raises Unusable."""
    may_load(url, allowed=options.i_may_load_this_host)
    url = url.rstrip("/")
    try:
        theirs = profile.read(options.target_profile) if options.target_profile else STRANGER
        basic(theirs.transport)
        finding = reachability.look(url, theirs.transport)
        accounts = credentials.from_file(options.accounts) if options.accounts else credentials.from_environment()
    except (ProfileError, ValueError, OSError) as error:
        raise Unusable(str(error)) from error
    if obstacle := finding.obstacle(own=bool(options.backstage_url)):
        raise Unusable(obstacle)
    lent = [Account(account.login, account.password.reveal()) for account in accounts]
    if options.backstage_url:
        token = os.environ.get(TOKEN, "")
        if not token:
            raise Unusable(f"--backstage-url needs the token of the portal's ready line in {TOKEN}.")
        return Target(url, (options.backstage_url, token), pid=options.target_pid, given=lent)
    suffers = theirs.suffers
    transport = theirs.transport.model_dump(mode="json")
    foreign = Foreign(suffers.may_create, suffers.numbers, suffers.mailboxes, transport, options.code)
    return Target(url, pid=options.target_pid, given=lent, foreign=foreign)
