"""docs/writing-scenarios.md is tried word by word: its blocks go where it says, into a copy of the project."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.__main__ import RULES
from tests.rules.rule import check
from tests.test_project_files import ROOT, project_files

PAGE = (ROOT / "docs" / "writing-scenarios.md").read_text("utf-8")
BLOCKS: dict[str, str] = dict(
    re.findall(r"^`([\w/.]+)`, (?:[\w ]+):\n\n```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
)
SCREEN = ("pages/labels.py", "pages/handbook.py", "pages/portal.py", "scenarios/test_handbook.py")
DEFECT = "tests/defects/looking_back.py"


def with_block(path: str) -> str:
    """The file with its block at the end."""
    there = ROOT / path
    return (there.read_text("utf-8") + "\n" if there.exists() else "") + BLOCKS[path]


def defect() -> tuple[str, str, str]:
    """File, old text and new text of the example's defect."""
    call = ast.parse(BLOCKS[DEFECT]).body[0]
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    _, _, file, old, new = (ast.literal_eval(argument) for argument in call.value.args)
    return file, old, new


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The project with the example in it."""
    for file in project_files():
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    for path in SCREEN:
        (tmp_path / path).write_text(with_block(path), "utf-8")
    yield tmp_path


def test_the_page_shows_all_that_it_says() -> None:
    assert set(BLOCKS) == {*SCREEN, DEFECT}


@pytest.mark.parametrize("path", SCREEN)
def test_the_example_keeps_the_rules(path: str) -> None:
    assert not check(path, with_block(path), RULES)


def test_the_examples_defect_is_not_stale() -> None:
    file, old, new = defect()
    assert (ROOT / file).read_text("utf-8").count(old) == 1
    assert old != new


def test_every_rule_is_on_the_page() -> None:
    told = set(re.findall(r"`([a-z-]+)`", PAGE.split("| rule | so |")[1].split("\n\n")[0]))
    assert told == {rule.name for rule in RULES}


@pytest.mark.nightly
def test_the_example_passes_and_notices_its_defect(copy: Path) -> None:
    outcomes = []
    for _ in range(2):
        command = [sys.executable, "-m", "pytest", "scenarios/test_handbook.py", "--browser", "chromium"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        outcomes.append(re.findall(r"\d passed|\d failed|«[^»]*» should|should be seen", done.stdout + done.stderr))
        file, old, new = defect()
        text = (copy / file).read_text("utf-8")
        (copy / file).write_text(text.replace(old, new), "utf-8")
    assert "1 passed" in outcomes[0], outcomes
    assert "1 failed" in outcomes[1], outcomes
