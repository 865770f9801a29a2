"""Looking after the guides: what changed, what is approved. Making them is `python -m fixtures.guides` (make guide)."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from reports.guide import diff, model, pages

OUT = Path("out/guide")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 nothing changed (or done), 1 something changed, 2 usage."""
    parser = argparse.ArgumentParser("python -m reports.guide", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    compared = verbs.add_parser("diff", help="which steps changed between two editions, and why")
    compared.add_argument("old", type=Path, help="a folder of guides, e.g. out/guide/approved")
    compared.add_argument("new", type=Path, help="a later one, e.g. out/guide")
    compared.add_argument(
        "-o", "--output", type=Path, default=OUT / "changes.html", help="the page (default: %(default)s)"
    )
    approved = verbs.add_parser("approve", help="from now on changes are told against these guides")
    approved.add_argument("folder", type=Path, nargs="?", default=OUT, help="default: %(default)s")
    named = verbs.add_parser("steps", help="the names of the steps, for guides/words/<lang>.md")
    named.add_argument("folder", type=Path, nargs="?", default=OUT, help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        if options.verb == "diff":
            return _diff(options.old, options.new, options.output)
        if options.verb == "approve":
            return _approve(options.folder)
        return _steps(options.folder)
    except diff.NothingToCompare as error:
        print(error, file=sys.stderr)
        return 2


def _diff(old: Path, new: Path, output: Path) -> int:
    changes = diff.compare(old, new)
    for line in diff.told(changes):
        print(line)
    output.parent.mkdir(parents=True, exist_ok=True)
    print(pages.write_review(old, new, changes, output))
    return 1 if any(not change.warning for change in changes) else 0


def _approve(folder: Path) -> int:
    found = [path for path in folder.glob(f"*/pictures/*/{model.FILE}") if path.parts[-4] != pages.APPROVED]
    if not found:
        raise diff.NothingToCompare(f"{folder} has no guides to approve: make them first (make guide).")
    for path in found:
        kept = folder / pages.APPROVED / path.parent.relative_to(folder)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(path.parent, kept)
    print(f"{len(found)} guides are approved: {folder / pages.APPROVED}")
    pages.write_index(folder)
    return 0


def _steps(folder: Path) -> int:
    names: dict[str, str] = {}
    for path in sorted(folder.glob(f"ru/pictures/*/{model.FILE}")):
        guide = json.loads(path.read_text("utf-8"))
        names.setdefault(guide["name"], guide["title"])
        for section in guide["sections"]:
            for part in section["parts"]:
                if part.get("step"):
                    names.setdefault(part["step"], part.get("text") or part.get("alt", ""))
    if not names:
        raise diff.NothingToCompare(f"{folder}/ru has no guides: make them first (make guide).")
    for name, text in names.items():
        print(f"{name:<32} {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
