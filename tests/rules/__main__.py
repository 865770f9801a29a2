"""`python -m tests.rules`: every line that breaks a rule, and what to do instead. Exit code 1 if there is one."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.rules import browsing, rooms, writing
from tests.rules.rule import check_folder

ROOT = Path(__file__).parents[2]
RULES = (*browsing.RULES, *writing.RULES, *rooms.RULES)


def main() -> int:
    findings = check_folder(ROOT, RULES)
    for finding in findings:
        print(finding)
    if findings:
        print("An exception needs a reason, at the end of its line: # rule: <name>: <reason>", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
