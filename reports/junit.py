"""JUnit files as CI services read them: attempts that were run again are no tests, and shards are one file.

`python -m reports.junit FILE… -o FILE` writes several files as one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element


def fold_attempts(file: Path, mark: str) -> None:
    """Moves what pytest wrote as test cases of their own, marked with the property `mark`, into the test's last one.

    There they stand as `flakyFailure` (it passed in the end) or `rerunFailure`, as Surefire and Jenkins have them.
    """
    tree = ElementTree.parse(file)
    for suite in tree.iter("testsuite"):
        attempts: dict[tuple[str, str], list[Element]] = {}
        for case in suite.findall("testcase"):
            found = _properties(case)
            if mark in found:
                failure = Element("", {"message": found.get("broke", ""), "type": found.get("verdict", "")})
                attempts.setdefault(_name(case), []).append(failure)
                suite.remove(case)
        for case in suite.findall("testcase"):
            broken = any(case.find(tag) is not None for tag in ("failure", "error"))
            for failure in attempts.pop(_name(case), []):
                failure.tag = "rerunFailure" if broken else "flakyFailure"
                case.append(failure)
        _count(suite)
    tree.write(file, encoding="utf-8", xml_declaration=True)


def together(files: Sequence[Path]) -> ElementTree.ElementTree[Element]:
    """The suites of several files under one root. Raises OSError, and ParseError for what is no XML."""
    root = Element("testsuites", {"name": "pytest tests"})
    for file in files:
        root.extend(ElementTree.parse(file).iter("testsuite"))
    return ElementTree.ElementTree(root)


def _name(case: Element) -> tuple[str, str]:
    return case.get("classname", ""), case.get("name", "")


def _properties(case: Element) -> dict[str, str]:
    return {one.get("name", ""): one.get("value", "") for one in case.iterfind("properties/property")}


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in cases)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m reports.junit", description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="junit.xml of a run")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        tree = together(options.files)
    except (OSError, ElementTree.ParseError) as error:
        print(f"junit: {error}", file=sys.stderr)
        return 2
    options.output.parent.mkdir(parents=True, exist_ok=True)
    tree.write(options.output, encoding="utf-8", xml_declaration=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
