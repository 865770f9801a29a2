"""What no file of the project may hold, how long a module may be and what it may not be called."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = {
    "paths of one machine": r"(?<![\w.])/(?:home|Users|opt|mnt|srv)/\w+/",
    "addresses of one network": r"//(10|172\.(1[6-9]|2\d|3[01])|192\.168)\.\d",
    "package registries": r"https?://[^\s/]+/simple\b|index-url\s*=",
    "notes to oneself": r"\bTODO\b|\bFIXME\b|\bXXX\b",
    "numbers of tickets": r"(?i)\bissues? #?\d",
    "an exception to a checker without its reason": r"# ?(noqa|type: ?ignore)\b(?!(: \w+\d+|\[[\w-]+\])\W+\w\w)",
}
BAD_LINES = {
    "paths of one machine": ["open('/home/anna/portal.log')"],
    "addresses of one network": ["--base-url http://192.168.0.12", "http://10.1.2.3:8000"],
    "package registries": ["--index-url=https://packages.example/simple"],
    "notes to oneself": ["# TODO: later"],
    "numbers of tickets": ["see issue 12"],
    "an exception to a checker without its reason": [
        "import os  # noqa: F401",
        "x = y  # type: ignore[misc]",
        "# noqa",
    ],
}


def project_files() -> list[Path]:
    """What git tracks or would track; without git everything but what runs and tools make."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    made = {".venv", ".git", "out", "build", "__pycache__"}
    paths = (ROOT / name for name in listed.stdout.splitlines()) if listed.returncode == 0 else ROOT.rglob("*")
    return [path for path in paths if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


@pytest.mark.parametrize("what", NOWHERE)
def test_no_file_holds(what: str) -> None:
    found = []
    for path in project_files():
        if path == Path(__file__):
            continue  # the patterns and their samples stand here
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(NOWHERE[what], line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, f"{what}:\n  " + "\n  ".join(found)


@pytest.mark.parametrize(("what", "line"), [(what, line) for what, lines in BAD_LINES.items() for line in lines])
def test_the_pattern_sees_a_bad_line(what: str, line: str) -> None:
    assert re.search(NOWHERE[what], line)


@pytest.mark.parametrize("line", ["x  # noqa: N802 - the library asks for it", "x  # type: ignore[misc]  # untyped"])
def test_a_reasoned_exception_passes(line: str) -> None:
    assert not re.search(NOWHERE["an exception to a checker without its reason"], line)


def test_a_module_is_a_room_of_about_300_lines() -> None:
    modules = [path for path in project_files() if path.suffix == ".py"]
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert not {name: lines for name, lines in long.items() if lines > 300}


def test_no_module_is_called_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert not [path for path in project_files() if path.suffix == ".py" and path.stem in nothing]


def test_conftest_does_not_reach_into_the_portal() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("conftest.py"))
    assert not re.search(r"^\s*(from|import) portal\b", text, re.MULTILINE)


def test_the_makefile_sets_nothing_that_a_person_may_say() -> None:
    """`GUIDES=` chooses guides; a line of the Makefile's own with that name once stood in its place, and `make guide`
    failed. Defaults are no such line (`?=`)."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    said = set(re.findall(r"\b([A-Z_]+)=", " ".join(re.findall(r"##.*", makefile))))
    own = set(re.findall(r"^([A-Z_]+) *:?=", makefile, flags=re.MULTILINE))
    assert {"GUIDES", "FORMATS", "TARGET"} <= said and "RUN" in own
    assert not said & own
