"""`python -m tests.planted DEFECT run …` is `python -m load run …` whose own portal has a known defect."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

from load import commands
from load.__main__ import main as load
from load.plan import Plan
from load.target import Target, start_own


def main(defect: str, *arguments: str) -> int:
    """Exit codes: those of `python -m load`."""

    def with_the_defect(folder: Path, plan: Plan) -> Target:
        return start_own(folder, plan, "-m", "tests.defects", defect, "serve")

    with mock.patch.object(commands, "start_own", with_the_defect):
        return load(arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
