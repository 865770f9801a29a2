"""A rule, where it holds, and the one way out of it: `# rule: <name>: <reason>` at the end of the line."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Find = Callable[[ast.Module], Iterator[int]]

_EXCEPTION = re.compile(r"#\s*rule:\s*(?P<name>[\w-]*)\s*(?::\s*(?P<reason>.*))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` gives the lines that break it; `instead` tells in a sentence what to do; `besides` is where it is not."""

    name: str
    instead: str
    folders: tuple[str, ...]
    find: Find
    besides: tuple[str, ...] = ()

    def holds_in(self, path: str) -> bool:
        """Whether it is a rule for this file, a path from the project's root with forward slashes."""
        return path.startswith(tuple(f"{folder}/" for folder in self.folders)) and path not in self.besides


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A line that breaks a rule, or an exception that is none."""

    path: str
    line: int
    name: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.name}: {self.instead}"


@dataclass(frozen=True, slots=True)
class _Exception:
    line: int
    name: str
    reason: str


def check(path: str, source: str, rules: Iterable[Rule]) -> list[Finding]:
    """What breaks the rules in a file of that path, in the order of its lines. Raises SyntaxError."""
    tree = ast.parse(source, path)
    here = [rule for rule in rules if rule.holds_in(path)]
    broken = {
        (line, rule.name): Finding(path, line, rule.name, rule.instead) for rule in here for line in rule.find(tree)
    }
    told = []
    for exception in _exceptions(source):
        excused = broken.pop((exception.line, exception.name), None)
        if excused is None:
            instead = f"Nothing on this line breaks a rule «{exception.name}»: take the comment away."
            told.append(Finding(path, exception.line, "unused-exception", instead))
        elif not re.search(r"\w\w", exception.reason):
            instead = f"Say why: `# rule: {exception.name}: <reason>`."
            told.append(Finding(path, exception.line, "exception-without-reason", instead))
    return sorted([*broken.values(), *told])


def check_folder(root: Path, rules: Iterable[Rule]) -> list[Finding]:
    """What breaks the rules in the project at `root`."""
    all_of_them = tuple(rules)
    folders = sorted({folder for rule in all_of_them for folder in rule.folders})
    files = sorted({path for folder in folders for path in (root / folder).rglob("*.py")})
    return [
        finding
        for path in files
        for finding in check(path.relative_to(root).as_posix(), path.read_text("utf-8"), all_of_them)
    ]


def _exceptions(source: str) -> Iterator[_Exception]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        found = _EXCEPTION.search(token.string) if token.type == tokenize.COMMENT else None
        if found:
            yield _Exception(token.start[0], found["name"], found["reason"] or "")
