"""The CI examples: valid by the schemas of their services, and nothing in them but targets that the Makefile has."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "ci"
SCHEMAS = {"github-actions.yml": "vendor.github-workflows", "gitlab-ci.yml": "vendor.gitlab-ci"}


def checked(file: Path, schema: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    return subprocess.run(command, capture_output=True, text=True)


def commands(told: object) -> Iterator[str]:
    """Everything that a job runs, wherever it stands in the file."""
    if isinstance(told, dict):
        for name, value in told.items():
            if name in {"run", "script", "before_script", "after_script"}:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from commands(value)
    elif isinstance(told, list):
        for value in told:
            yield from commands(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_example_is_valid(name: str, tmp_path: Path) -> None:
    done = checked(FOLDER / name, SCHEMAS[name])
    assert done.returncode == 0, done.stdout
    spoilt = tmp_path / name
    spoilt.write_text(re.sub(r"^( +)(runs-on|script):", r"\1nonsense:", (FOLDER / name).read_text("utf-8"), flags=re.M))
    assert checked(spoilt, SCHEMAS[name]).returncode == 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_example_only_calls_targets(name: str) -> None:
    targets = re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text("utf-8"), flags=re.M)
    found = list(commands(YAML(typ="safe").load((FOLDER / name).read_text("utf-8"))))
    called = [re.fullmatch(r"make (\w+)( [A-Z]+=.+)?", command) for command in found]
    assert all(called), found
    assert {"test", "shard", "together", "report", "nightly"} <= {one[1] for one in called if one} <= set(targets)
